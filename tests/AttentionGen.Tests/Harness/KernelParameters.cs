using System;
using System.Linq;

namespace AttentionGen.Tests;

/// <summary>A call of a kernel.</summary>
public delegate void KernelForward(
    ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output, in AttentionOptions options);

/// <summary>What a score has learned, as arrays; those that the score does not have are empty.</summary>
public sealed record KernelParameters
{
    public float[] Weight { get; init; } = [];

    public float[] Weights { get; init; } = [];

    public float[] QueryWeight { get; init; } = [];

    public float[] KeyWeight { get; init; } = [];

    public float[] Bias { get; init; } = [];

    public float[] ScoreWeight { get; init; } = [];

    public AttentionParameters Spans => new()
    {
        Weight = Weight,
        Weights = Weights,
        QueryWeight = QueryWeight,
        KeyWeight = KeyWeight,
        Bias = Bias,
        ScoreWeight = ScoreWeight,
    };

    /// <summary>Parameters of the right lengths, uniform in [-1, 1].</summary>
    public static KernelParameters Uniform(AttentionKernelAttribute kernel, Random random)
    {
        int heads = kernel.Heads, dim = kernel.Dim, hidden = kernel.HiddenDim, positions = kernel.KeyLength;
        return kernel.Score switch
        {
            Score.General => new() { Weight = Of(heads * dim * dim) },
            Score.Location => new() { Weight = Of(heads * positions * dim), Bias = Of(heads * positions) },
            Score.Additive => new()
            {
                QueryWeight = Of(heads * hidden * dim),
                KeyWeight = Of(heads * hidden * dim),
                Bias = Of(heads * hidden),
                ScoreWeight = Of(heads * hidden),
            },
            Score.Mlp => new() { Weights = Of(heads * Layers(kernel)) },
            _ => new(),
        };

        float[] Of(int length) => [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    private static int Layers(AttentionKernelAttribute kernel)
    {
        int[] sizes = [2 * kernel.Dim, .. kernel.HiddenDims, 1];
        return Enumerable.Range(1, sizes.Length - 1).Sum(layer => sizes[layer] * (sizes[layer - 1] + 1));
    }
}
