using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Many rows that see all of a fixed number of keys, few enough for one block: every count is a constant, there is no maximum, sum or
/// context to carry from block to block, and the results have the bits of <see cref="TiledRows{TShape, TTiles}"/>.
/// </summary>
internal static class WholeRows<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private static int GroupHeads => TShape.Heads / TShape.KeyValueHeads;

    /// <summary>Whether a block of rows is computed here: its first query, which sees the fewest keys, sees them all.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes(in AttentionCall call, in RowBlock block, in VisibleKeys visible) =>
        TTiles.WholeKeys > 0 && call.Weights.IsEmpty && visible.End(block.Query(0, GroupHeads)) == TTiles.WholeKeys;

    /// <summary>Computes a block of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(in AttentionCall call, in RowBlock block, in VisibleKeys visible, in Workspace<TShape, TTiles> work)
    {
        TiledRows<TShape, TTiles>.LoadKeysAndValues(call, block, 0, TTiles.WholeKeys, work);
        for (int first = 0; first < block.Rows; first += TTiles.PassTiles * TTiles.QueryRows)
        {
            int count = 0;
            for (int row = first; row < block.Rows && count < TTiles.PassTiles; row += TTiles.QueryRows)
            {
                LoadQueries(call, block, row, work);
                TTiles.ScoreWhole(ref work.Queries, ref work.KeyPanels, ref Scores(work, count));
                count++;
            }

            for (int tile = 0; tile < count; tile++)
            {
                TTiles.SoftmaxWhole(ref Scores(work, tile), ref Maxima(work, tile), ref Sums(work, tile));
            }

            for (int tile = 0; tile < count; tile++)
            {
                int row = first + (tile * TTiles.QueryRows);
                TTiles.WeightedSumWhole(ref Scores(work, tile), ref work.Values, ref work.Contexts);
                RowResults<TShape, TTiles>.Store(
                    call, new RowBlock(block.Batch, block.KeyValueHead, block.First + row, int.Min(TTiles.QueryRows, block.Rows - row)), visible,
                    ref work.Contexts, ref Maxima(work, tile), ref Sums(work, tile));
            }
        }
    }

    // The queries of a tile, and a hint for those of the next one and for where this one's results go.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void LoadQueries(in AttentionCall call, in RowBlock block, int row, in Workspace<TShape, TTiles> work)
    {
        ref float queries = ref MemoryMarshal.GetReference(call.Queries);
        int rows = int.Min(TTiles.QueryRows, block.Rows - row);
        for (int r = 0; r < rows; r++)
        {
            nint from = Tensor.Row<TShape>(block, row + r, call.QueryCount<TShape>());
            Rows.Scale(
                ref Unsafe.Add(ref queries, from * TShape.Dim), TShape.Scale, TShape.Dim, ref Unsafe.Add(ref work.Queries, r * TShape.Dim));
            if (TShape.Combine == HeadCombine.Concat)
            {
                Memory.Prefetch(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Output), from * TShape.ValueDim), TShape.ValueDim);
            }

            if (row + r + TTiles.QueryRows < block.Rows)
            {
                nint ahead = Tensor.Row<TShape>(block, row + r + TTiles.QueryRows, call.QueryCount<TShape>());
                Memory.Prefetch(ref Unsafe.Add(ref queries, ahead * TShape.Dim), TShape.Dim);
            }
        }

        for (int r = rows; r < TTiles.QueryRows; r++)
        {
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref work.Queries, r * TShape.Dim), TShape.Dim).Clear();
        }
    }

    private static ref float Scores(in Workspace<TShape, TTiles> work, int tile) =>
        ref Unsafe.Add(ref work.Scores, tile * TTiles.QueryRows * TTiles.BlockKeys);

    private static ref float Maxima(in Workspace<TShape, TTiles> work, int tile) => ref Unsafe.Add(ref work.Rescales, tile * TTiles.StateRows);

    private static ref float Sums(in Workspace<TShape, TTiles> work, int tile) =>
        ref Unsafe.Add(ref work.Sums, tile * TTiles.QueryRows * TTiles.Lanes);
}
