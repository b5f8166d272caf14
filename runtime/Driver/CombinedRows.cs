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
    // Rows that are worth the copies of keys and values.
    private const int LeastRows = 48;

    private static int GroupHeads => Grouping<TShape>.Heads;

    public static void Forward(in AttentionCall call) => WorkQueue.Run<CombinedRows<TShape, TTiles>>(
        call, 0, call.Batch * Parts(call), ref Unsafe.NullRef<float>());

    public static void Run(in AttentionCall call, int first, int units, int place, ref float shared)
    {
        var ahead = new Lookahead<TShape>(call, Processor.IsZen5OrLater);
        for (int unit = 0; unit < units; unit++)
        {
            RowBlock part = Part(call, first + unit);
            int blockRows = BlockRows(part.Rows);
            Workspace<TShape, TTiles> work = Workspace<TShape, TTiles>.Rent(blockRows, ref ahead);
            for (RowBlock block = part with { Rows = int.Min(blockRows, part.Rows) }; block.Rows > 0; block = After(block, part, blockRows))
            {
                ahead.Next = After(block, part, blockRows);
                TiledRows<TShape, TTiles>.Compute(call, block, work);
            }
        }
    }

    // A unit's rows in the first group of heads; none where rounding leaves a part of an item empty.
    private static RowBlock Part(in AttentionCall call, int unit)
    {
        int parts = Parts(call);
        (int batch, int part) = Math.DivRem(unit, parts);
        int queries = DivideUp(call.QueryCount<TShape>(), parts);
        int first = part * queries;
        int count = int.Clamp(call.QueryCount<TShape>() - first, 0, queries);
        return new RowBlock(batch, 0, first * GroupHeads, count * GroupHeads);
    }

    // The block after one: in its group of heads or in the next; without rows behind the last group.
    private static RowBlock After(in RowBlock block, in RowBlock part, int blockRows)
    {
        int first = block.First + block.Rows;
        int left = part.First + part.Rows - first;
        return left > 0
            ? block with { First = first, Rows = int.Min(blockRows, left) }
            : block with { KeyValueHead = block.KeyValueHead + 1, First = part.First, Rows = block.KeyValueHead + 1 < Grouping<TShape>.Count ? int.Min(blockRows, part.Rows) : 0 };
    }

    // Equal blocks of whole tiles.
    private static int BlockRows(int rows) =>
        rows == 0 ? 0 : DivideUp(DivideUp(rows, DivideUp(rows, TTiles.BlockRows)), TTiles.QueryRows) * TTiles.QueryRows;

    // How many parts the queries of an item are cut into: the fewest whose rows fit a block, or as many as the threads can share while each
    // keeps enough of them. What a row computes does not depend on the rows beside it, and so neither do its bits on the threads.
    private static int Parts(in AttentionCall call)
    {
        int rows = call.QueryCount<TShape>() * GroupHeads;
        int shared = int.Min(DivideUp(call.Degree, call.Batch), rows / LeastRows);
        return int.Clamp(int.Max(DivideUp(rows, TTiles.BlockRows), shared), 1, call.QueryCount<TShape>());
    }

    private static int DivideUp(int value, int by) => (int)(((long)value + by - 1) / by);
}
