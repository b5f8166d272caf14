using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using Xunit;
using Xunit.Sdk;

namespace AttentionGen.Generator.Tests.Robustness;

/// <summary>The fuzzer's target without a fuzzer.</summary>
public sealed class AttributeTargetTests
{
    [Fact]
    public void HoldsForItsSeeds()
    {
        ILookup<AttributeTarget.Outcome, byte[]> outcomes = AttributeTarget.Seeds(60).ToLookup(static bytes => AttributeTarget.Run(bytes));
        Assert.All(
            new[] { AttributeTarget.Outcome.WrongCSharp, AttributeTarget.Outcome.Reported, AttributeTarget.Outcome.Generated },
            outcome => Assert.True(outcomes[outcome].Count() > 3, $"{outcome}"));
    }

    [Fact]
    public void HoldsForAnyBytes()
    {
        var random = new Random(1);
        for (int length = 0; length < 40; length++)
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            AttributeTarget.Run(bytes);
        }
    }

    /// <summary>Two kernels and none, a kernel in two parts, one that is wrong beside one that is right.</summary>
    [Theory]
    [InlineData("[AttentionKernel(1, 8)] partial class A; [AttentionKernel(2, 4)] partial class B;", "Generated")]
    [InlineData("partial class A; [AttentionKernel(2, 4)] partial class A { int x; int y => x; }", "Generated")]
    [InlineData("class A;", "Nothing")]
    [InlineData("[AttentionKernel(1, 8)] partial class A; [AttentionKernel(0, 4)] partial class B;", "Reported")]
    [InlineData("[AttentionKernel(1, 8)] partial class A : Missing;", "WrongCSharp")]
    public void TellsThemApart(string source, string outcome) => Assert.Equal(outcome, AttributeTarget.Run(Encoding.UTF8.GetBytes(source)).ToString());
}
