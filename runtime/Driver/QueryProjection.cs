using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The product of queries with a learned matrix, once for each row: <c>q^T W</c> of <see cref="Score.General"/>, after which the score
/// is a dot product, and the queries' part of a hidden layer. The kernel's own score tile multiplies, with the matrix in panels.
/// </summary>
internal static class QueryProjection<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    /// <summary>Elements of scratch memory: a tile of queries of one head, and its products.</summary>
    public static int ScratchLength =>
        ThreadBuffer.Align(TTiles.QueryRows * TShape.Dim) + ThreadBuffer.Align(TTiles.QueryRows * TTiles.BlockKeys);

    /// <summary>
    /// <c>target[row, c] = bias[c] + sum over d of query[row, d] * matrix[d, c]</c>, multiplied by the scale for
    /// <see cref="Score.General"/>; the hidden layers' scale lies in their last weights.
    /// </summary>
    public static void Project(in AttentionCall call, in RowBlock block, ref float scratch, ref float target)
    {
        // Rows of one head, and so of one matrix, are gathered into tiles: heads of a group alternate.
        int heads = Grouping<TShape>.Heads;
        int columns = ParameterLayout<TShape, TTiles>.Columns;
        float scale = TShape.Score == Score.General ? TShape.Scale : 1;
        ref float queries = ref MemoryMarshal.GetReference(call.Queries);
        ref float products = ref Unsafe.Add(ref scratch, ThreadBuffer.Align(TTiles.QueryRows * TShape.Dim));
        for (int first = 0; first < int.Min(heads, block.Rows); first++)
        {
            int head = Tensor.Head<TShape>(block, first);
            ref float matrix = ref call.Parameters!.At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Panels);
            ref float bias = ref call.Parameters.At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Bias);
            for (int start = first; start < block.Rows; start += heads * TTiles.QueryRows)
            {
                int rows = int.Min(TTiles.QueryRows, (block.Rows - start + heads - 1) / heads);
                MemoryMarshal.CreateSpan(ref scratch, TTiles.QueryRows * TShape.Dim).Clear();
                for (int r = 0; r < rows; r++)
                {
                    nint from = Tensor.Row<TShape>(block, start + (r * heads), call.QueryLength) * TShape.Dim;
                    Rows.Scale(ref Unsafe.Add(ref queries, from), scale, TShape.Dim, ref Unsafe.Add(ref scratch, r * TShape.Dim));
                }

                for (int column = 0; column < columns; column += TTiles.BlockKeys)
                {
                    int count = int.Min(TTiles.BlockKeys, columns - column);
                    TTiles.Score(
                        ref scratch, ref Unsafe.Add(ref matrix, (nint)column * TShape.Dim), ref products, (count + TTiles.Lanes - 1) / TTiles.Lanes * TTiles.Lanes,
                        tiles: 1);
                    for (int r = 0; r < rows; r++)
                    {
                        ElementRows.Add(
                            ref Unsafe.Add(ref products, r * TTiles.BlockKeys), ref Unsafe.Add(ref bias, column), count,
                            ref Unsafe.Add(ref target, ((start + (r * heads)) * columns) + column));
                    }
                }
            }
        }
    }
}
