using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Many rows: a block of rows walks over blocks of keys; each block of keys is copied once into panels, then used by every tile of rows.
/// </summary>
internal readonly struct TiledRows<TShape, TTiles> : IUnitOfWork
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    // Rows that are asked for before they are needed.
    private const int RowsAhead = 8;

    // Units that each thread finds at least, where their rows are worth the copies of keys and values.
    private const int UnitsPerThread = 4;
    private const int LeastRows = 96;

    private static int GroupHeads => Grouping<TShape>.Heads;

    public static void Forward(in AttentionCall call)
    {
        int units = call.Batch * Grouping<TShape>.Count * RowBlocks(call);
        WorkQueue.Run<TiledRows<TShape, TTiles>>(call, 0, units, ref Unsafe.NullRef<float>());
    }

    public static void Run(in AttentionCall call, int unit, int place, ref float shared)
    {
        RowBlock block = Block(call, unit);
        if (block.Rows == 0)
        {
            return;
        }

        Compute(call, block, Block(call, unit + call.Degree), BlockRows(call));
    }

    /// <summary>
    /// Computes a block of rows, with buffers for <paramref name="blockRows"/>, a multiple of the tile's; <paramref name="next"/> is what
    /// this thread is to compute afterwards, if known.
    /// </summary>
    public static void Compute(in AttentionCall call, in RowBlock block, in RowBlock next, int blockRows)
    {
        VisibleKeys visible = VisibleKeys.Of<TShape>(call, block.Batch);
        Workspace<TShape, TTiles> work = Workspace<TShape, TTiles>.Rent(blockRows);
        if (WholeRows<TShape, TTiles>.Takes(call, block, visible))
        {
            WholeRows<TShape, TTiles>.Compute(call, block, next, visible, work);
            return;
        }

        LoadQueries(call, block, work);
        Sinks<TShape, TTiles>.Start(call, block, visible, ref work.Maxima, ref work.Sums);
        if (call.HasPairs)
        {
            PairScores<TShape, TTiles>.Prepare(call, block, 0, call.KeyCount<TShape>());
        }

        Attend(call, block, next, visible, VisibleKeys.Scored(call, visible), work);
        RowResults<TShape, TTiles>.Store(call, block, visible, ref work.Contexts, ref work.Maxima, ref work.Sums);
    }

    // A unit's rows; none where rounding leaves a part of a head empty, and behind the last unit.
    private static RowBlock Block(in AttentionCall call, int unit)
    {
        (int head, int part) = Math.DivRem(unit, RowBlocks(call));
        (int batch, int keyValueHead) = Math.DivRem(head, Grouping<TShape>.Count);
        int rows = call.QueryCount<TShape>() * GroupHeads;
        int blockRows = BlockRows(call);
        int first = part * blockRows;
        return new RowBlock(batch, keyValueHead, first, batch < call.Batch ? int.Clamp(rows - first, 0, blockRows) : 0);
    }

    private static int RowBlocks(in AttentionCall call)
    {
        int rows = call.QueryCount<TShape>() * GroupHeads;
        int blocks = DivideUp(rows, TTiles.BlockRows);
        if (call.Degree > 1)
        {
            // Threads share few heads evenly only in smaller units. Tiles are cut at the same rows, and compute the same bits.
            int units = DivideUp(UnitsPerThread * call.Degree, call.Batch * Grouping<TShape>.Count);
            blocks = int.Max(blocks, int.Min(units, DivideUp(rows, LeastRows)));
        }

        return blocks;
    }

    // Equal blocks instead of full ones and a small rest, which would copy all keys and values for a few rows.
    private static int BlockRows(in AttentionCall call) =>
        RoundUp(DivideUp(call.QueryCount<TShape>() * GroupHeads, RowBlocks(call)), TTiles.QueryRows);

    // Equal blocks here too; a function of n alone, so that every call with n keys adds in the same order.
    private static int BlockKeys(int keyLength) =>
        keyLength == 0 ? TTiles.PanelKeys : RoundUp(DivideUp(keyLength, DivideUp(keyLength, TTiles.BlockKeys)), TTiles.PanelKeys);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LoadQueries(in AttentionCall call, in RowBlock block, in Workspace<TShape, TTiles> work)
    {
        ref float queries = ref MemoryMarshal.GetReference(call.Queries);
        for (int row = 0; row < block.Rows; row++)
        {
            nint from = Tensor.Row<TShape>(block, row, call.QueryCount<TShape>()) * TShape.Dim;
            if (row + RowsAhead < block.Rows)
            {
                nint ahead = Tensor.Row<TShape>(block, row + RowsAhead, call.QueryCount<TShape>()) * TShape.Dim;
                Memory.Prefetch(ref Unsafe.Add(ref queries, ahead), TShape.Dim);
            }

            ScoreForm<TShape, TTiles>.LoadQuery(call, ref Unsafe.Add(ref queries, from), ref Unsafe.Add(ref work.Queries, row * TShape.Dim));
        }

        ScoreForm<TShape, TTiles>.ProjectQueries(call, block, work);

        int padded = RoundUp(block.Rows, TTiles.QueryRows);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work.Queries, block.Rows * TShape.Dim), (padded - block.Rows) * TShape.Dim).Clear();
        MemoryMarshal.CreateSpan(ref work.Maxima, padded / TTiles.QueryRows * TTiles.StateRows).Fill(float.NegativeInfinity);
        MemoryMarshal.CreateSpan(ref work.Rescales, TTiles.PassTiles * TTiles.StateRows).Clear();
        MemoryMarshal.CreateSpan(ref work.Sums, padded * TTiles.Lanes).Clear();
        MemoryMarshal.CreateSpan(ref work.Contexts, padded * TTiles.ValueStride).Clear();
    }

    // A few tiles go through each product before the next one starts: the block's keys, then its values, stay in the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(
        in AttentionCall call, in RowBlock block, in RowBlock next, in VisibleKeys visible, in VisibleKeys scored, in Workspace<TShape, TTiles> work)
    {
        int end = scored.End(block.Query(block.Rows - 1, GroupHeads));
        int begin = TShape.WindowLeft < 0 ? 0 : int.Min(scored.Begin(block.Query(0, GroupHeads)), end);
        int blockKeys = BlockKeys(call.KeyCount<TShape>());
        Span<TileKeys> tiles = stackalloc TileKeys[TTiles.PassTiles];

        // Blocks begin where they do without a window; what lies before it is not loaded.
        for (int firstKey = begin / blockKeys * blockKeys; firstKey < end; firstKey += blockKeys)
        {
            int keys = int.Min(blockKeys, end - firstKey);
            int unseen = TShape.WindowLeft < 0 ? 0 : int.Max(begin - firstKey, 0) / TTiles.PanelKeys * TTiles.PanelKeys;
            bool finite = LoadKeysAndValues(call, block, firstKey, unseen, keys, work);
            int more = int.Min(blockKeys, end - firstKey - keys);
            for (int first = 0; first < block.Rows; first += TTiles.PassTiles * TTiles.QueryRows)
            {
                int count = int.Min(TTiles.PassTiles, DivideUp(block.Rows - first, TTiles.QueryRows));
                for (int tile = 0; tile < count; tile++)
                {
                    int row = first + (tile * TTiles.QueryRows);
                    tiles[tile] = Shown(call, block, row, firstKey, keys, visible, scored);
                    if (more > 0)
                    {
                        PrefetchKeys(call, block, firstKey + keys, more, row, block.Rows);
                    }
                    else if (next.Rows > 0)
                    {
                        PrefetchKeys(call, next, 0, int.Min(blockKeys, call.KeyCount<TShape>()), row, block.Rows);
                        PrefetchQueries(call, next, row);
                    }
                }

                Pass(call, block, first, firstKey, tiles[..count], finite, visible, work);
            }
        }
    }

    // Neighbouring tiles that see the same keys go through a product together: a panel of keys, or a column of values, then stays in the
    // first-level cache for all of them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pass(
        in AttentionCall call, in RowBlock block, int first, int firstKey, Span<TileKeys> tiles, bool finite, in VisibleKeys visible,
        in Workspace<TShape, TTiles> work)
    {
        int next;
        for (int tile = 0; tile < tiles.Length; tile = next)
        {
            (int start, int end, _) = tiles[tile];
            for (next = tile + 1; next < tiles.Length && tiles[next].Start == start && Padded(tiles[next].End) == Padded(end); next++)
            {
            }

            if (end > 0)
            {
                int row = first + (tile * TTiles.QueryRows);
                ScoreForm<TShape, TTiles>.Score(
                    call, block, row, firstKey, start, Padded(end) - start, next - tile, work, ref Unsafe.Add(ref Scores(work, tile), start));
            }
        }

        for (int tile = 0; tile < tiles.Length; tile++)
        {
            (int start, int end, bool whole) = tiles[tile];
            if (end > 0)
            {
                int row = first + (tile * TTiles.QueryRows);
                ref float scores = ref Unsafe.Add(ref Scores(work, tile), start);
                if (PairScores<TShape, TTiles>.Any(call))
                {
                    whole &= !ChangeScores(call, block, row, firstKey + start, end - start, visible, ref scores);
                    tiles[tile] = new TileKeys(start, end, whole);
                }

                if (!whole || end < Padded(end))
                {
                    HideKeys(block, row, firstKey + start, Padded(end) - start, visible, ref scores);
                }

                KeepScores(call, block, row, firstKey + start, end - start, Padded(end) - start, visible, ref scores);
                TTiles.Softmax(
                    ref scores, ref Unsafe.Add(ref work.Maxima, State(row)), ref Unsafe.Add(ref work.Sums, row * TTiles.Lanes),
                    ref Rescales(work, tile), TTiles.QueryRows, Padded(end) - start);
            }
        }

        for (int tile = 0; tile < tiles.Length; tile = next)
        {
            // A weight of zero does not keep a hidden NaN or infinity out: 0 * NaN is NaN.
            TileKeys keys = tiles[tile];
            bool product = finite || keys.Whole;
            for (next = tile + 1; product && next < tiles.Length && tiles[next].Start == keys.Start && tiles[next].End == keys.End && (finite || tiles[next].Whole); next++)
            {
            }

            int row = first + (tile * TTiles.QueryRows);
            if (keys.End > 0 && product)
            {
                TTiles.WeightedSum(
                    ref Unsafe.Add(ref Scores(work, tile), keys.Start), ref Unsafe.Add(ref work.Values, keys.Start * TTiles.ValueStride),
                    ref Unsafe.Add(ref work.Contexts, row * TTiles.ValueStride), ref Rescales(work, tile), keys.End - keys.Start, next - tile);
            }
            else if (keys.End > 0)
            {
                WeightedSumOfVisible(call, block, row, firstKey, keys.End, visible, ref Scores(work, tile), ref Rescales(work, tile), work);
            }
        }
    }

    // While a tile is computed, its share of the next block of keys and values is on its way: of this unit or, at its end, of the next.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchKeys(in AttentionCall call, in RowBlock block, int firstKey, int keys, int row, int rows)
    {
        int start = (int)((uint)(keys * row) / (uint)rows);
        int end = int.Min((int)((uint)(keys * (row + TTiles.QueryRows)) / (uint)rows), keys);
        nint at = Tensor.Key<TShape>(block, firstKey + start, call.KeyCount<TShape>());
        for (int key = start; key < end; key++)
        {
            if (TShape.Score != AttentionGen.Score.Location)
            {
                Memory.Prefetch(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), at * TShape.Dim), TShape.Dim);
            }

            Memory.Prefetch(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Values), at * TShape.ValueDim), TShape.ValueDim);
            at += Tensor.KeyStride<TShape>();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchQueries(in AttentionCall call, in RowBlock block, int row)
    {
        for (int r = row; r < int.Min(row + TTiles.QueryRows, block.Rows); r++)
        {
            nint at = Tensor.Row<TShape>(block, r, call.QueryCount<TShape>()) * TShape.Dim;
            Memory.Prefetch(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Queries), at), TShape.Dim);
        }
    }

    // Both ends of what a query sees move on with the query: the tile's first row has the first key, its last row the last one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TileKeys Shown(
        in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, in VisibleKeys visible, in VisibleKeys scored)
    {
        int last = int.Min(row + TTiles.QueryRows, block.Rows) - 1;
        int firstQuery = block.Query(row, GroupHeads), lastQuery = block.Query(last, GroupHeads);
        int end = int.Min(scored.End(lastQuery) - firstKey, keys);
        int start = TShape.WindowLeft < 0 ? 0 : int.Max(scored.Begin(firstQuery) - firstKey, 0) / TTiles.PanelKeys * TTiles.PanelKeys;
        if (end <= start || PairScores<TShape, TTiles>.HidesAll(call, block, row, last + 1 - row, firstKey + start, end - start))
        {
            return default;
        }

        bool whole = visible.End(firstQuery) - firstKey >= end && (TShape.WindowLeft < 0 || visible.Begin(lastQuery) - firstKey <= start);
        return new TileKeys(start, end, whole);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Scores(in Workspace<TShape, TTiles> work, int tile) =>
        ref Unsafe.Add(ref work.Scores, tile * TTiles.QueryRows * TTiles.BlockKeys);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Rescales(in Workspace<TShape, TTiles> work, int tile) => ref Unsafe.Add(ref work.Rescales, tile * TTiles.StateRows);

    /// <summary>
    /// Copies the keys of a block from "unseen" on, a whole number of panels behind its first key, and their values; tells whether the
    /// values are finite.
    /// </summary>
    public static bool LoadKeysAndValues(
        in AttentionCall call, in RowBlock block, int firstKey, int unseen, int keys, in Workspace<TShape, TTiles> work)
    {
        nint key = Tensor.Key<TShape>(block, firstKey + unseen, call.KeyCount<TShape>());
        int stride = Tensor.KeyStride<TShape>();
        if (TShape.Score != AttentionGen.Score.Location)
        {
            KeyPanels.Copy<TShape, TTiles>(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), key * TShape.Dim), stride * TShape.Dim, keys - unseen,
                ref Unsafe.Add(ref work.KeyPanels, unseen * TShape.Dim));
            ScoreForm<TShape, TTiles>.LoadKeys(call, block, unseen, keys - unseen, work);
        }

        return Rows.CopyPadded<TShape, TTiles>(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Values), key * TShape.ValueDim), stride * TShape.ValueDim, keys - unseen,
            ref Unsafe.Add(ref work.Values, unseen * TTiles.ValueStride));
    }

    private static void HideKeys(
        in RowBlock block, int row, int firstKey, int scored, in VisibleKeys visible, ref float scores)
    {
        for (int r = 0; r < TTiles.QueryRows; r++)
        {
            int query = block.Query(row + r, GroupHeads);
            int shown = int.Clamp(visible.End(query) - firstKey, 0, scored);
            Rows.Fill(ref Unsafe.Add(ref scores, r * TTiles.BlockKeys), shown, scored, float.NegativeInfinity);
            if (TShape.WindowLeft >= 0)
            {
                int first = int.Min(visible.Begin(query) - firstKey, scored);
                Rows.Fill(ref Unsafe.Add(ref scores, r * TTiles.BlockKeys), 0, first, float.NegativeInfinity);
            }
        }
    }

    private static bool ChangeScores(
        in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, in VisibleKeys visible, ref float scores)
    {
        bool hides = false;
        for (int r = 0; r < int.Min(TTiles.QueryRows, block.Rows - row); r++)
        {
            hides |= PairScores<TShape, TTiles>.Change(
                call, block, row + r, firstKey, keys, visible, ref Unsafe.Add(ref scores, r * TTiles.BlockKeys));
        }

        return hides;
    }

    // The weighted sum of a tile, row by row over the keys that the row sees, in the order of the tile: the same bits, had the others been zero.
    private static void WeightedSumOfVisible(
        in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, in VisibleKeys visible, ref float weights, ref float rescales,
        in Workspace<TShape, TTiles> work)
    {
        Span<float> sum = stackalloc float[TTiles.ValueStride];
        for (int r = 0; r < int.Min(TTiles.QueryRows, block.Rows - row); r++)
        {
            int query = block.Query(row + r, GroupHeads);
            int shown = int.Min(visible.End(query) - firstKey, keys);
            sum.Clear();
            for (int j = TShape.WindowLeft < 0 ? 0 : int.Max(visible.Begin(query) - firstKey, 0); j < shown; j++)
            {
                if (PairScores<TShape, TTiles>.Hides(call, block, row + r, firstKey + j))
                {
                    continue;
                }

                float weight = Unsafe.Add(ref weights, (r * TTiles.BlockKeys) + j);
                Rows.AddScaled(ref Unsafe.Add(ref work.Values, j * TTiles.ValueStride), weight, TTiles.ValueStride, ref sum[0]);
            }

            ref float context = ref Unsafe.Add(ref work.Contexts, (row + r) * TTiles.ValueStride);
            Rows.AddScaled(ref context, Unsafe.Add(ref rescales, r), TTiles.ValueStride, ref sum[0]);
            sum.CopyTo(MemoryMarshal.CreateSpan(ref context, TTiles.ValueStride));
        }
    }

    // What the caller wants of the scores; those that are not in bits are then brought to them, as the softmax takes them.
    private static void KeepScores(
        in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, int padded, in VisibleKeys visible, ref float scores)
    {
        bool pairs = PairScores<TShape, TTiles>.Any(call);
        bool bits = ScoreForm<TShape, TTiles>.InBits(call);
        if (bits && call.Weights.IsEmpty)
        {
            return;
        }

        for (int r = 0; r < int.Min(TTiles.QueryRows, block.Rows - row); r++)
        {
            ref float ofRow = ref Unsafe.Add(ref scores, r * TTiles.BlockKeys);
            if (pairs)
            {
                PairScores<TShape, TTiles>.KeepBiased(call, block, row + r, firstKey, keys, visible, ref ofRow);
            }

            if (!bits)
            {
                ScoreRows.ToBits(ref ofRow, padded);
            }

            if (!call.Weights.IsEmpty)
            {
                RowResults<TShape, TTiles>.KeepScores(call, block, row + r, firstKey, keys, ref ofRow);
            }
        }
    }

    // Where a row's maximum lies: tiles keep theirs apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int State(int row) => row / TTiles.QueryRows * TTiles.StateRows;

    // Scores are computed in whole vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Padded(int keys) => RoundUp(keys, TTiles.Lanes);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DivideUp(int value, int by) => (int)(((long)value + by - 1) / by);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>The keys of a block that are computed for a tile.</summary>
    /// <param name="Start">The first of them, at the start of a panel.</param>
    /// <param name="End">The last row sees no key from there on. 0 if there are no keys to compute.</param>
    /// <param name="Whole">Whether every row sees all of them.</param>
    private readonly record struct TileKeys(int Start, int End, bool Whole);
}
