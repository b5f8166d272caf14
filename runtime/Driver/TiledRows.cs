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

    private static int GroupHeads => TShape.Heads / TShape.KeyValueHeads;

    public static void Forward(in AttentionCall call)
    {
        int units = call.Batch * TShape.KeyValueHeads * RowBlocks(call);
        WorkQueue.Run<TiledRows<TShape, TTiles>>(call, 0, units, ref Unsafe.NullRef<float>());
    }

    public static void Run(in AttentionCall call, int unit, int place, ref float shared)
    {
        (int head, int part) = Math.DivRem(unit, RowBlocks(call));
        (int batch, int keyValueHead) = Math.DivRem(head, TShape.KeyValueHeads);
        int rows = call.QueryCount<TShape>() * GroupHeads;
        int blockRows = BlockRows(rows);
        int first = part * blockRows;
        if (first >= rows)
        {
            return;
        }

        Compute(call, new RowBlock(batch, keyValueHead, first, int.Min(blockRows, rows - first)), blockRows);
    }

    /// <summary>Computes a block of rows, with buffers for <paramref name="blockRows"/>, a multiple of the tile's.</summary>
    public static void Compute(in AttentionCall call, in RowBlock block, int blockRows)
    {
        VisibleKeys visible = VisibleKeys.Of<TShape>(call, block.Batch);
        Workspace<TShape, TTiles> work = Workspace<TShape, TTiles>.Rent(blockRows);
        if (WholeRows<TShape, TTiles>.Takes(call, block, visible))
        {
            WholeRows<TShape, TTiles>.Compute(call, block, visible, work);
            return;
        }

        LoadQueries(call, block, work);
        Attend(call, block, visible, work);
        RowResults<TShape, TTiles>.Store(call, block, visible, ref work.Contexts, ref work.Maxima, ref work.Sums);
    }

    private static int RowBlocks(in AttentionCall call) => DivideUp(call.QueryCount<TShape>() * GroupHeads, TTiles.BlockRows);

    // Equal blocks instead of full ones and a small rest, which would copy all keys and values for a few rows.
    private static int BlockRows(int rows) => RoundUp(DivideUp(rows, DivideUp(rows, TTiles.BlockRows)), TTiles.QueryRows);

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

            Rows.Scale(ref Unsafe.Add(ref queries, from), TShape.Scale, TShape.Dim, ref Unsafe.Add(ref work.Queries, row * TShape.Dim));
        }

        int padded = RoundUp(block.Rows, TTiles.QueryRows);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work.Queries, block.Rows * TShape.Dim), (padded - block.Rows) * TShape.Dim).Clear();
        MemoryMarshal.CreateSpan(ref work.Maxima, padded / TTiles.QueryRows * TTiles.StateRows).Fill(float.NegativeInfinity);
        MemoryMarshal.CreateSpan(ref work.Rescales, TTiles.PassTiles * TTiles.StateRows).Clear();
        MemoryMarshal.CreateSpan(ref work.Sums, padded * TTiles.Lanes).Clear();
        MemoryMarshal.CreateSpan(ref work.Contexts, padded * TTiles.ValueStride).Clear();
    }

    // A few tiles go through each product before the next one starts: the block's keys, then its values, stay in the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(in AttentionCall call, in RowBlock block, in VisibleKeys visible, in Workspace<TShape, TTiles> work)
    {
        int end = visible.End(block.Query(block.Rows - 1, GroupHeads));
        int blockKeys = BlockKeys(call.KeyCount<TShape>());
        Span<TileKeys> tiles = stackalloc TileKeys[TTiles.PassTiles];
        for (int firstKey = 0; firstKey < end; firstKey += blockKeys)
        {
            int keys = int.Min(blockKeys, end - firstKey);
            bool finite = LoadKeysAndValues(call, block, firstKey, keys, work);
            for (int first = 0; first < block.Rows; first += TTiles.PassTiles * TTiles.QueryRows)
            {
                int count = 0;
                for (int row = first; row < block.Rows && count < TTiles.PassTiles; row += TTiles.QueryRows)
                {
                    PrefetchNext(call, block, row, firstKey + keys, int.Min(keys, end - firstKey - keys));
                    tiles[count] = Score(call, block, row, firstKey, keys, visible, work, count);
                    count++;
                }

                for (int tile = 0; tile < count; tile++)
                {
                    int row = first + (tile * TTiles.QueryRows);
                    if (tiles[tile].Most > 0)
                    {
                        TTiles.Softmax(
                            ref Scores(work, tile), ref Unsafe.Add(ref work.Maxima, State(row)), ref Unsafe.Add(ref work.Sums, row * TTiles.Lanes),
                            ref Rescales(work, tile), TTiles.QueryRows, RoundUp(tiles[tile].Most, TTiles.Lanes));
                    }
                }

                for (int tile = 0; tile < count; tile++)
                {
                    if (tiles[tile].Most > 0)
                    {
                        AddValues(block, first + (tile * TTiles.QueryRows), firstKey, tiles[tile], finite, visible, work, tile);
                    }
                }
            }
        }
    }

    // While a tile is computed, its share of the next block of keys and values is on its way.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void PrefetchNext(in AttentionCall call, in RowBlock block, int row, int firstKey, int keys)
    {
        int start = (int)((long)keys * row / block.Rows);
        int end = (int)((long)keys * (row + TTiles.QueryRows) / block.Rows);
        for (int key = start; key < int.Min(end, keys); key++)
        {
            nint at = Tensor.Key<TShape>(block, firstKey + key, call.KeyCount<TShape>());
            Memory.Prefetch(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), at * TShape.Dim), TShape.Dim);
            Memory.Prefetch(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Values), at * TShape.ValueDim), TShape.ValueDim);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TileKeys Score(
        in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, in VisibleKeys visible,
        in Workspace<TShape, TTiles> work, int tile)
    {
        // Visibility grows with the query: the tile's last row sees the most keys of this block, its first row the least.
        int last = int.Min(row + TTiles.QueryRows, block.Rows) - 1;
        int most = int.Min(visible.End(block.Query(last, GroupHeads)) - firstKey, keys);
        if (most <= 0)
        {
            return default;
        }

        int least = int.Clamp(visible.End(block.Query(row, GroupHeads)) - firstKey, 0, most);
        int scored = RoundUp(most, TTiles.Lanes);
        ref float scores = ref Scores(work, tile);
        TTiles.Score(ref Unsafe.Add(ref work.Queries, row * TShape.Dim), ref work.KeyPanels, ref scores, scored);
        if (least < scored)
        {
            HideKeys(block, row, firstKey, scored, visible, ref scores);
        }

        if (!call.Weights.IsEmpty)
        {
            KeepScores(call, block, row, firstKey, most, ref scores);
        }

        return new TileKeys(most, least);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddValues(
        in RowBlock block, int row, int firstKey, TileKeys keys, bool finite, in VisibleKeys visible, in Workspace<TShape, TTiles> work, int tile)
    {
        // A weight of zero does not keep a hidden NaN or infinity out: 0 * NaN is NaN.
        if (finite || keys.Least == keys.Most)
        {
            TTiles.WeightedSum(
                ref Scores(work, tile), ref work.Values, ref Unsafe.Add(ref work.Contexts, row * TTiles.ValueStride), ref Rescales(work, tile),
                keys.Most);
        }
        else
        {
            WeightedSumOfVisible(block, row, firstKey, keys.Most, visible, ref Scores(work, tile), ref Rescales(work, tile), work);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Scores(in Workspace<TShape, TTiles> work, int tile) =>
        ref Unsafe.Add(ref work.Scores, tile * TTiles.QueryRows * TTiles.BlockKeys);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Rescales(in Workspace<TShape, TTiles> work, int tile) => ref Unsafe.Add(ref work.Rescales, tile * TTiles.StateRows);

    /// <summary>Copies a block of keys and values; tells whether the values are finite.</summary>
    public static bool LoadKeysAndValues(in AttentionCall call, in RowBlock block, int firstKey, int keys, in Workspace<TShape, TTiles> work)
    {
        nint key = Tensor.Key<TShape>(block, firstKey, call.KeyCount<TShape>());
        int stride = Tensor.KeyStride<TShape>();
        KeyPanels.Copy<TShape, TTiles>(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), key * TShape.Dim), stride * TShape.Dim, keys, ref work.KeyPanels);
        return Rows.CopyPadded<TShape, TTiles>(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Values), key * TShape.ValueDim), stride * TShape.ValueDim, keys, ref work.Values);
    }

    private static void HideKeys(
        in RowBlock block, int row, int firstKey, int scored, in VisibleKeys visible, ref float scores)
    {
        for (int r = 0; r < TTiles.QueryRows; r++)
        {
            int shown = int.Clamp(visible.End(block.Query(row + r, GroupHeads)) - firstKey, 0, scored);
            Rows.Fill(ref Unsafe.Add(ref scores, r * TTiles.BlockKeys), shown, scored, float.NegativeInfinity);
        }
    }

    // The weighted sum of a tile, row by row over the keys that the row sees, in the order of the tile: the same bits, had the others been zero.
    private static void WeightedSumOfVisible(
        in RowBlock block, int row, int firstKey, int keys, in VisibleKeys visible, ref float weights, ref float rescales,
        in Workspace<TShape, TTiles> work)
    {
        Span<float> sum = stackalloc float[TTiles.ValueStride];
        for (int r = 0; r < int.Min(TTiles.QueryRows, block.Rows - row); r++)
        {
            int shown = int.Min(visible.End(block.Query(row + r, GroupHeads)) - firstKey, keys);
            sum.Clear();
            for (int j = 0; j < shown; j++)
            {
                float weight = Unsafe.Add(ref weights, (r * TTiles.BlockKeys) + j);
                Rows.AddScaled(ref Unsafe.Add(ref work.Values, j * TTiles.ValueStride), weight, TTiles.ValueStride, ref sum[0]);
            }

            ref float context = ref Unsafe.Add(ref work.Contexts, (row + r) * TTiles.ValueStride);
            Rows.AddScaled(ref context, Unsafe.Add(ref rescales, r), TTiles.ValueStride, ref sum[0]);
            sum.CopyTo(MemoryMarshal.CreateSpan(ref context, TTiles.ValueStride));
        }
    }

    private static void KeepScores(in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, ref float scores)
    {
        for (int r = 0; r < int.Min(TTiles.QueryRows, block.Rows - row); r++)
        {
            RowResults<TShape, TTiles>.KeepScores(call, block, row + r, firstKey, keys, ref Unsafe.Add(ref scores, r * TTiles.BlockKeys));
        }
    }

    // Where a row's maximum lies: tiles keep theirs apart.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int State(int row) => row / TTiles.QueryRows * TTiles.StateRows;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DivideUp(int value, int by) => (int)(((long)value + by - 1) / by);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    /// <summary>How many keys of a block the rows of a tile see.</summary>
    /// <param name="Most">Keys that at least one row sees: those are computed.</param>
    /// <param name="Least">Keys that every row sees.</param>
    private readonly record struct TileKeys(int Most, int Least);
}
