using System;
using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Many rows of a kernel whose heads are added up: a unit of work is some queries of a batch item in all heads, one head after the other,
/// so that no two threads add to one output, and none in another order.
/// </summary>
internal readonly struct CombinedRows<TShape, TTiles> : IUnitOfWork
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private static int GroupHeads => TShape.Heads / TShape.KeyValueHeads;

    public static void Forward(in AttentionCall call) => WorkQueue.Run<CombinedRows<TShape, TTiles>>(
        call, 0, call.Batch * Parts(call), ref Unsafe.NullRef<float>());

    public static void Run(in AttentionCall call, int unit, int place, ref float shared)
    {
        int parts = Parts(call);
        (int batch, int part) = Math.DivRem(unit, parts);
        int queries = DivideUp(call.QueryCount<TShape>(), parts);
        int first = part * queries * GroupHeads;
        int rows = (int.Min((part + 1) * queries, call.QueryCount<TShape>()) * GroupHeads) - first;
        if (rows <= 0)
        {
            return;
        }

        int blockRows = DivideUp(DivideUp(rows, DivideUp(rows, TTiles.BlockRows)), TTiles.QueryRows) * TTiles.QueryRows;
        for (int head = 0; head < TShape.KeyValueHeads; head++)
        {
            for (int row = 0; row < rows; row += blockRows)
            {
                TiledRows<TShape, TTiles>.Compute(call, new RowBlock(batch, head, first + row, int.Min(blockRows, rows - row)), blockRows);
            }
        }
    }

    // How many parts the queries of an item are cut into: the fewest whose rows fit a block, or as many as the threads can share while each
    // keeps the rows of a pass. What a row computes does not depend on the rows beside it, and so neither do its bits on the threads.
    private static int Parts(in AttentionCall call)
    {
        int rows = call.QueryCount<TShape>() * GroupHeads;
        int shared = int.Min(DivideUp(call.Degree, call.Batch), rows / (TTiles.PassTiles * TTiles.QueryRows));
        return int.Clamp(int.Max(DivideUp(rows, TTiles.BlockRows), shared), 1, call.QueryCount<TShape>());
    }

    private static int DivideUp(int value, int by) => (int)(((long)value + by - 1) / by);
}
