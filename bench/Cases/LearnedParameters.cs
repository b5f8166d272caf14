using System;

namespace AttentionGen.Bench.Cases;

/// <summary>What a score with one hidden layer has learned: uniform within 1 / sqrt(inputs of the layer), as libraries initialise layers.</summary>
internal sealed class LearnedParameters
{
    public LearnedParameters(KernelType kernel)
    {
        var (heads, dim, hidden) = (kernel.Heads, kernel.Dim, kernel.HiddenDim);
        if (kernel.Score == Score.Mlp)
        {
            Weights = [.. Uniform(heads * hidden * ((2 * dim) + 1), 2 * dim, 4), .. Uniform(heads * (hidden + 1), hidden, 5)];
            return;
        }

        QueryWeight = Uniform(heads * hidden * dim, dim, 4);
        KeyWeight = Uniform(heads * hidden * dim, dim, 5);
        Bias = Uniform(heads * hidden, dim, 6);
        ScoreWeight = Uniform(heads * hidden, hidden, 7);
    }

    /// <summary><c>[H, A, D]</c> of the additive score.</summary>
    public float[] QueryWeight { get; } = [];

    /// <summary><c>[H, A, D]</c> of the additive score.</summary>
    public float[] KeyWeight { get; } = [];

    /// <summary><c>[H, A]</c> of the additive score.</summary>
    public float[] Bias { get; } = [];

    /// <summary><c>[H, A]</c> of the additive score.</summary>
    public float[] ScoreWeight { get; } = [];

    /// <summary>Of a perceptron: <c>[H, (A, 2D), A]</c>, then <c>[H, A, 1]</c>.</summary>
    public float[] Weights { get; } = [];

    public AttentionParameters Spans =>
        new() { QueryWeight = QueryWeight, KeyWeight = KeyWeight, Bias = Bias, ScoreWeight = ScoreWeight, Weights = Weights };

    private static float[] Uniform(int length, int inputs, int seed)
    {
        var random = new Random(seed);
        var bound = 1 / MathF.Sqrt(inputs);
        var result = new float[length];
        foreach (ref var x in result.AsSpan())
        {
            x = ((2 * random.NextSingle()) - 1) * bound;
        }

        return result;
    }
}
