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
    // Keys and values that the last level of the cache may hold: 16 MB.
    private const int CachedElements = 4 * 1024 * 1024;

    // 12 KB: far enough for the memory to answer, and little enough to stay in the first-level cache until it is read.
    private const int AheadElements = 3 * 1024;

    // 2 KB, for processors that lose even few streams. docs/performance.md has the figures.
    private const int NearAheadElements = 512;

    // Beyond 64 MB next to nothing is found in a cache: heads of a whole group that go through short tokens, of less than 8 KB, then wait for the memory all
    // the time, and it answers faster to streams. docs/performance.md has the figures.
    private const int FarElements = 16 * 1024 * 1024;
    private const int LongToken = 2 * 1024;
    private const int WholeGroup = 4;

    // Keys or values that the second-level cache keeps for all queries: 128 KB. And those that the first level does, where one or two heads make a token
    // little work: 16 KB.
    private const int SharedElements = 32 * 1024;
    private const int NearElements = 4 * 1024;
    private const int FewHeads = 2;

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
        int ahead = Ahead(call, TokenKeys);
        TokenRuns<TTiles> runs = new(scored, firstKey, keys, call.QueryLength, Step(call, TokenKeys), TTiles.TakesNeighbours && ahead != 0);
        while (runs.MoveNext())
        {
            int row = runs.Query * GroupHeads;
            TTiles.ScoreTokens(
                ref Unsafe.Add(ref work.Queries(group), row * TShape.Dim), ref Unsafe.Add(ref key, (nint)runs.Start * TokenKeys),
                ref Scores(work, group, runs.Query, runs.Start), DirectBuffers<TShape, TTiles>.HeadLength, runs.Count, runs.Apart, ahead);
        }

        if (TTiles.TokenRows > 0)
        {
            TokenScores<TShape, TTiles>.ToRows(work, group, call.QueryLength, keys);
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

        if (TTiles.TokenRows > 0)
        {
            TokenScores<TShape, TTiles>.FromRows(work, group, call.QueryLength, keys);
        }

        ref float value = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(call.Values), Tensor.Key<TShape>(block, firstKey, call.KeyLength) * TShape.ValueDim);
        int ahead = Ahead(call, TokenValues);
        TokenRuns<TTiles> runs = new(visible, firstKey, keys, call.QueryLength, Step(call, TokenValues), TTiles.TakesNeighbours && ahead != 0);
        while (runs.MoveNext())
        {
            int row = runs.Query * GroupHeads;
            TTiles.WeightedSumTokens(
                ref Scores(work, group, runs.Query, runs.Start), ref Unsafe.Add(ref value, (nint)runs.Start * TokenValues),
                ref Unsafe.Add(ref work.Contexts(group), row * TTiles.ValueStride), DirectBuffers<TShape, TTiles>.HeadLength,
                DirectBuffers<TShape, TTiles>.StateLength, runs.Count, runs.Apart, ahead);
        }
    }

    // Those of a query from one of the block's tokens on.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Scores(in DirectBuffers<TShape, TTiles> work, int group, int query, int token)
    {
        if (TTiles.TokenRows > 0)
        {
            return ref Unsafe.Add(
                ref work.TokenScores, (query * DirectBuffers<TShape, TTiles>.QueryStride) + (token * DirectBuffers<TShape, TTiles>.TokenStride));
        }

        return ref Unsafe.Add(ref work.Scores(group), (query * GroupHeads * TTiles.DirectKeys) + token);
    }

    // Tokens that several queries take turns in. What one of them has to itself, queries or contexts, leaves the first-level cache when the next takes its
    // turn, unless it is little: the more tokens a turn has, the less often.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Step(in AttentionCall call, int tokenElements)
    {
        int own = call.QueryLength * DirectBuffers<TShape, TTiles>.UnitHeads * GroupHeads * int.Max(TShape.Dim, TShape.ValueDim);
        int shared = GroupHeads <= FewHeads && own <= NearElements ? NearElements : SharedElements;
        return int.Max(shared / (TTiles.TokensTogether * tokenElements), 1) * TTiles.TokensTogether;
    }

    // Elements from what is read to what the memory is asked for meanwhile; 0 where all tokens of a call are likely to be in the cache.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Ahead(in AttentionCall call, int tokenElements)
    {
        long elements = (long)call.Keys.Length + call.Values.Length;
        if (!TTiles.AsksAhead || elements <= CachedElements)
        {
            return 0;
        }

        if (!TTiles.TakesNeighbours)
        {
            return Memory.FollowsStreams ? AheadElements : NearAheadElements;
        }

        bool waits = TShape.Layout == TensorLayout.TokenMajor && GroupHeads <= WholeGroup && tokenElements < LongToken;

        // What is asked for must lie behind the two tokens that are read.
        return waits && elements > FarElements ? 0 : int.Max(AheadElements, 2 * tokenElements);
    }

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
