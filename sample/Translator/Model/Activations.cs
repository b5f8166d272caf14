using System;
using System.Runtime.Intrinsics;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>Functions of single elements, and the softmax.</summary>
internal static class Activations
{
    /// <summary><c>tanh(x) = 1 - 2 / (exp(2 x) + 1)</c>.</summary>
    public static void Tanh(ReadOnlySpan<float> x, Span<float> y)
    {
        int i = 0;
        for (; i + Matrix.Lanes <= x.Length; i += Matrix.Lanes)
        {
            Tanh(Vector256.Create(x[i..])).CopyTo(y[i..]);
        }

        for (; i < x.Length; i++)
        {
            y[i] = Tanh(Vector256.Create(x[i]))[0];
        }
    }

    /// <summary><c>tanh(x)</c>.</summary>
    public static Vector256<float> Tanh(Vector256<float> x) =>
        Vector256<float>.One - (Vector256.Create(2f) / (Vector256.Exp(x + x) + Vector256<float>.One));

    /// <summary><c>1 / (1 + exp(-x))</c>.</summary>
    public static Vector256<float> Sigmoid(Vector256<float> x) =>
        Vector256<float>.One / (Vector256<float>.One + Vector256.Exp(-x));

    /// <summary>From scores to weights that sum to 1.</summary>
    /// <returns><paramref name="weights"/>.</returns>
    public static Span<float> Softmax(ReadOnlySpan<float> scores, Span<float> weights)
    {
        float largest = float.NegativeInfinity;
        foreach (float score in scores)
        {
            largest = MathF.Max(largest, score);
        }

        float sum = 0;
        for (int i = 0; i < scores.Length; i++)
        {
            weights[i] = MathF.Exp(scores[i] - largest);
            sum += weights[i];
        }

        for (int i = 0; i < scores.Length; i++)
        {
            weights[i] /= sum;
        }

        return weights;
    }
}
