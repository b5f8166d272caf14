using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// A few rows, as in decoding one token: reading keys and values is all the cost, so each is read once, where the caller has it, by all
/// the query heads that share it. The keys are cut into segments whose states are merged in order; a long cache is thereby work for
/// several threads, and its bits are the same for any number of them.
/// </summary>
internal readonly struct DirectRows<TShape, TTiles> : IUnitOfWork
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private const int LeastSegmentKeys = 128;
    private const int MostSegments = 32;

    private static int GroupHeads => TShape.Heads / TShape.KeyValueHeads;

    // One head's state: maxima, sums, contexts.
    private static int MaximaLength => ThreadBuffer.Align(TTiles.StateRows);

    private static int SumsLength => ThreadBuffer.Align(TTiles.DirectRows * TTiles.Lanes);

    private static int StateLength => MaximaLength + SumsLength + ThreadBuffer.Align(TTiles.DirectRows * TTiles.ValueStride);

    private static int SegmentLength => TShape.KeyValueHeads * StateLength;

    public static void Forward(in AttentionCall call)
    {
        int segments = Segments(call.KeyLength);
        ref float states = ref ThreadBuffer.RentShared(checked(call.Batch * segments * SegmentLength));
        WorkQueue.Run<DirectRows<TShape, TTiles>>(call, call.Batch * segments, ref states);
        for (int batch = 0; batch < call.Batch; batch++)
        {
            ref float first = ref Unsafe.Add(ref states, (nint)batch * segments * SegmentLength);
            VisibleKeys visible = VisibleKeys.Of<TShape>(call, batch);
            for (int head = 0; head < TShape.KeyValueHeads; head++)
            {
                ref float state = ref Unsafe.Add(ref first, head * StateLength);
                for (int segment = 1; segment < segments; segment++)
                {
                    Merge(ref state, ref Unsafe.Add(ref state, segment * SegmentLength), call.QueryLength * GroupHeads);
                }

                RowResults<TShape, TTiles>.Store(
                    call, Block(call, batch, head), visible, ref Unsafe.Add(ref state, MaximaLength + SumsLength), ref state,
                    ref Unsafe.Add(ref state, MaximaLength));
            }
        }
    }

    public static void Run(in AttentionCall call, int unit, ref float shared)
    {
        int segments = Segments(call.KeyLength);
        (int batch, int segment) = Math.DivRem(unit, segments);
        int segmentKeys = SegmentKeys(call.KeyLength, segments);
        VisibleKeys visible = VisibleKeys.Of<TShape>(call, batch);
        int first = segment * segmentKeys;
        int end = int.Min(first + segmentKeys, visible.End(call.QueryLength - 1));

        int rows = call.QueryLength * GroupHeads;
        ref float queries = ref ThreadBuffer.Rent(
            ThreadBuffer.Align(TShape.KeyValueHeads * TTiles.DirectRows * TShape.Dim) + ThreadBuffer.Align(TTiles.QueryRows * TTiles.BlockKeys) + TTiles.StateRows);
        ref float scores = ref Unsafe.Add(ref queries, ThreadBuffer.Align(TShape.KeyValueHeads * TTiles.DirectRows * TShape.Dim));
        ref float rescales = ref Unsafe.Add(ref scores, ThreadBuffer.Align(TTiles.QueryRows * TTiles.BlockKeys));
        MemoryMarshal.CreateSpan(ref scores, ThreadBuffer.Align(TTiles.QueryRows * TTiles.BlockKeys) + TTiles.StateRows).Clear();
        ref float states = ref Unsafe.Add(ref shared, (nint)unit * SegmentLength);
        for (int head = 0; head < TShape.KeyValueHeads; head++)
        {
            Start(call, Block(call, batch, head), ref Unsafe.Add(ref queries, head * TTiles.DirectRows * TShape.Dim), ref Unsafe.Add(ref states, head * StateLength));
        }

        // Heads inside, keys outside: where tensors are token-major, the heads of a key lie side by side in the same pages.
        for (int firstKey = first; firstKey < end; firstKey += TTiles.BlockKeys)
        {
            int keys = int.Min(TTiles.BlockKeys, end - firstKey);
            for (int head = 0; head < TShape.KeyValueHeads; head++)
            {
                Attend(
                    call, Block(call, batch, head), visible, firstKey, keys, ref Unsafe.Add(ref queries, head * TTiles.DirectRows * TShape.Dim),
                    ref scores, ref rescales, ref Unsafe.Add(ref states, head * StateLength));
            }
        }
    }

    private static void Start(in AttentionCall call, in RowBlock block, ref float queries, ref float state)
    {
        for (int row = 0; row < block.Rows; row++)
        {
            nint from = Tensor.Row<TShape>(block, row, call.QueryLength) * TShape.Dim;
            Rows.Scale(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Queries), from), TShape.Scale, TShape.Dim,
                ref Unsafe.Add(ref queries, row * TShape.Dim));
        }

        MemoryMarshal.CreateSpan(ref state, MaximaLength).Fill(float.NegativeInfinity);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref state, MaximaLength), StateLength - MaximaLength).Clear();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(
        in AttentionCall call, in RowBlock block, in VisibleKeys visible, int firstKey, int keys, ref float queries, ref float scores,
        ref float rescales, ref float state)
    {
        nint key = Tensor.Key<TShape>(block, firstKey, call.KeyLength);
        ref float callerKeys = ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), key * TShape.Dim);
        ref float callerValues = ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Values), key * TShape.ValueDim);
        int scored = (keys + TTiles.Lanes - 1) / TTiles.Lanes * TTiles.Lanes;
        for (int row = 0; row < block.Rows; row++)
        {
            int shown = int.Clamp(visible.End(block.Query(row, GroupHeads)) - firstKey, 0, keys);
            ref float target = ref Unsafe.Add(ref scores, row * TTiles.BlockKeys);
            TTiles.ScoreRow(ref Unsafe.Add(ref queries, row * TShape.Dim), ref callerKeys, ref target, shown);
            Rows.Fill(ref target, shown, scored, float.NegativeInfinity);
            if (!call.Weights.IsEmpty)
            {
                RowResults<TShape, TTiles>.KeepScores(call, block, row, firstKey, keys, ref target);
            }
        }

        TTiles.Softmax(ref scores, ref state, ref Unsafe.Add(ref state, MaximaLength), ref rescales, block.Rows, scored);
        for (int row = 0; row < block.Rows; row++)
        {
            int shown = int.Clamp(visible.End(block.Query(row, GroupHeads)) - firstKey, 0, keys);
            TTiles.WeightedSumRow(
                ref Unsafe.Add(ref scores, row * TTiles.BlockKeys), ref callerValues,
                ref Unsafe.Add(ref state, MaximaLength + SumsLength + (row * TTiles.ValueStride)), Unsafe.Add(ref rescales, row), shown);
        }
    }

    // Two states over different keys become the state over both.
    private static void Merge(ref float state, ref float other, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            ref float maximum = ref Unsafe.Add(ref state, row);
            float otherMaximum = Unsafe.Add(ref other, row);
            float merged = maximum > otherMaximum ? maximum : otherMaximum;
            if (merged == float.NegativeInfinity)
            {
                continue;
            }

            float factor = MathF.Exp(maximum - merged);
            float otherFactor = MathF.Exp(otherMaximum - merged);
            maximum = merged;
            int sums = MaximaLength + (row * TTiles.Lanes);
            Rows.Blend(ref Unsafe.Add(ref state, sums), factor, ref Unsafe.Add(ref other, sums), otherFactor, TTiles.Lanes);
            int contexts = MaximaLength + SumsLength + (row * TTiles.ValueStride);
            Rows.Blend(ref Unsafe.Add(ref state, contexts), factor, ref Unsafe.Add(ref other, contexts), otherFactor, TShape.ValueDim);
        }
    }

    private static RowBlock Block(in AttentionCall call, int batch, int head) => new(batch, head, 0, call.QueryLength * GroupHeads);

    private static int Segments(int keyLength) => int.Clamp(keyLength / LeastSegmentKeys, 1, MostSegments);

    private static int SegmentKeys(int keyLength, int segments) => (keyLength + segments - 1) / segments;
}
