using System;
using AttentionGen.Tests.Kernels.Worked;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Examples small enough to follow by hand.</summary>
public sealed class WorkedExampleTests
{
    private static readonly float[] Query = [1, 2];
    private static readonly float[] Keys = [2, 1, 1, 0];
    private static readonly float[] Values = [1, 1, 2, 0];

    /// <summary>Scores 4 and 1: weights e^4 / (e^4 + e) and e / (e^4 + e).</summary>
    [Fact]
    public void WeightsOfTwoKeys()
    {
        float[] output = new float[2], weights = new float[2], logSumExp = new float[1];
        DotAttention.Forward(Query, Keys, Values, output, new AttentionOptions { Weights = weights, LogSumExp = logSumExp });
        Assert.Equal([0.9526, 0.0474], Round(weights));
        Assert.Equal(Math.Log(Math.Exp(4) + Math.Exp(1)), logSumExp[0], 1e-6);
    }

    /// <summary>0.9526 * [1, 1] + 0.0474 * [2, 0].</summary>
    [Fact]
    public void ContextOfTwoValues()
    {
        var output = new float[2];
        DotAttention.Forward(Query, Keys, Values, output);
        Assert.Equal([1.0474, 0.9526], Round(output));
    }

    /// <summary>The context of the weights 0.8 and 0.2, which scores of ln 4 and 0 give: [1.2, 0.8].</summary>
    [Fact]
    public void ContextOfGivenWeights()
    {
        float[] output = new float[2], weights = new float[2];
        DotAttention.Forward([MathF.Log(4), 0], [1, 0, 0, 0], Values, output, new AttentionOptions { Weights = weights });
        Assert.Equal([0.8, 0.2], Round(weights));
        Assert.Equal([1.2, 0.8], Round(output));
    }

    /// <summary>The first token sees itself alone; the second sees both with scores of 0 and 2 / sqrt(2).</summary>
    [Fact]
    public void CausalSelfAttention()
    {
        float[] tokens = [1, 1, 1, -1], output = new float[4];
        CausalAttention.Forward(tokens, tokens, tokens, output);
        double w = 1 / (1 + Math.Exp(-Math.Sqrt(2)));
        Assert.Equal([1, 1, 1, Math.Round(1 - (2 * w), 4)], Round(output));
    }

    /// <summary>Two query heads over one key/value head: a query of 0 averages, one of ln 3 weighs 3 to 1.</summary>
    [Fact]
    public void HeadsThatShareKeysAndValues()
    {
        var output = new float[4];
        TwoHeads.Forward([0, MathF.Log(3)], [1, 0], [8, 0, 0, 4], output);
        Assert.Equal([4, 2, 6, 1], Round(output));
    }

    [Fact]
    public void ReferenceAgrees()
    {
        AttentionReferenceResult result = AttentionReference.Compute(new AttentionKernelAttribute(1, 2, Score.Dot), Query, Keys, Values);
        double w = Math.Exp(4) / (Math.Exp(4) + Math.Exp(1));
        Assert.Equal(w, result.Weights[0], 1e-15);
        Assert.Equal(1 - w, result.Weights[1], 1e-15);
        Assert.Equal(2 - w, result.Output[0], 1e-15);
        Assert.Equal(w, result.Output[1], 1e-15);
        Assert.Equal(Math.Log(Math.Exp(4) + Math.Exp(1)), result.LogSumExp[0], 1e-15);
    }

    private static double[] Round(float[] data) => Array.ConvertAll(data, static x => Math.Round((double)x, 4));
}
