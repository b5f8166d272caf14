using System.Globalization;
using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>ATTN002: numbers from 1 to 1024, finite scales, members of the enumerations.</summary>
public sealed class OutOfRangeTests : KernelDiagnosticTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1025)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    public void Numbers(int value)
    {
        string message = $"is {value}; it must be from 1 to 1024";
        Reports(Kernel($"{value}, 2"), $"ATTN002 '{value}': Heads {message}");
        Reports(Kernel($"dim: 1, heads: {value}"), $"ATTN002 'heads: {value}': Heads {message}");
        Reports(Kernel($"1, {value}"), $"ATTN002 '{value}': Dim {message}");
        Reports(Kernel($"1, {value}, AttentionGen.Score.Dot, ValueDim = 1"), $"ATTN002 '{value}': Dim {message}");
        Reports(Kernel($"dim: {value}, heads: 1"), $"ATTN002 'dim: {value}': Dim {message}");
        Reports(Kernel($"1, 2, KeyValueHeads = {value}"), $"ATTN002 'KeyValueHeads = {value}': KeyValueHeads {message}");
        Reports(Kernel($"1, 2, ValueDim = {value}"), $"ATTN002 'ValueDim = {value}': ValueDim {message}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(1024)]
    public void NumbersInRange(int value)
    {
        Accepts(Kernel($"{value}, 2"));
        Accepts(Kernel($"1, {value}"));
        Accepts(Kernel($"1024, 2, KeyValueHeads = {value}"));
        Accepts(Kernel($"1, 2, ValueDim = {value}"));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(9)]
    [InlineData(int.MaxValue)]
    public void Unroll(int value) =>
        Reports(Kernel($"1, 8, Unroll = {value}"), $"ATTN002 'Unroll = {value}': Unroll is {value}; it must be from 0 to 8");

    [Theory]
    [InlineData(-1)]
    [InlineData(1048577)]
    public void Lengths(int value)
    {
        Reports(Kernel($"1, 8, QueryLength = {value}"), $"ATTN002 'QueryLength = {value}': QueryLength is {value}; it must be from 0 to 1048576");
        Reports(Kernel($"1, 8, KeyLength = {value}"), $"ATTN002 'KeyLength = {value}': KeyLength is {value}; it must be from 0 to 1048576");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1048576)]
    public void LengthsInRange(int value) => Accepts(Kernel($"1024, 1, KeyValueHeads = 1, QueryLength = {value}, KeyLength = {value}"));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1024)]
    public void UnrollInRange(int value) => Accepts(Kernel($"1, 1024, Unroll = {value}"));

    [Fact]
    public void AllThatAreWrong() => Reports(
        Kernel("0, 1 - 1, KeyValueHeads = 0, ValueDim = 2000, Scale = float.NaN"),
        "ATTN002 '0': Heads is 0; it must be from 1 to 1024",
        "ATTN002 '1 - 1': Dim is 0; it must be from 1 to 1024",
        "ATTN002 'KeyValueHeads = 0': KeyValueHeads is 0; it must be from 1 to 1024",
        "ATTN002 'ValueDim = 2000': ValueDim is 2000; it must be from 1 to 1024",
        "ATTN002 'Scale = float.NaN': Scale is NaN; it must be a finite number");

    [Fact]
    public void ArgumentsOfAnotherPart() => Reports(
        "[AttentionGen.AttentionKernel(1, 0)] partial class K; partial class K { }",
        "ATTN002 '0': Dim is 0; it must be from 1 to 1024");

    [Theory]
    [InlineData("float.NaN", "NaN")]
    [InlineData("0f / 0", "NaN")]
    [InlineData("float.PositiveInfinity", "Infinity")]
    [InlineData("-1f / 0", "-Infinity")]
    public void Scales(string value, string text)
    {
        // Whatever the machine's culture calls infinity.
        CultureInfo before = CultureInfo.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.PositiveInfinitySymbol = "endless";
            culture.NumberFormat.NegativeInfinitySymbol = "bottomless";
            CultureInfo.CurrentCulture = culture;
            Reports(Kernel($"1, 2, Scale = {value}"), $"ATTN002 'Scale = {value}': Scale is {text}; it must be a finite number");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("float.MaxValue")]
    [InlineData("float.Epsilon")]
    public void FiniteScales(string value) => Accepts(Kernel($"1, 1, Scale = {value}"));

    [Theory]
    [InlineData("-2", "-2")]
    [InlineData("int.MinValue", "-2147483648")]
    public void Windows(string value, string text)
    {
        Reports(Kernel($"1, 2, WindowLeft = {value}"), $"ATTN002 'WindowLeft = {value}': WindowLeft is {text}; it must be at least 0, or -1 for no limit");
        Reports(Kernel($"1, 2, WindowRight = {value}"), $"ATTN002 'WindowRight = {value}': WindowRight is {text}; it must be at least 0, or -1 for no limit");
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("int.MaxValue")]
    public void WindowsInRange(string value) => Accepts(Kernel($"1, 1, WindowLeft = {value}, WindowRight = {value}"));

    [Theory]
    [InlineData("-1", "-1")]
    [InlineData("float.NaN", "NaN")]
    [InlineData("float.PositiveInfinity", "Infinity")]
    [InlineData("-float.Epsilon", "-1E-45")]
    public void SoftCaps(string value, string text) => Reports(
        Kernel($"1, 2, SoftCap = {value}"), $"ATTN002 'SoftCap = {value}': SoftCap is {text}; it must be a positive finite number, or 0 for none");

    [Theory]
    [InlineData("0")]
    [InlineData("float.Epsilon")]
    [InlineData("float.MaxValue")]
    public void SoftCapsInRange(string value) => Accepts(Kernel($"1, 1, SoftCap = {value}"));

    [Theory]
    [InlineData("1, 2, (AttentionGen.Score)77", "(AttentionGen.Score)77", "Score is 77")]
    [InlineData("1, 2, score: (AttentionGen.Score)(-1)", "score: (AttentionGen.Score)(-1)", "Score is -1")]
    [InlineData("1, 2, Mask = (AttentionGen.AttentionMask)77", "Mask = (AttentionGen.AttentionMask)77", "Mask is 77")]
    [InlineData("1, 2, Layout = (AttentionGen.TensorLayout)77", "Layout = (AttentionGen.TensorLayout)77", "Layout is 77")]
    [InlineData("1, 2, Combine = (AttentionGen.HeadCombine)77", "Combine = (AttentionGen.HeadCombine)77", "Combine is 77")]
    public void Enumerations(string arguments, string at, string what) =>
        Reports(Kernel(arguments), $"ATTN002 '{at}': {what}; it must be one of the enumeration's members");

    [Theory]
    [InlineData("1, 1, (AttentionGen.Score)1")]
    [InlineData("1, 1, 0")]
    [InlineData("1, 1, Mask = (AttentionGen.AttentionMask)1, Layout = (AttentionGen.TensorLayout)1")]
    public void EnumerationsByValue(string arguments) => Accepts(Kernel(arguments));

    private static string Kernel(string arguments) => $"[AttentionGen.AttentionKernel({arguments})] static partial class K;";
}
