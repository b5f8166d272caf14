using System;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>The reference itself, by hand: what all other tests lean on.</summary>
public sealed class ReferenceTests
{
    // One head of one element: a query of 0 gives every visible key the same weight, so results are averages.
    private static readonly AttentionKernelAttribute Average = new(1, 1);
    private static readonly AttentionKernelAttribute CausalAverage = new(1, 1) { Mask = AttentionMask.Causal };

    [Fact]
    public void CausalRowsAverageWhatTheySee()
    {
        AttentionReferenceResult result = AttentionReference.Compute(CausalAverage, new float[3], new float[4], [1, 2, 6, 100]);
        Assert.Equal([1, 1.5, 3], result.Output);
        Assert.Equal([1, 0, 0, 0, 0.5, 0.5, 0, 0, 1 / 3.0, 1 / 3.0, 1 / 3.0, 0], result.Weights);
        Assert.Equal([0, Math.Log(2), Math.Log(3)], result.LogSumExp);
    }

    [Fact]
    public void OffsetsMoveTheQueries()
    {
        AttentionReferenceResult result = AttentionReference.Compute(
            CausalAverage, new float[4], new float[8], [1, 2, 6, 7, 10, 20, 30, 40], new AttentionOptions { Batch = 2, QueryOffsets = [-1, 2] });
        Assert.Equal([0, 1, 20, 25], result.Output);
        Assert.Equal(double.NegativeInfinity, result.LogSumExp[0]);
    }

    [Fact]
    public void KeyLengthsHideTheRest()
    {
        AttentionReferenceResult result = AttentionReference.Compute(
            Average, new float[3], new float[6], [1, float.NaN, 3, 5, 7, float.PositiveInfinity],
            new AttentionOptions { Batch = 3, KeyLengths = [1, 9, 0] });
        Assert.Equal([1, 4, 0], result.Output);
        Assert.Equal([1, 0, 0.5, 0.5, 0, 0], result.Weights);
    }

    [Fact]
    public void LayoutsOrderTheSameNumbersDifferently()
    {
        // Two heads, two tokens: head 0 holds 1 and 2, head 1 holds 10 and 20.
        float[] zeros = new float[4];
        AttentionReferenceResult tokenMajor = AttentionReference.Compute(new AttentionKernelAttribute(2, 1), zeros, zeros, [1, 10, 2, 20]);
        AttentionReferenceResult headMajor = AttentionReference.Compute(
            new AttentionKernelAttribute(2, 1) { Layout = TensorLayout.HeadMajor }, zeros, zeros, [1, 2, 10, 20]);
        Assert.Equal([1.5, 15, 1.5, 15], tokenMajor.Output);
        Assert.Equal([1.5, 1.5, 15, 15], headMajor.Output);
    }

    [Fact]
    public void ConsecutiveHeadsShareAKeyValueHead()
    {
        AttentionReferenceResult result = AttentionReference.Compute(
            new AttentionKernelAttribute(4, 1) { KeyValueHeads = 2 }, new float[4], new float[2], [3, 8]);
        Assert.Equal([3, 3, 8, 8], result.Output);
    }

    [Fact]
    public void ScaleIsThatOfTheScore()
    {
        float[] ones = [1, 1, 1, 1];
        Assert.Equal(2, LogSumExp(new AttentionKernelAttribute(1, 4)), 1e-15);
        Assert.Equal(4, LogSumExp(new AttentionKernelAttribute(1, 4, Score.Dot)), 1e-15);
        Assert.Equal(-2, LogSumExp(new AttentionKernelAttribute(1, 4) { Scale = -0.5f }), 1e-15);
        Assert.Equal(0, LogSumExp(new AttentionKernelAttribute(1, 4) { Scale = 0 }), 1e-15);

        double LogSumExp(AttentionKernelAttribute kernel) => AttentionReference.Compute(kernel, ones, ones, ones).LogSumExp[0];
    }

    [Fact]
    public void VisibleNaNReachesItsRowAlone()
    {
        AttentionReferenceResult result = AttentionReference.Compute(CausalAverage, new float[2], [0, float.NaN], [5, 7]);
        Assert.Equal([5, double.NaN], result.Output);
        Assert.Equal([1, 0, double.NaN, double.NaN], result.Weights);
    }

    [Fact]
    public void LengthsThatDoNotFitAreRefused()
    {
        Assert.Throws<ArgumentException>("queries", () => AttentionReference.Compute(new AttentionKernelAttribute(2, 2), new float[3], [], []));
        Assert.Throws<ArgumentException>("keys", () => AttentionReference.Compute(new AttentionKernelAttribute(2, 2), [], new float[3], []));
        Assert.Throws<ArgumentException>("values", () => AttentionReference.Compute(new AttentionKernelAttribute(2, 2), [], [], new float[4]));
        Assert.Throws<ArgumentNullException>("kernel", () => AttentionReference.Compute(null!, [], [], []));
    }
}
