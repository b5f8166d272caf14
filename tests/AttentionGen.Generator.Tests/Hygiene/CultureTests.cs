using System;
using System.Collections.Generic;
using System.Globalization;
using AttentionGen.Generator.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Generator.Tests.Hygiene;

/// <summary>The same bytes on every machine: numbers and names are written the invariant way.</summary>
public sealed class CultureTests
{
    private const string Kernels = """
        using AttentionGen;

        namespace Title
        {
            [AttentionKernel(12, 1000, ValueDim = 1024, Scale = -1234.5678e-9f)]
            public static partial class Iii
            {
            }

            [AttentionKernel(3, 7)]
            public static partial class iii
            {
            }
        }
        """;

    private static readonly IReadOnlyDictionary<string, string> Expected = Under(CultureInfo.InvariantCulture, static () => GeneratorRun.Of(Kernels).Sources);

    [SkippableTheory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    [InlineData("sv-SE")]
    [InlineData("tr-TR")]
    public void SameBytes(string name)
    {
        Skip.IfNot(HasCultures(), "This machine has no culture data.");
        Assert.Equal(Expected, Under(CultureInfo.GetCultureInfo(name), static () => GeneratorRun.Of(Kernels).Sources));
    }

    /// <summary>On machines without culture data too.</summary>
    [Fact]
    public void SameBytesWhereNumbersLookForeign()
    {
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "minus";
        culture.NumberFormat.NumberDecimalSeparator = ",";
        culture.NumberFormat.NumberGroupSeparator = ".";
        culture.NumberFormat.PositiveInfinitySymbol = "endless";
        Assert.Equal("minus1,5", (-1.5).ToString(culture));
        Assert.Equal(Expected, Under(culture, static () => GeneratorRun.Of(Kernels).Sources));
    }

    private static bool HasCultures()
    {
        try
        {
            return CultureInfo.GetCultureInfo("de-DE").NumberFormat.NumberDecimalSeparator == ",";
        }
        catch (CultureNotFoundException)
        {
            return false;
        }
    }

    private static T Under<T>(CultureInfo culture, Func<T> action)
    {
        CultureInfo before = CultureInfo.CurrentCulture;
        CultureInfo beforeUI = CultureInfo.CurrentUICulture;
        try
        {
            CultureInfo.CurrentCulture = culture;
            CultureInfo.CurrentUICulture = culture;
            return action();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
            CultureInfo.CurrentUICulture = beforeUI;
        }
    }
}
