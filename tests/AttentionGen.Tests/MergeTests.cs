using System;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Results over parts of the keys become the result over all.</summary>
public sealed class MergeTests
{
    private const float Infinity = float.PositiveInfinity;

    public static TheoryData<string> Small => KernelCatalog.Names("Small");

    public static TheoryData<string> Large => KernelCatalog.Names("Large");

    [Theory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void SplittingTheKeysAndMergingEqualsNotSplitting(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach ((int m, int first, int second, int third) in new[] { (1, 70, 200, 1), (9, 5, 64, 31), (9, 40, 0, 17) })
        {
            // Positions are counted from the part's own first key.
            const int batch = 2;
            int n = first + second + third;
            var whole = new AttentionCase(kernel, m, n, batch) { QueryOffsets = [n / 2] };
            AttentionResult a = Part(whole, 0, first), b = Part(whole, first, second), c = Part(whole, first + second, third);

            AttentionResult left = Merge(kernel, Merge(kernel, a, b, batch), c, batch);
            AttentionResult right = Merge(kernel, a, Merge(kernel, c, b, batch), batch);
            AttentionReferenceResult expected = whole.Expected();
            foreach (AttentionResult merged in new[] { left, right })
            {
                Tolerance.Check(expected.Output, merged.Output, whole, "output");
                Tolerance.Check(expected.LogSumExp, merged.LogSumExp, whole, "log-sum-exp");
            }
        }
    }

    [Theory]
    [InlineData(TensorLayout.TokenMajor)]
    [InlineData(TensorLayout.HeadMajor)]
    public void EachRowByItsFormula(TensorLayout layout)
    {
        // Every length of a row, so that each width of vectors and each remainder is used.
        const int batch = 2, heads = 3, m = 4, rows = batch * heads * m;
        var random = new Random(3);
        for (int length = 1; length <= 40; length++)
        {
            (float[] output, float[] logSumExp) = Result(random, rows, length);
            (float[] otherOutput, float[] otherLogSumExp) = Result(random, rows, length);
            float[] merged = new float[rows * length], mergedLogSumExp = new float[rows];
            AttentionMerge.Combine(output, logSumExp, otherOutput, otherLogSumExp, merged, mergedLogSumExp, heads, batch, layout);
            for (int b = 0; b < batch; b++)
            {
                for (int h = 0; h < heads; h++)
                {
                    for (int i = 0; i < m; i++)
                    {
                        int at = (((b * heads) + h) * m) + i;
                        int row = layout == TensorLayout.HeadMajor ? at : (((b * m) + i) * heads) + h;
                        double x = Math.Exp(logSumExp[at]), y = Math.Exp(otherLogSumExp[at]);
                        Assert.Equal(Math.Log(x + y), mergedLogSumExp[at], 1e-6);
                        for (int e = 0; e < length; e++)
                        {
                            int k = (row * length) + e;
                            Assert.Equal(((x * output[k]) + (y * otherOutput[k])) / (x + y), merged[k], 3e-7);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void TheOrderOfTwoDoesNotChangeABit()
    {
        var random = new Random(5);
        (float[] output, float[] logSumExp) = Result(random, 12, 21);
        (float[] otherOutput, float[] otherLogSumExp) = Result(random, 12, 21);
        float[] merged = new float[12 * 21], mergedLogSumExp = new float[12], swapped = new float[12 * 21], swappedLogSumExp = new float[12];
        AttentionMerge.Combine(output, logSumExp, otherOutput, otherLogSumExp, merged, mergedLogSumExp, heads: 4);
        AttentionMerge.Combine(otherOutput, otherLogSumExp, output, logSumExp, swapped, swappedLogSumExp, heads: 4);
        Assert.Equal(merged, swapped);
        Assert.Equal(mergedLogSumExp, swappedLogSumExp);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void EmptySetsAreNeutralToTheBit(bool first)
    {
        float[] output = [0.1f, -0f, float.Epsilon, 3e38f, -1.7f, Infinity, 0f, 1e-40f, -5f], logSumExp = [-3.3f, 80f, 0f];
        float[] empty = new float[9], emptyLogSumExp = [-Infinity, -Infinity, -Infinity];
        float[] merged = new float[9], mergedLogSumExp = new float[3];
        if (first)
        {
            AttentionMerge.Combine(empty, emptyLogSumExp, output, logSumExp, merged, mergedLogSumExp, heads: 3);
        }
        else
        {
            AttentionMerge.Combine(output, logSumExp, empty, emptyLogSumExp, merged, mergedLogSumExp, heads: 3);
        }

        Assert.Equal(output.Select(BitConverter.SingleToInt32Bits), merged.Select(BitConverter.SingleToInt32Bits));
        Assert.Equal(logSumExp, mergedLogSumExp);
    }

    [Fact]
    public void TwoEmptySetsAreEmpty()
    {
        float[] merged = [1, 1], mergedLogSumExp = [1];
        AttentionMerge.Combine([0, -0f], [-Infinity], [0, 7], [-Infinity], merged, mergedLogSumExp, heads: 1);
        Assert.Equal([0f, 0f], merged);
        Assert.Equal([-Infinity], mergedLogSumExp);
    }

    [Fact]
    public void NaNReachesItsOwnRowOnly()
    {
        float[] merged = new float[10], mergedLogSumExp = new float[5];
        AttentionMerge.Combine(
            [1, 2, float.NaN, 2, 1, 2, 1, 2, 0, float.NaN], [0, 0, float.NaN, 0, -Infinity],
            [3, 4, 3, 4, 3, 4, 3, 4, 3, 4], [0, 0, 0, float.NaN, 0], merged, mergedLogSumExp, heads: 5);
        Assert.Equal([2, 3, float.NaN, 3, float.NaN, float.NaN, float.NaN, float.NaN, 3, float.NaN], merged);
        Assert.Equal([MathF.Log(2), MathF.Log(2), float.NaN, float.NaN, 0], mergedLogSumExp);
    }

    [Fact]
    public void LogSumExpsFarApart()
    {
        float[] merged = new float[5], mergedLogSumExp = new float[5];
        AttentionMerge.Combine(
            [1, 1, 1, 1, 1], [1e30f, -1e30f, Infinity, Infinity, 3e38f], [2, 2, 2, 2, 2], [-1e30f, -1e30f, 5, Infinity, -3e38f],
            merged, mergedLogSumExp, heads: 5);
        Assert.Equal([1, 1.5f, 1, float.NaN, 1], merged);
        Assert.Equal([1e30f, -1e30f, Infinity, Infinity, 3e38f], mergedLogSumExp);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void InPlaceGivesTheSameBits(int which)
    {
        var random = new Random(6);
        (float[] output, float[] logSumExp) = Result(random, 12, 21);
        (float[] otherOutput, float[] otherLogSumExp) = Result(random, 12, 21);
        float[] merged = new float[12 * 21], mergedLogSumExp = new float[12];
        AttentionMerge.Combine(output, logSumExp, otherOutput, otherLogSumExp, merged, mergedLogSumExp, heads: 3, batch: 2);
        float[] target = which == 0 ? output : otherOutput, targetLogSumExp = which == 0 ? logSumExp : otherLogSumExp;
        AttentionMerge.Combine(output, logSumExp, otherOutput, otherLogSumExp, target, targetLogSumExp, heads: 3, batch: 2);
        Assert.Equal(merged, target);
        Assert.Equal(mergedLogSumExp, targetLogSumExp);
    }

    [Fact]
    public void LongerTargetsKeepWhatLiesBehind()
    {
        float[] merged = [9, 9, 9], mergedLogSumExp = [9, 9];
        AttentionMerge.Combine([1, 2], [0], [3, 4], [0], merged, mergedLogSumExp, heads: 1);
        Assert.Equal([2, 3, 9], merged);
        Assert.Equal([MathF.Log(2), 9], mergedLogSumExp);
        AttentionMerge.Combine([], [], [], [], merged, mergedLogSumExp, heads: 2, batch: 3);
        Assert.Equal([2, 3, 9], merged);
    }

    [Theory]
    [InlineData("heads", 12, 6, 12, 6, 12, 6, 0, 1)]
    [InlineData("batch", 12, 6, 12, 6, 12, 6, 2, -1)]
    [InlineData("logSumExp", 12, 6, 12, 6, 12, 6, 4, 1)]
    [InlineData("output", 13, 6, 12, 6, 12, 6, 2, 1)]
    [InlineData("output", 0, 6, 0, 6, 12, 6, 2, 1)]
    [InlineData("output", 3, 0, 3, 0, 12, 6, 2, 1)]
    [InlineData("otherOutput", 12, 6, 18, 6, 12, 6, 2, 1)]
    [InlineData("otherLogSumExp", 12, 6, 12, 12, 12, 6, 2, 1)]
    [InlineData("mergedOutput", 12, 6, 12, 6, 11, 6, 2, 1)]
    [InlineData("mergedLogSumExp", 12, 6, 12, 6, 12, 5, 2, 1)]
    public void WhatDoesNotFitIsNamed(string parameter, int o, int l, int otherO, int otherL, int mergedO, int mergedL, int heads, int batch)
    {
        float[] merged = new float[mergedO], mergedLogSumExp = new float[mergedL];
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(() => AttentionMerge.Combine(
            new float[o], new float[l], new float[otherO], new float[otherL], merged, mergedLogSumExp, heads, batch));
        Assert.Equal(parameter, error.ParamName);
        Assert.All(merged, static x => Assert.Equal(0, x));
    }

    [Fact]
    public void UnknownLayout() => Assert.Throws<ArgumentOutOfRangeException>(
        "layout", static () => AttentionMerge.Combine([1], [1], [1], [1], new float[1], new float[1], 1, 1, (TensorLayout)2));

    [Theory]
    [InlineData("mergedOutput", 1, 80)]
    [InlineData("mergedOutput", 21, 80)]
    [InlineData("mergedOutput", 11, 80)]
    [InlineData("mergedLogSumExp", 60, 2)]
    [InlineData("mergedLogSumExp", 60, 11)]
    [InlineData("mergedLogSumExp", 60, 65)]
    public void OverlapsAreNamed(string parameter, int mergedAt, int mergedLogSumExpAt)
    {
        // Output, log-sum-exp, other output, other log-sum-exp, 10 elements apart.
        float[] memory = new float[100];
        ArgumentException error = Assert.Throws<ArgumentException>(() => AttentionMerge.Combine(
            memory.AsSpan(0, 6), memory.AsSpan(10, 3), memory.AsSpan(20, 6), memory.AsSpan(30, 3),
            memory.AsSpan(mergedAt, 6), memory.AsSpan(mergedLogSumExpAt, 3), heads: 3));
        Assert.Equal(parameter, error.ParamName);
    }

    private static AttentionResult Part(AttentionCase whole, int first, int count)
    {
        Kernel kernel = whole.Kernel;
        var part = new AttentionCase(kernel, whole.QueryLength, count, whole.Batch)
        {
            Queries = whole.Queries,
            QueryOffsets = [whole.QueryOffsets[0] - first],
        };
        for (int b = 0; b < whole.Batch; b++)
        {
            for (int g = 0; g < kernel.KeyValueHeads; g++)
            {
                for (int j = 0; j < count; j++)
                {
                    whole.Key(b, g, first + j).CopyTo(part.Key(b, g, j));
                    whole.Value(b, g, first + j).CopyTo(part.Value(b, g, j));
                }
            }
        }

        return part.Run();
    }

    private static AttentionResult Merge(Kernel kernel, AttentionResult one, AttentionResult other, int batch)
    {
        var merged = new AttentionResult(new float[one.Output.Length], [], new float[one.LogSumExp.Length]);
        AttentionMerge.Combine(
            one.Output, one.LogSumExp, other.Output, other.LogSumExp, merged.Output, merged.LogSumExp, kernel.Heads, batch,
            kernel.Declaration.Layout);
        return merged;
    }

    private static (float[] Output, float[] LogSumExp) Result(Random random, int rows, int length) => (
        [.. Enumerable.Range(0, rows * length).Select(_ => (2 * random.NextSingle()) - 1)],
        [.. Enumerable.Range(0, rows).Select(_ => (8 * random.NextSingle()) - 4)]);
}
