using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Some tiles of rows and a block of keys: all go through the scores, then through the softmax, then through the weighted sum, so that the
/// first-level cache need hold only keys or values.
/// </summary>
internal static class TiledPass<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    // Elements of values that stay in the first-level cache from one tile to the next: 16 KB.
    private const int NearValues = 4096;

    /// <summary>Rows of a pass.</summary>
    public static int PassRows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTiles.PassTiles * TTiles.QueryRows;
    }

    /// <summary>
    /// In how many pieces a pass can compute its scores with some keys, and its weighted sums: panels are gone through one by one anyway. Tile by tile, values
    /// come into the first-level cache for each; that is done where they are few.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int Scores, int Sums) MostPieces(int keys) =>
        (TTiles.PassTiles * Panels(keys), keys * TTiles.ValueStride <= NearValues ? TTiles.PassTiles : 1);

    private static int GroupHeads => Grouping<TShape>.Heads;

    /// <summary>Adds a block of keys to the rows of a pass.</summary>
    /// <param name="call">The call.</param>
    /// <param name="block">The rows that the workspace holds.</param>
    /// <param name="first">The pass's first row among them.</param>
    /// <param name="firstKey">The block's first key.</param>
    /// <param name="keys">How many.</param>
    /// <param name="finite">Whether all their values are finite.</param>
    /// <param name="begins">Whether it is the first block: nothing was summed before, and the rows' states hold nothing.</param>
    /// <param name="visible">What the rows see.</param>
    /// <param name="scored">The keys whose scores are computed.</param>
    /// <param name="work">Queries, keys, values and the rows' states.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(
        in AttentionCall call, in RowBlock block, int first, int firstKey, int keys, bool finite, bool begins, in VisibleKeys visible, in VisibleKeys scored,
        in Workspace<TShape, TTiles> work)
    {
        Span<TileKeys> all = stackalloc TileKeys[TTiles.PassTiles];
        Span<TileKeys> tiles = all[..int.Min(TTiles.PassTiles, (block.Rows - first + TTiles.QueryRows - 1) / TTiles.QueryRows)];
        bool any = false;
        for (int tile = 0; tile < tiles.Length; tile++)
        {
            tiles[tile] = Shown(call, block, first + (tile * TTiles.QueryRows), firstKey, keys, visible, scored);
            if (begins && tiles[tile].End == 0)
            {
                Clear(first + (tile * TTiles.QueryRows), work);
            }

            any |= tiles[tile].End > 0;
        }

        if (!any)
        {
            return;
        }

        Score(call, block, first, firstKey, tiles, work);
        Softmax(call, block, first, firstKey, tiles, finite, begins, visible, work);
        WeightedSum(call, block, first, firstKey, tiles, finite, begins, visible, work);
    }

    // Neighbouring tiles that see the same keys go through a product together: a panel of keys, or a column of values, then stays in the
    // first-level cache for all of them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Score(
        in AttentionCall call, in RowBlock block, int first, int firstKey, Span<TileKeys> tiles, in Workspace<TShape, TTiles> work)
    {
        int asks = work.Ahead.ScoreAsks;
        int next;
        for (int tile = 0; tile < tiles.Length; tile = next)
        {
            (int start, int end, _) = tiles[tile];
            for (next = tile + 1; next < tiles.Length && tiles[next].Start == start && Padded(tiles[next].End) == Padded(end); next++)
            {
            }

            if (end > 0 && asks == 0)
            {
                ScoreTiles(call, block, first, firstKey, start, Padded(end), tile, next, work);
            }
            else if (end > 0)
            {
                ScorePieces(call, block, first, firstKey, start, Padded(end), tile, next, ref asks, work);
            }
        }

        work.Ahead.AskForRest(call, asks);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ScoreTiles(
        in AttentionCall call, in RowBlock block, int first, int firstKey, int start, int end, int tile, int next, in Workspace<TShape, TTiles> work) =>
        ScoreForm<TShape, TTiles>.Score(
            call, block, first + (tile * TTiles.QueryRows), firstKey, start, end - start, next - tile, work, ref Unsafe.Add(ref Scores(work, tile), start));

    // The same in as many pieces as rows are asked for: some panels of all tiles, or, where panels are few, of one tile.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void ScorePieces(
        in AttentionCall call, in RowBlock block, int first, int firstKey, int start, int end, int tile, int next, ref int asks,
        in Workspace<TShape, TTiles> work)
    {
        int panels = Panels(end - start), tiles = next - tile;
        int step = asks > panels ? 1 : tiles;
        int pieces = int.Min(asks > panels ? (asks + tiles - 1) / tiles : asks, panels);
        for (; tile < next; tile += step)
        {
            int from = start;
            for (int piece = 1; piece <= pieces; piece++)
            {
                int to = piece == pieces ? end : start + (panels * piece / pieces * TTiles.PanelKeys);
                work.Ahead.Ask(call, ref asks);
                ScoreTiles(call, block, first, firstKey, from, to, tile, tile + step, work);
                from = to;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Softmax(
        in AttentionCall call, in RowBlock block, int first, int firstKey, Span<TileKeys> tiles, bool finite, bool begins, in VisibleKeys visible,
        in Workspace<TShape, TTiles> work)
    {
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
                ref float maxima = ref Unsafe.Add(ref work.Maxima, RowStates<TTiles>.Maximum(row));
                if (Fuses(tiles[tile], finite))
                {
                    TTiles.Advance(ref scores, ref maxima, ref Rescales(work, tile), ref Pending(work, tile), Padded(end) - start, begins);
                }
                else
                {
                    TTiles.Softmax(
                        ref scores, ref maxima, ref Unsafe.Add(ref work.Sums, row * TTiles.Lanes), ref Rescales(work, tile), TTiles.QueryRows,
                        Padded(end) - start, begins);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightedSum(
        in AttentionCall call, in RowBlock block, int first, int firstKey, Span<TileKeys> tiles, bool finite, bool begins, in VisibleKeys visible,
        in Workspace<TShape, TTiles> work)
    {
        int asks = work.Ahead.SumAsks;
        int most = asks > 1 ? 1 : TTiles.PassTiles;
        int next;
        for (int tile = 0; tile < tiles.Length; tile = next)
        {
            work.Ahead.Ask(call, ref asks);

            // A weight of zero does not keep a hidden NaN or infinity out: 0 * NaN is NaN.
            TileKeys keys = tiles[tile];
            bool product = finite || keys.Whole;
            for (next = tile + 1; product && next < tile + most && next < tiles.Length && tiles[next].Start == keys.Start && tiles[next].End == keys.End && (finite || tiles[next].Whole); next++)
            {
            }

            int row = first + (tile * TTiles.QueryRows);
            ref float contexts = ref Unsafe.Add(ref work.Contexts, row * TTiles.ValueStride);
            if (keys.End > 0 && product)
            {
                ref float scores = ref Unsafe.Add(ref Scores(work, tile), keys.Start);
                ref float values = ref Unsafe.Add(ref work.Values, keys.Start * TTiles.ValueStride);
                if (Fuses(keys, finite))
                {
                    TTiles.SoftmaxWeightedSum(
                        ref scores, ref Pending(work, tile), ref values, ref contexts, ref Unsafe.Add(ref work.Sums, row * TTiles.Lanes),
                        ref Rescales(work, tile), keys.End - keys.Start, next - tile, begins);
                }
                else
                {
                    TTiles.WeightedSum(ref scores, ref values, ref contexts, ref Rescales(work, tile), keys.End - keys.Start, next - tile, begins);
                }
            }
            else if (keys.End > 0)
            {
                if (begins)
                {
                    Fill(ref contexts, TTiles.QueryRows * TTiles.ValueStride, 0);
                    Fill(ref Rescales(work, tile), TTiles.StateRows, 0);
                }

                WeightedSumOfVisible(call, block, row, firstKey, keys.End, visible, ref Scores(work, tile), ref Rescales(work, tile), work);
            }
        }

        work.Ahead.AskForRest(call, asks);
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
    private static ref float Pending(in Workspace<TShape, TTiles> work, int tile) =>
        ref Unsafe.Add(ref work.Pending, tile * Workspace<TShape, TTiles>.PendingLength);

    // Whether the weighted sum of a tile makes its weights: not where it goes row by row, as hidden values may be infinite, nor where there is only
    // one vector of a row.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Fuses(TileKeys keys, bool finite) =>
        TTiles.FusesSoftmax && (finite || keys.Whole) && keys.End - keys.Start > TTiles.Lanes;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Rescales(in Workspace<TShape, TTiles> work, int tile) => ref Unsafe.Add(ref work.Rescales, tile * TTiles.StateRows);

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

    // The states of a tile that has no key in the first block.
    private static void Clear(int row, in Workspace<TShape, TTiles> work)
    {
        Fill(ref Unsafe.Add(ref work.Maxima, RowStates<TTiles>.Maximum(row)), TTiles.StateRows, float.NegativeInfinity);
        Fill(ref Unsafe.Add(ref work.Sums, row * TTiles.Lanes), TTiles.QueryRows * TTiles.Lanes, 0);
        Fill(ref Unsafe.Add(ref work.Contexts, row * TTiles.ValueStride), TTiles.QueryRows * TTiles.ValueStride, 0);
    }

    // Not past the tile's own states, as a buffer may be filled.
    private static void Fill(ref float states, int length, float value) => MemoryMarshal.CreateSpan(ref states, length).Fill(value);

    // Whole panels; what is left of a last one goes with the one before.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Panels(int keys) => int.Max(keys / TTiles.PanelKeys, 1);

    // Scores are computed in whole vectors.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Padded(int keys) => (keys + TTiles.Lanes - 1) / TTiles.Lanes * TTiles.Lanes;

    /// <summary>The keys of a block that are computed for a tile.</summary>
    /// <param name="Start">The first of them, at the start of a panel.</param>
    /// <param name="End">The last row sees no key from there on. 0 if there are no keys to compute.</param>
    /// <param name="Whole">Whether every row sees all of them.</param>
    private readonly record struct TileKeys(int Start, int End, bool Whole);
}
