using System;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>
/// ALiBi's slopes, read off the kept scores of queries and keys that are zero: the series that the paper states for 8 and 16 heads, and
/// the rule of its published code for other numbers, written here as it is there.
/// </summary>
public sealed class AlibiSlopesTests
{
    [Fact]
    public void EightHeads() => Assert.Equal(
        [1 / 2f, 1 / 4f, 1 / 8f, 1 / 16f, 1 / 32f, 1 / 64f, 1 / 128f, 1 / 256f], Slopes(8));

    [Fact]
    public void SixteenHeads() => Assert.Equal(
        Enumerable.Range(1, 16).Select(static k => Math.Pow(2, -k / 2.0)), Slopes(16).Select(static x => (double)x), (a, b) => Math.Abs(a - b) < 1e-7);

    [Fact]
    public void TwelveHeads() => Assert.Equal(
        [.. Slopes(8), .. Slopes(16).Where(static (_, at) => at % 2 == 0).Take(4)], Slopes(12));

    [Fact]
    public void AnyNumberOfHeads()
    {
        for (int heads = 1; heads <= 130; heads++)
        {
            float[] slopes = Slopes(heads);
            Assert.Equal(heads, slopes.Distinct().Count());
            Assert.All(slopes, static slope => Assert.InRange(slope, 1 / 256f, 1));
        }
    }

    /// <summary>A generated kernel has them too.</summary>
    [Fact]
    public void OfAKernel()
    {
        Kernel kernel = KernelCatalog.Get("Options.Alibi");
        float[] scores = new float[6 * 2];
        kernel.Forward(new float[kernel.QueryStep], new float[2 * kernel.KeyStep], new float[2 * kernel.ValueStep], new float[kernel.OutputStep], new AttentionOptions
        {
            Scores = scores,
            ScoreStage = ScoreStage.Biased,
        });
        Assert.Equal(Slopes(6), scores.Where(static (_, at) => at % 2 == 1).Select(static x => -x));
    }

    private static float[] Slopes(int heads) => [.. AttentionReference.Compute(
        new AttentionKernelAttribute(heads, 1) { Alibi = true }, new float[heads], new float[2 * heads], new float[2 * heads],
        new AttentionOptions { ScoreStage = ScoreStage.Biased }).Scores.Where(static (_, at) => at % 2 == 1).Select(static x => (float)-x)];
}
