using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>What happens to the scores of a few queries between the two products, for one group of heads and a block of keys.</summary>
internal static class DirectSoftmax<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private static int GroupHeads => Grouping<TShape>.Heads;

    /// <summary>
    /// Dot products of normalised queries with keys as they are become cosines: those of all keys that were scored, hidden ones too.
    /// </summary>
    public static void DivideByNorms(
        in AttentionCall call, in RowBlock block, in VisibleKeys scored, int firstKey, int keys, in DirectBuffers<TShape, TTiles> work)
    {
        int head = block.KeyValueHead;
        int stride = Tensor.KeyStride<TShape>() * TShape.Dim;
        ref float key = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(call.Keys), Tensor.Key<TShape>(block, firstKey, call.KeyLength) * TShape.Dim);
        ref float inverses = ref work.InverseNorms(head);

        // The last query has the last key; the first one has the block's first, where blocks begin.
        bool outOfRange = CosineScores.InverseNorms(ref key, stride, TShape.Dim, Shown(scored, call.QueryLength - 1, firstKey, keys), ref inverses);
        for (int row = 0; row < block.Rows; row++)
        {
            ref float scores = ref Unsafe.Add(ref work.Scores(head), row * TTiles.DirectKeys);
            int first = Skipped(scored, row / GroupHeads, firstKey, keys), past = Shown(scored, row / GroupHeads, firstKey, keys);
            ElementRows.Multiply(ref Unsafe.Add(ref scores, first), ref Unsafe.Add(ref inverses, first), past - first);
            for (int j = first; j < past && outOfRange; j++)
            {
                CosineScores.Rescore(
                    ref Unsafe.Add(ref work.Queries(head), row * TShape.Dim), ref Unsafe.Add(ref key, (nint)j * stride), TShape.Dim,
                    Unsafe.Add(ref inverses, j), ref Unsafe.Add(ref scores, j));
            }
        }
    }

    /// <summary>Scores of a block of keys become weights. Returns whether the call hides any of these keys.</summary>
    public static bool Run(
        in AttentionCall call, in RowBlock block, in VisibleKeys visible, int firstKey, int keys, in DirectBuffers<TShape, TTiles> work)
    {
        bool hides = false;
        int head = block.KeyValueHead;
        int scored = (keys + TTiles.Lanes - 1) / TTiles.Lanes * TTiles.Lanes;
        for (int row = 0; row < block.Rows; row++)
        {
            ref float scores = ref Unsafe.Add(ref work.Scores(head), row * TTiles.DirectKeys);
            if (PairScores<TShape, TTiles>.Any(call))
            {
                hides |= PairScores<TShape, TTiles>.Change(call, block, row, firstKey, keys, visible, ref scores);
            }

            Rows.Fill(ref scores, 0, Skipped(visible, row / GroupHeads, firstKey, keys), float.NegativeInfinity);
            Rows.Fill(ref scores, Shown(visible, row / GroupHeads, firstKey, keys), scored, float.NegativeInfinity);
            if (PairScores<TShape, TTiles>.Any(call))
            {
                PairScores<TShape, TTiles>.KeepBiased(call, block, row, firstKey, keys, visible, ref scores);
            }

            if (!ScoreForm<TShape, TTiles>.InBits(call))
            {
                ScoreRows.ToBits(ref scores, scored);
            }

            if (!call.Weights.IsEmpty)
            {
                RowResults<TShape, TTiles>.KeepScores(call, block, row, firstKey, keys, ref scores);
            }
        }

        if (TTiles.DirectKeys == TTiles.BlockKeys || block.Rows == 1)
        {
            ByTiles(head, block.Rows, scored, work);
        }
        else
        {
            ByRows(head, block.Rows, scored, work);
        }

        return hides;
    }

    // The factors that a tile has to spare are those of the next one's rows, which come later.
    private static void ByTiles(int head, int rows, int scored, in DirectBuffers<TShape, TTiles> work)
    {
        for (int row = 0; row < rows; row += TTiles.QueryRows)
        {
            TTiles.Softmax(
                ref Unsafe.Add(ref work.Scores(head), row * TTiles.DirectKeys), ref Unsafe.Add(ref work.Maxima(head), RowStates<TTiles>.Maximum(row)),
                ref Unsafe.Add(ref work.Sums(head), row * TTiles.Lanes), ref Unsafe.Add(ref work.Rescales(head), row), int.Min(TTiles.QueryRows, rows - row),
                scored, first: false);
        }
    }

    // Rows that lie further apart than those of a tile. The others of the tile, which the operation looks at too, are then parts of the same row:
    // they have its maximum.
    private static void ByRows(int head, int rows, int scored, in DirectBuffers<TShape, TTiles> work)
    {
        Span<float> maxima = stackalloc float[TTiles.StateRows], rescales = stackalloc float[TTiles.StateRows];
        for (int row = 0; row < rows; row++)
        {
            ref float maximum = ref Unsafe.Add(ref work.Maxima(head), RowStates<TTiles>.Maximum(row));
            maxima.Fill(maximum);
            TTiles.Softmax(
                ref Unsafe.Add(ref work.Scores(head), row * TTiles.DirectKeys), ref maxima[0], ref Unsafe.Add(ref work.Sums(head), row * TTiles.Lanes),
                ref rescales[0], 1, scored, first: false);
            maximum = maxima[0];
            Unsafe.Add(ref work.Rescales(head), row) = rescales[0];
        }
    }

    // Keys of a block that a query does not see because they lie too far to the left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Skipped(in VisibleKeys visible, int query, int firstKey, int keys) =>
        TShape.WindowLeft < 0 ? 0 : int.Clamp(visible.Begin(query) - firstKey, 0, keys);

    // The end of the keys of a block that a query sees.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Shown(in VisibleKeys visible, int query, int firstKey, int keys) => int.Clamp(visible.End(query) - firstKey, 0, keys);
}
