using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Both products of a few queries with a block of the caller's tokens, in the order of memory, which the processor's own prefetching
/// follows best: in token-major tensors token by token through all groups of heads, in head-major ones key by key of one head.
/// </summary>
internal static class DirectTokens<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    // Elements of keys or values that stay in the first-level cache for all queries.
    private const int SharedElements = 4096;

    // Keys and values that the last level of the cache may hold: 16 MB.
    private const int CachedElements = 4 * 1024 * 1024;

    // 12 KB: far enough for the memory to answer, and little enough to stay in the first-level cache until it is read.
    private const int AheadElements = 3 * 1024;

    private static int GroupHeads => Grouping<TShape>.Heads;

    // Elements from one token to the next.
    private static int TokenKeys
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Tensor.KeyStride<TShape>() * TShape.Dim;
    }

    private static int TokenValues
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Tensor.KeyStride<TShape>() * TShape.ValueDim;
    }

    /// <summary>The scores of the keys that each query has, of one group or from the first to the last.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(
        in AttentionCall call, in RowBlock block, in VisibleKeys scored, int firstKey, int keys, in DirectBuffers<TShape, TTiles> work)
    {
        int group = block.KeyValueHead;
        ref float key = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(call.Keys), Tensor.Key<TShape>(block, firstKey, call.KeyLength) * TShape.Dim);
        int step = call.QueryLength == 1 ? keys : Step(TokenKeys), ahead = Ahead(call, TokenKeys);
        for (int first = 0; first < keys; first += step)
        {
            for (int query = 0; query < call.QueryLength; query++)
            {
                int start = int.Max(scored.Begin(query) - firstKey, first), end = int.Min(scored.End(query) - firstKey, int.Min(first + step, keys));
                if (start < end)
                {
                    int row = query * GroupHeads;
                    TTiles.ScoreTokens(
                        ref Unsafe.Add(ref work.Queries(group), row * TShape.Dim), ref Unsafe.Add(ref key, (nint)start * TokenKeys),
                        ref Unsafe.Add(ref work.Scores(group), (row * TTiles.BlockKeys) + start), DirectBuffers<TShape, TTiles>.HeadLength, end - start, ahead);
                }
            }
        }
    }

    /// <summary>Adds the values that each query sees, multiplied by their weights, to the contexts, which are rescaled first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(
        in AttentionCall call, in RowBlock block, int groups, in VisibleKeys visible, int firstKey, int keys, in DirectBuffers<TShape, TTiles> work)
    {
        int group = block.KeyValueHead;
        for (int g = group; g < group + groups; g++)
        {
            Rescale(ref work.Contexts(g), ref work.Rescales(g), block.Rows);
        }

        ref float value = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(call.Values), Tensor.Key<TShape>(block, firstKey, call.KeyLength) * TShape.ValueDim);
        int step = call.QueryLength == 1 ? keys : Step(TokenValues), ahead = Ahead(call, TokenValues);
        for (int first = 0; first < keys; first += step)
        {
            for (int query = 0; query < call.QueryLength; query++)
            {
                int start = int.Max(visible.Begin(query) - firstKey, first), end = int.Min(visible.End(query) - firstKey, int.Min(first + step, keys));
                if (start < end)
                {
                    int row = query * GroupHeads;
                    TTiles.WeightedSumTokens(
                        ref Unsafe.Add(ref work.Scores(group), (row * TTiles.BlockKeys) + start), ref Unsafe.Add(ref value, (nint)start * TokenValues),
                        ref Unsafe.Add(ref work.Contexts(group), row * TTiles.ValueStride), DirectBuffers<TShape, TTiles>.HeadLength,
                        DirectBuffers<TShape, TTiles>.StateLength, end - start, ahead);
                }
            }
        }
    }

    // A multiple of the tokens that the operations take at once.
    private static int Step(int tokenElements) =>
        int.Max(SharedElements / (TTiles.TokensTogether * tokenElements), 1) * TTiles.TokensTogether;

    // Elements from a token to the one that the memory is asked for meanwhile; 0 where all tokens of a call are likely to be in the cache.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Ahead(in AttentionCall call, int tokenElements) =>
        TTiles.AsksAhead && (long)call.Keys.Length + call.Values.Length > CachedElements ? (AheadElements + tokenElements - 1) / tokenElements * tokenElements : 0;

    // Few blocks raise a maximum: it costs less to look than to multiply with every token.
    private static void Rescale(ref float contexts, ref float rescales, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            float factor = Unsafe.Add(ref rescales, row);
            if (factor != 1)
            {
                ref float context = ref Unsafe.Add(ref contexts, row * TTiles.ValueStride);
                Rows.Scale(ref context, factor, TTiles.ValueStride, ref context);
            }
        }
    }
}
