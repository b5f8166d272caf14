using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// What a kernel or call does to the score of each pair of query and key: soft cap, ALiBi, bias and mask, in this order, on rows of
/// scores that lie in the first-level cache. Nothing of it runs where neither kernel nor call asks for any.
/// </summary>
internal static class PairScores<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private static int GroupHeads => Grouping<TShape>.Heads;

    /// <summary>Whether rows of scores are to go through <see cref="Change"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(in AttentionCall call) => TShape.SoftCap != 0 || TShape.Alibi || call.HasPairs;

    /// <summary>
    /// Fills what a block of rows gives for each pair with the scores of hidden keys: pairs that are never computed keep them.
    /// </summary>
    public static void Prepare(in AttentionCall call, in RowBlock block, int firstKey, int keys)
    {
        for (int row = 0; row < block.Rows; row++)
        {
            if (call.Keeps(ScoreStage.Biased))
            {
                Pairs(call, call.Scores, block, row, firstKey, keys).Fill(float.NegativeInfinity);
            }

            if (!call.Weights.IsEmpty && !call.Allowed.IsEmpty)
            {
                Pairs(call, call.Weights, block, row, firstKey, keys).Fill(float.NegativeInfinity);
            }
        }
    }

    /// <summary>Scaled scores of one row become biased ones. Returns whether <c>Bias</c> or <c>Allowed</c> hid any key.</summary>
    public static bool Change(in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, in VisibleKeys visible, ref float scores)
    {
        if (call.Keeps(ScoreStage.Scaled))
        {
            Keep(call, block, row, firstKey, keys, ref scores);
        }

        if (TShape.SoftCap != 0)
        {
            ScoreRows.Cap<TShape>(ref scores, keys);
        }

        if (call.Keeps(ScoreStage.Capped))
        {
            Keep(call, block, row, firstKey, keys, ref scores);
        }

        int head = Tensor.Head<TShape>(block, row);
        int query = block.Query(row, GroupHeads);
        if (TShape.Alibi)
        {
            // Distances from the nearest key that the row sees, not from its position: the same softmax without the rounding of large
            // numbers. What all scores of the row lack is added to what is kept: see Shift.
            ScoreRows.SubtractDistance(ref scores, keys, visible.Nearest(query).Key - firstKey, AlibiSlopes.Table<TShape>.Slopes[head]);
        }

        bool hides = false;
        if (!call.Bias.IsEmpty)
        {
            nint at = call.BiasStrides.At(block.Batch, head, query, firstKey);
            ref float bias = ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Bias), at);
            hides = call.BiasStrides.Key == 0 ? ScoreRows.Add(ref scores, keys, bias) : ScoreRows.Add(ref scores, keys, ref bias);
        }

        if (!call.Allowed.IsEmpty)
        {
            nint at = call.AllowedStrides.At(block.Batch, head, query, firstKey);
            ref bool allowed = ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Allowed), at);
            if (call.AllowedStrides.Key != 0)
            {
                hides |= ScoreRows.Hide(ref scores, keys, ref allowed);
            }
            else if (!allowed)
            {
                Rows.Fill(ref scores, 0, keys, float.NegativeInfinity);
                hides = true;
            }
        }

        return hides;
    }

    /// <summary>Keeps the scores that the softmax gets, where the caller wants them.</summary>
    public static void KeepBiased(in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, in VisibleKeys visible, ref float scores)
    {
        if (!call.Keeps(ScoreStage.Biased))
        {
            return;
        }

        Keep(call, block, row, firstKey, keys, ref scores);
        float shift = TShape.Alibi ? (float)Shift(block, row, visible) : 0;
        if (shift != 0)
        {
            ScoreRows.Add(ref MemoryMarshal.GetReference(Pairs(call, call.Scores, block, row, firstKey, keys)), keys, -shift);
        }
    }

    /// <summary>By how much the row's scores, as computed, are larger than they are: its slope times the distance of the nearest key.</summary>
    public static double Shift(in RowBlock block, int row, in VisibleKeys visible) =>
        TShape.Alibi
            ? (double)AlibiSlopes.Table<TShape>.Slopes[Tensor.Head<TShape>(block, row)] * visible.Nearest(block.Query(row, GroupHeads)).Distance
            : 0;

    /// <summary>Whether <c>Bias</c> or <c>Allowed</c> hides a key from a row.</summary>
    public static bool Hides(in AttentionCall call, in RowBlock block, int row, int key)
    {
        int head = Tensor.Head<TShape>(block, row);
        int query = block.Query(row, GroupHeads);
        return
            (!call.Allowed.IsEmpty && !call.Allowed[(int)call.AllowedStrides.At(block.Batch, head, query, key)]) ||
            (!call.Bias.IsEmpty && call.Bias[(int)call.BiasStrides.At(block.Batch, head, query, key)] == float.NegativeInfinity);
    }

    /// <summary>
    /// Whether <c>Allowed</c> hides a run of keys from all of some rows, so that neither scores nor values are needed. Never where the
    /// caller wants the scores of hidden keys.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool HidesAll(in AttentionCall call, in RowBlock block, int row, int rows, int firstKey, int keys) =>
        !call.Allowed.IsEmpty && !call.KeepsEveryScore && AllHidden(call, block, row, rows, firstKey, keys);

    private static bool AllHidden(in AttentionCall call, in RowBlock block, int row, int rows, int firstKey, int keys)
    {
        ReadOnlySpan<byte> allowed = MemoryMarshal.AsBytes(call.Allowed);
        for (int r = row; r < row + rows; r++)
        {
            nint at = call.AllowedStrides.At(block.Batch, Tensor.Head<TShape>(block, r), block.Query(r, GroupHeads), firstKey);
            if (allowed.Slice((int)at, call.AllowedStrides.Key == 0 ? 1 : keys).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    private static void Keep(in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, ref float scores) =>
        MemoryMarshal.CreateReadOnlySpan(ref scores, keys).CopyTo(Pairs(call, call.Scores, block, row, firstKey, keys));

    private static Span<float> Pairs(in AttentionCall call, Span<float> tensor, in RowBlock block, int row, int firstKey, int keys) =>
        tensor.Slice((int)((Tensor.HeadRow<TShape>(block, row, call.QueryLength) * call.KeyLength) + firstKey), keys);
}
