using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Many rows that see all of a fixed number of keys, few enough for one block: counts are constants, there is no maximum, sum or context to
/// carry from block to block, and the results have the bits of <see cref="TiledRows{TShape, TTiles}"/>.
/// </summary>
internal static class WholeRows<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private static int GroupHeads => Grouping<TShape>.Heads;

    /// <summary>
    /// Whether a block of rows is computed here: nothing happens to its scores between product and softmax, nothing but keys is in the
    /// softmax, and every row sees all keys. Of the rows, the first one sees the fewest on the right, the last one on the left.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes(in AttentionCall call, in RowBlock block, in VisibleKeys visible) =>
        TTiles.WholeKeys > 0 && ScoreForm<TShape, TTiles>.InBits(call) && call.Weights.IsEmpty && call.Sinks.IsEmpty &&
        visible.End(block.Query(0, GroupHeads)) == TTiles.WholeKeys && visible.Begin(block.Query(block.Rows - 1, GroupHeads)) == 0;

    /// <summary>Computes a block of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute(in AttentionCall call, in RowBlock block, in VisibleKeys visible, in Workspace<TShape, TTiles> work)
    {
        TiledRows<TShape, TTiles>.LoadKeysAndValues(call, block, 0, 0, TTiles.WholeKeys, work);
        (_, int sums) = TiledPass<TShape, TTiles>.MostPieces(TTiles.WholeKeys);
        TiledRows<TShape, TTiles>.LookAhead(call, block, 0, visible, (TTiles.PassTiles, sums), work);
        for (int first = 0; first < block.Rows; first += TTiles.PassTiles * TTiles.QueryRows)
        {
            int rows = int.Min(TTiles.PassTiles * TTiles.QueryRows, block.Rows - first);
            int tiles = (rows + TTiles.QueryRows - 1) / TTiles.QueryRows;
            var pass = new RowBlock(block.Batch, block.KeyValueHead, block.First + first, rows);
            ScoreForm<TShape, TTiles>.LoadQueries(call, pass, work);
            Score(call, tiles, work);
            Softmax(tiles, work);
            WeightedSum(call, tiles, work);
            RowResults<TShape, TTiles>.Store(call, pass, visible, ref work.Contexts, ref work.Maxima, ref work.Sums);
        }
    }

    // All tiles together, or one by one where rows are asked for in between.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Score(in AttentionCall call, int tiles, in Workspace<TShape, TTiles> work)
    {
        int asks = work.Ahead.ScoreAsks, step = asks > 1 ? 1 : tiles;
        for (int tile = 0; tile < tiles; tile += step)
        {
            work.Ahead.Ask(call, ref asks);
            TTiles.ScoreWhole(
                ref Unsafe.Add(ref work.Queries, tile * TTiles.QueryRows * TShape.Dim), ref work.KeyPanels,
                ref Unsafe.Add(ref work.Scores, tile * TTiles.QueryRows * TTiles.BlockKeys), step);
        }

        work.Ahead.AskForRest(call, asks);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Softmax(int tiles, in Workspace<TShape, TTiles> work)
    {
        for (int tile = 0; tile < tiles; tile++)
        {
            ref float scores = ref Unsafe.Add(ref work.Scores, tile * TTiles.QueryRows * TTiles.BlockKeys);
            ref float maxima = ref Unsafe.Add(ref work.Maxima, tile * TTiles.StateRows);
            if (TTiles.FusesSoftmax)
            {
                TTiles.Advance(
                    ref scores, ref maxima, ref Unsafe.Add(ref work.Rescales, tile * TTiles.StateRows),
                    ref Unsafe.Add(ref work.Pending, tile * Workspace<TShape, TTiles>.PendingLength),
                    (TTiles.WholeKeys + TTiles.Lanes - 1) / TTiles.Lanes * TTiles.Lanes, first: true);
            }
            else
            {
                TTiles.SoftmaxWhole(ref scores, ref maxima, ref Unsafe.Add(ref work.Sums, tile * TTiles.QueryRows * TTiles.Lanes));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WeightedSum(in AttentionCall call, int tiles, in Workspace<TShape, TTiles> work)
    {
        int asks = work.Ahead.SumAsks, step = asks > 1 ? 1 : tiles;
        for (int tile = 0; tile < tiles; tile += step)
        {
            work.Ahead.Ask(call, ref asks);
            int row = tile * TTiles.QueryRows;
            ref float scores = ref Unsafe.Add(ref work.Scores, row * TTiles.BlockKeys);
            ref float contexts = ref Unsafe.Add(ref work.Contexts, row * TTiles.ValueStride);
            if (TTiles.FusesSoftmax)
            {
                TTiles.SoftmaxWeightedSum(
                    ref scores, ref Unsafe.Add(ref work.Pending, tile * Workspace<TShape, TTiles>.PendingLength), ref work.Values, ref contexts,
                    ref Unsafe.Add(ref work.Sums, row * TTiles.Lanes), ref Unsafe.Add(ref work.Rescales, tile * TTiles.StateRows), TTiles.WholeKeys, step,
                    first: true);
            }
            else
            {
                TTiles.WeightedSumWhole(ref scores, ref work.Values, ref contexts, step);
            }
        }

        work.Ahead.AskForRest(call, asks);
    }
}
