using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The attention algorithm, written once: softmax(scale * Q K^T) V over blocks of keys with an online softmax (Milakov and
/// Gimelshein, "Online normalizer calculation for softmax", 2018; Rabe and Staats, "Self-attention Does Not Need O(n^2) Memory",
/// 2021; Dao et al., "FlashAttention", 2022), so memory does not grow with <c>n</c>. The JIT specialises it for each pair of structs.
/// </summary>
/// <remarks>
/// The query heads that share a key/value head are rows of one matrix: row <c>i * (H / G) + h</c> is query <c>i</c> of the group's
/// head <c>h</c>. A block of rows walks over the blocks of keys; each block of keys is copied once, then used by every tile of rows.
/// What a row computes depends only on its own query, the visible keys and <c>n</c>, so neither the batch nor the order of the work
/// changes its bits.
/// </remarks>
/// <typeparam name="TShape">The kernel's constants.</typeparam>
/// <typeparam name="TTiles">Its arithmetic.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AttentionDriver<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private static int GroupHeads => TShape.Heads / TShape.KeyValueHeads;

    /// <summary>Checks a call and computes it. See <see cref="IAttentionKernel"/> for shapes and errors.</summary>
    /// <param name="queries">As the kernel's layout says.</param>
    /// <param name="keys">As the kernel's layout says.</param>
    /// <param name="values">As the kernel's layout says.</param>
    /// <param name="output">As the kernel's layout says.</param>
    /// <param name="options">What differs from call to call.</param>
    public static void Forward(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output, in AttentionOptions options)
    {
        AttentionCall call = AttentionCall.Validate<TShape>(queries, keys, values, output, options);
        int rows = call.QueryLength * GroupHeads;
        if (rows == 0)
        {
            return;
        }

        int blockRows = BlockRows(rows);
        Workspace<TShape, TTiles> work = Workspace<TShape, TTiles>.Rent(blockRows);
        for (int batch = 0; batch < call.Batch; batch++)
        {
            VisibleKeys visible = VisibleKeys.Of<TShape>(call, batch);
            for (int keyValueHead = 0; keyValueHead < TShape.KeyValueHeads; keyValueHead++)
            {
                for (int first = 0; first < rows; first += blockRows)
                {
                    var block = new RowBlock(batch, keyValueHead, first, int.Min(blockRows, rows - first));
                    LoadQueries(call, block, work);
                    Attend(call, block, visible, work);
                    StoreResults(call, block, visible, work);
                }
            }
        }
    }

    private static void LoadQueries(in AttentionCall call, in RowBlock block, in Workspace<TShape, TTiles> work)
    {
        ref float queries = ref MemoryMarshal.GetReference(call.Queries);
        for (int row = 0; row < block.Rows; row++)
        {
            nint from = Tensor.Row<TShape>(block, row, call.QueryLength) * TShape.Dim;
            Rows.Scale(ref Unsafe.Add(ref queries, from), TShape.Scale, TShape.Dim, ref Unsafe.Add(ref work.Queries, row * TShape.Dim));
        }

        int padded = RoundUp(block.Rows, TTiles.QueryRows);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work.Queries, block.Rows * TShape.Dim), (padded - block.Rows) * TShape.Dim).Clear();
        MemoryMarshal.CreateSpan(ref work.Maxima, padded / TTiles.QueryRows * TTiles.StateRows).Fill(float.NegativeInfinity);
        MemoryMarshal.CreateSpan(ref work.Rescales, TTiles.StateRows).Clear();
        MemoryMarshal.CreateSpan(ref work.Sums, padded * TTiles.SumLanes).Clear();
        MemoryMarshal.CreateSpan(ref work.Contexts, padded * TTiles.ValueStride).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(in AttentionCall call, in RowBlock block, in VisibleKeys visible, in Workspace<TShape, TTiles> work)
    {
        int end = visible.End(block.Query(block.Rows - 1, GroupHeads));
        int blockKeys = BlockKeys(call.KeyLength);
        for (int firstKey = 0; firstKey < end; firstKey += blockKeys)
        {
            int keys = int.Min(blockKeys, end - firstKey);
            bool finite = LoadKeysAndValues(call, block, firstKey, keys, work);
            for (int row = 0; row < block.Rows; row += TTiles.QueryRows)
            {
                // Visibility grows with the query: the tile's last row sees the most keys of this block, its first row the least.
                int last = int.Min(row + TTiles.QueryRows, block.Rows) - 1;
                int most = int.Min(visible.End(block.Query(last, GroupHeads)) - firstKey, keys);
                if (most <= 0)
                {
                    continue;
                }

                int least = int.Clamp(visible.End(block.Query(row, GroupHeads)) - firstKey, 0, most);
                int panels = (most + TTiles.PanelKeys - 1) / TTiles.PanelKeys;
                ref float contexts = ref Unsafe.Add(ref work.Contexts, row * TTiles.ValueStride);
                TTiles.Score(ref Unsafe.Add(ref work.Queries, row * TShape.Dim), ref work.KeyPanels, ref work.Scores, panels);
                if (least < panels * TTiles.PanelKeys)
                {
                    HideKeys(block, row, firstKey, panels * TTiles.PanelKeys, visible, work);
                }

                if (!call.Weights.IsEmpty)
                {
                    KeepScores(call, block, row, firstKey, most, work);
                }

                TTiles.Softmax(
                    ref work.Scores, ref Unsafe.Add(ref work.Maxima, State(row)), ref Unsafe.Add(ref work.Sums, row * TTiles.SumLanes),
                    ref work.Rescales, panels);
                if (finite || least == most)
                {
                    TTiles.WeightedSum(ref work.Scores, ref work.Values, ref contexts, ref work.Rescales, most);
                }
                else
                {
                    // A weight of zero does not keep a hidden NaN or infinity out: 0 * NaN is NaN. Tiles take the keys that all rows see.
                    TTiles.WeightedSum(ref work.Scores, ref work.Values, ref contexts, ref work.Rescales, least);
                    AddPartlyVisible(block, row, firstKey, least, visible, work);
                }
            }
        }
    }

    // Equal blocks instead of full ones and a small rest, which would copy all keys and values for a few rows.
    private static int BlockRows(int rows)
    {
        int blocks = (rows + TTiles.BlockRows - 1) / TTiles.BlockRows;
        return RoundUp((rows + blocks - 1) / blocks, TTiles.QueryRows);
    }

    // Equal blocks here too; a function of n alone, so that every call with n keys adds in the same order.
    private static int BlockKeys(int keyLength)
    {
        int blocks = int.Max(1, (keyLength + TTiles.BlockKeys - 1) / TTiles.BlockKeys);
        return int.Max(TTiles.PanelKeys, RoundUp((keyLength + blocks - 1) / blocks, TTiles.PanelKeys));
    }

    private static bool LoadKeysAndValues(in AttentionCall call, in RowBlock block, int firstKey, int keys, in Workspace<TShape, TTiles> work)
    {
        nint key = Tensor.Key<TShape>(block, firstKey, call.KeyLength);
        int stride = Tensor.KeyStride<TShape>();
        KeyPanels.Copy(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), key * TShape.Dim), stride * TShape.Dim, keys, TShape.Dim,
            TTiles.PanelKeys, ref work.KeyPanels);
        return Rows.CopyPadded(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Values), key * TShape.ValueDim), stride * TShape.ValueDim, keys,
            TShape.ValueDim, ref work.Values, TTiles.ValueStride);
    }

    private static void HideKeys(
        in RowBlock block, int row, int firstKey, int scored, in VisibleKeys visible, in Workspace<TShape, TTiles> work)
    {
        for (int r = 0; r < TTiles.QueryRows; r++)
        {
            int shown = int.Clamp(visible.End(block.Query(row + r, GroupHeads)) - firstKey, 0, scored);
            ref float scores = ref Unsafe.Add(ref work.Scores, (r * TTiles.BlockKeys) + shown);
            MemoryMarshal.CreateSpan(ref scores, scored - shown).Fill(float.NegativeInfinity);
        }
    }

    private static void AddPartlyVisible(
        in RowBlock block, int row, int firstKey, int firstPartly, in VisibleKeys visible, in Workspace<TShape, TTiles> work)
    {
        for (int r = 0; r < int.Min(TTiles.QueryRows, block.Rows - row); r++)
        {
            int shown = visible.End(block.Query(row + r, GroupHeads)) - firstKey;
            ref float context = ref Unsafe.Add(ref work.Contexts, (row + r) * TTiles.ValueStride);
            for (int j = firstPartly; j < int.Min(shown, TTiles.BlockKeys); j++)
            {
                float weight = Unsafe.Add(ref work.Scores, (r * TTiles.BlockKeys) + j);
                Rows.AddScaled(ref Unsafe.Add(ref work.Values, j * TTiles.ValueStride), weight, TTiles.ValueStride, ref context);
            }
        }
    }

    // The weights need the row's final maximum and sum: until then their place holds the scores.
    private static void KeepScores(in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, in Workspace<TShape, TTiles> work)
    {
        for (int r = 0; r < int.Min(TTiles.QueryRows, block.Rows - row); r++)
        {
            nint start = (Tensor.HeadRow<TShape>(block, row + r, call.QueryLength) * call.KeyLength) + firstKey;
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref work.Scores, r * TTiles.BlockKeys), keys)
                .CopyTo(call.Weights.Slice((int)start, keys));
        }
    }

    private static void StoreResults(in AttentionCall call, in RowBlock block, in VisibleKeys visible, in Workspace<TShape, TTiles> work)
    {
        ref float output = ref MemoryMarshal.GetReference(call.Output);
        for (int row = 0; row < block.Rows; row++)
        {
            float sum = 0;
            for (int lane = 0; lane < TTiles.SumLanes; lane++)
            {
                sum += Unsafe.Add(ref work.Sums, (row * TTiles.SumLanes) + lane);
            }

            // A row without a visible key has a sum of 0, and contexts of 0.
            float normaliser = sum == 0 ? 0 : 1 / sum;
            nint to = Tensor.Row<TShape>(block, row, call.QueryLength) * TShape.ValueDim;
            Rows.Scale(ref Unsafe.Add(ref work.Contexts, row * TTiles.ValueStride), normaliser, TShape.ValueDim, ref Unsafe.Add(ref output, to));

            float maximum = Unsafe.Add(ref work.Maxima, State(row));
            nint headRow = Tensor.HeadRow<TShape>(block, row, call.QueryLength);
            if (!call.LogSumExp.IsEmpty)
            {
                call.LogSumExp[(int)headRow] = sum == 0 ? float.NegativeInfinity : (float)(maximum + Math.Log(sum));
            }

            if (!call.Weights.IsEmpty)
            {
                Span<float> weights = call.Weights.Slice((int)(headRow * call.KeyLength), call.KeyLength);
                int shown = sum == 0 ? 0 : visible.End(block.Query(row, GroupHeads));
                Rows.Weights(weights[..shown], maximum, normaliser);
                weights[shown..].Clear();
            }
        }
    }

    // Where a row's maximum lies: tiles keep theirs apart.
    private static int State(int row) =>
        TTiles.QueryRows == TTiles.StateRows ? row : (row / TTiles.QueryRows * TTiles.StateRows) + (row % TTiles.QueryRows);

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
