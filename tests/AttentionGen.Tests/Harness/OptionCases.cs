using System;
using System.Linq;

namespace AttentionGen.Tests;

/// <summary>Calls with random options.</summary>
internal static class OptionCases
{
    /// <summary>Two batch items with bias, mask and sinks, broadcast over axes that depend on the seed, and scores of some stage.</summary>
    public static AttentionCase Random(Kernel kernel, int queryLength, int keyLength, int seed)
    {
        var random = new Random((seed * 1000) + keyLength);
        int axes = random.Next(16), others = random.Next(16);
        return new AttentionCase(kernel, queryLength, keyLength, batch: 2, seed)
        {
            QueryOffsets = [random.Next(-3, keyLength), keyLength - queryLength],
            KeyLengths = seed % 2 == 0 ? [] : [random.Next(keyLength + 1), keyLength],
            Bias = seed % 4 == 3 ? null : Bias(random, kernel, queryLength, keyLength, axes),
            Allowed = seed % 5 == 1 ? null : Allowed(random, kernel, queryLength, keyLength, others),
            Sinks = seed % 3 == 0 ? [] : [.. Enumerable.Range(0, kernel.Heads).Select(_ => (random.NextSingle() * 6) - 3)],
            Stage = (ScoreStage)(seed % 3),
            HeadWeights = kernel.Declaration.Combine == HeadCombine.WeightedSum ? HeadWeights(kernel) : [],
        };
    }

    /// <summary>Weights of either sign for a kernel that adds its heads up.</summary>
    public static float[] HeadWeights(Kernel kernel)
    {
        var random = new Random(4);
        return [.. Enumerable.Range(0, kernel.Heads).Select(_ => ((2 * random.NextSingle()) - 1) / kernel.Heads)];
    }

    /// <summary>Numbers, now and then -infinity and the most negative number; the bits of <paramref name="axes"/> tell which axes are full.</summary>
    public static PairTensor<float> Bias(Random random, Kernel kernel, int queryLength, int keyLength, int axes, int batch = 2) => Tensor(
        kernel, queryLength, keyLength, axes, batch,
        () => random.Next(12) switch { 0 => float.NegativeInfinity, 1 => float.MinValue, _ => (random.NextSingle() * 2) - 1 });

    /// <summary>Runs of keys that are seen and of keys that are not.</summary>
    public static PairTensor<bool> Allowed(Random random, Kernel kernel, int queryLength, int keyLength, int axes, int batch = 2)
    {
        bool seen = false;
        return Tensor(kernel, queryLength, keyLength, axes, batch, () => seen = random.Next(20) == 0 ? !seen : seen);
    }

    /// <summary>A tensor over pairs, in the order of its axes; the bits of <paramref name="axes"/> tell which are full.</summary>
    public static PairTensor<T> Tensor<T>(Kernel kernel, int queryLength, int keyLength, int axes, int batch, Func<T> next)
    {
        int b = (axes & 1) == 0 ? 1 : batch, h = (axes & 2) == 0 ? 1 : kernel.Heads;
        int m = (axes & 4) == 0 ? 1 : queryLength, n = (axes & 8) == 0 ? 1 : keyLength;
        return new PairTensor<T>([.. Enumerable.Range(0, b * h * m * n).Select(_ => next())], b, h, m, n);
    }
}
