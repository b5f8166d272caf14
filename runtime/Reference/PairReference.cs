using System;
using AttentionGen.CompilerServices;

namespace AttentionGen;

/// <summary>What happens to the score of a single pair of query and key, in double precision: cap, ALiBi and bias, and whether it is seen.</summary>
internal static class PairReference
{
    /// <summary>The score after the soft cap.</summary>
    public static double Capped(AttentionKernelAttribute kernel, double score) =>
        kernel.SoftCap == 0 ? score : kernel.SoftCap * Math.Tanh(score / kernel.SoftCap);

    /// <summary>What is added to the capped score of query <c>i</c> and key <c>j</c>.</summary>
    public static double Added(AttentionKernelAttribute kernel, in AttentionOptions options, int b, int h, int i, int j)
    {
        double added = options.Bias.IsAbsent ? 0 : Entry(options.Bias, b, h, i, j);
        return kernel.Alibi ? added - (AlibiSlopes.Of(h, kernel.Heads) * Math.Abs(Position(options, b, i) - j)) : added;
    }

    /// <summary>Whether query <c>i</c> of item <c>b</c> sees key <c>j</c> in head <c>h</c>.</summary>
    public static bool IsVisible(AttentionKernelAttribute kernel, in AttentionOptions options, int b, int h, int i, int j)
    {
        long position = Position(options, b, i);
        return (options.KeyLengths.IsEmpty || j < options.KeyLengths[b]) &&
            (kernel.Mask != AttentionMask.Causal || j <= position) &&
            (kernel.WindowLeft < 0 || position - j <= kernel.WindowLeft) &&
            (kernel.WindowRight < 0 || j - position <= kernel.WindowRight) &&
            (options.Allowed.IsAbsent || Entry(options.Allowed, b, h, i, j)) &&
            (options.Bias.IsAbsent || !float.IsNegativeInfinity(Entry(options.Bias, b, h, i, j)));
    }

    private static long Position(in AttentionOptions options, int b, int i) => (long)i + options.QueryOffsets.Length switch
    {
        0 => 0,
        1 => options.QueryOffsets[0],
        _ => options.QueryOffsets[b],
    };

    private static T Entry<T>(Broadcast<T> tensor, int b, int h, int i, int j)
    {
        int batch = tensor.Batch == 1 ? 0 : b, head = tensor.Heads == 1 ? 0 : h;
        int query = tensor.Queries == 1 ? 0 : i, key = tensor.Keys == 1 ? 0 : j;
        return tensor.Data[(((((batch * tensor.Heads) + head) * tensor.Queries) + query) * tensor.Keys) + key];
    }
}
