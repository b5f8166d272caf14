using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>From the running state of rows to what the caller asked for.</summary>
internal static class RowResults<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    /// <summary>
    /// Keeps a row's scores in the place of its weights, which cannot be known before the row's final maximum and sum.
    /// </summary>
    public static void KeepScores(in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, ref float scores)
    {
        nint start = (Tensor.HeadRow<TShape>(block, row, call.QueryCount<TShape>()) * call.KeyCount<TShape>()) + firstKey;
        MemoryMarshal.CreateReadOnlySpan(ref scores, keys).CopyTo(call.Weights.Slice((int)start, keys));
    }

    /// <summary>Writes the output, and the extra outputs, of a block of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Store(
        in AttentionCall call, in RowBlock block, in VisibleKeys visible, ref float contexts, ref float maxima, ref float sums)
    {
        int row = 0;
        if (TShape.Combine != HeadCombine.WeightedSum && call.LogSumExp.IsEmpty && call.Weights.IsEmpty && call.Sinks.IsEmpty)
        {
            row = StoreFours(call, block, ref contexts, ref sums);
        }

        for (; row < block.Rows; row++)
        {
            // A row without a visible key has a sum of 0, and contexts of 0.
            float sum = VectorMath.Sum(ref Unsafe.Add(ref sums, row * TTiles.Lanes), TTiles.Lanes);
            float normaliser = sum == 0 ? 0 : 1 / sum;
            ref float context = ref Unsafe.Add(ref contexts, row * TTiles.ValueStride);
            if (float.IsNaN(sum) && !call.Sinks.IsEmpty && SeesNothing(call, block, row, visible))
            {
                // The sink is no number: the log-sum-exp is not either, but there are no values that it could reach.
                normaliser = 0;
                MemoryMarshal.CreateSpan(ref context, TShape.ValueDim).Clear();
            }

            if (TShape.Combine == HeadCombine.WeightedSum)
            {
                HeadSum<TShape>.Add(call, block, row, ref context, normaliser);
            }
            else
            {
                nint to = Tensor.Row<TShape>(block, row, call.QueryCount<TShape>()) * TShape.ValueDim;
                Rows.Scale(ref context, normaliser, TShape.ValueDim, ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Output), to));
            }

            if (!call.LogSumExp.IsEmpty || !call.Weights.IsEmpty)
            {
                float maximum = Unsafe.Add(ref maxima, RowStates<TTiles>.Maximum(row));
                StoreExtras(call, block, row, visible, maximum, sum, normaliser);
            }
        }
    }

    // The output alone, four rows at a time, whose sums and normalisers are a vector; returns how many rows it has written.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int StoreFours(in AttentionCall call, in RowBlock block, ref float contexts, ref float sums)
    {
        ref float output = ref MemoryMarshal.GetReference(call.Output);
        int rows = block.Rows;
        RowWalk<TShape> walk = new(block, call.QueryCount<TShape>());
        int row = 0;
        for (; row <= rows - 4; row += 4)
        {
            Vector128<float> sum = VectorMath.Sums(ref Unsafe.Add(ref sums, row * TTiles.Lanes), TTiles.Lanes);
            Vector128<float> normaliser = Vector128.AndNot(Vector128<float>.One / sum, Vector128.Equals(sum, Vector128<float>.Zero));
            ref float context = ref Unsafe.Add(ref contexts, row * TTiles.ValueStride);
            for (int r = 0; r < 4; r++)
            {
                Rows.Scale(
                    ref Unsafe.Add(ref context, r * TTiles.ValueStride), normaliser.ToScalar(), TShape.ValueDim,
                    ref Unsafe.Add(ref output, walk.Row * TShape.ValueDim));
                normaliser = Vector128.Shuffle(normaliser, Vector128.Create(1, 2, 3, 0));
                walk.MoveNext();
            }
        }

        return row;
    }

    private static bool SeesNothing(in AttentionCall call, in RowBlock block, int row, in VisibleKeys visible)
    {
        int query = block.Query(row, Grouping<TShape>.Heads);
        int key = visible.Begin(query), end = visible.End(query);
        while (key < end && PairScores<TShape, TTiles>.Hides(call, block, row, key))
        {
            key++;
        }

        return key >= end;
    }

    // In a row that is NaN too, the weight of a hidden key is 0.
    private static void ClearHidden(in AttentionCall call, in RowBlock block, int row, int begin, int end, Span<float> weights)
    {
        for (int key = begin; key < end; key++)
        {
            weights[key] = PairScores<TShape, TTiles>.Hides(call, block, row, key) ? 0 : weights[key];
        }
    }

    private static void StoreExtras(
        in AttentionCall call, in RowBlock block, int row, in VisibleKeys visible, float maximum, float sum, float normaliser)
    {
        nint headRow = Tensor.HeadRow<TShape>(block, row, call.QueryCount<TShape>());
        if (!call.LogSumExp.IsEmpty)
        {
            double shift = PairScores<TShape, TTiles>.Shift(block, row, visible);
            call.LogSumExp[(int)headRow] = sum == 0 ? float.NegativeInfinity : ScoreScale<TShape>.LogSumExp(maximum, sum, shift);
        }

        if (!call.Weights.IsEmpty)
        {
            Span<float> weights = call.Weights.Slice((int)(headRow * call.KeyCount<TShape>()), call.KeyCount<TShape>());
            int query = block.Query(row, Grouping<TShape>.Heads);
            int begin = sum == 0 ? 0 : visible.Begin(query);
            int end = sum == 0 ? 0 : visible.End(query);
            weights[..begin].Clear();
            Rows.Weights(weights[begin..end], maximum, normaliser);
            weights[end..].Clear();
            if (call.HasPairs && !float.IsFinite(normaliser + maximum))
            {
                ClearHidden(call, block, row, begin, end, weights);
            }
        }
    }
}
