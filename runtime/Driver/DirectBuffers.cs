using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// What a unit of <see cref="DirectRows{TShape, TTiles}"/> works on: queries, scores and rescaling factors of its own for each group of
/// heads, and the states that outlive it.
/// </summary>
/// <param name="own">The first of <see cref="Length"/> elements of the unit's own.</param>
/// <param name="states">The first of <see cref="StatesLength"/> elements that outlive it.</param>
internal readonly ref struct DirectBuffers<TShape, TTiles>(ref float own, ref float states)
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private readonly ref float _own = ref own;
    private readonly ref float _states = ref states;

    /// <summary>
    /// Groups of heads that a unit goes through together, along memory: in token-major tensors those of a key lie side by side, in head-major
    /// ones the keys of a head.
    /// </summary>
    public static int UnitHeads
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TShape.Layout == TensorLayout.TokenMajor ? TShape.KeyValueHeads : 1;
    }

    /// <summary>Elements of a unit's own.</summary>
    public static int Length => (UnitHeads * HeadLength) + ThreadBuffer.Align(TTiles.DirectRows / Grouping<TShape>.Heads * QueryStride);

    /// <summary>Elements from the scores of a token to those of the next, where they lie token by token.</summary>
    public static int TokenStride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTiles.TokenRows * UnitHeads;
    }

    /// <summary>Elements from such scores of a query to those of the next.</summary>
    public static int QueryStride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTiles.DirectKeys * TokenStride;
    }

    /// <summary>Elements from a group's queries, scores and factors to those of the next.</summary>
    public static int HeadLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => QueriesLength + ScoresLength + RescalesLength + (TShape.Score == Score.Cosine ? ThreadBuffer.Align(TTiles.DirectKeys) : 0);
    }

    /// <summary>Elements of a segment's states, one for each group, and in the first segment of an item of its projected queries.</summary>
    public static int StatesLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TShape.KeyValueHeads * (StateLength + ProjectedLength);
    }

    /// <summary>Elements of a group's state: maxima, sums and contexts.</summary>
    public static int StateLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MaximaLength + SumsLength + ThreadBuffer.Align(TTiles.DirectRows * TTiles.ValueStride);
    }

    /// <summary>Maxima of a group, with those that its tiles have to spare.</summary>
    public static int MaximaCount
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Tiles * TTiles.StateRows;
    }

    private static int QueriesLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ThreadBuffer.Align(TTiles.DirectRows * TShape.Dim);
    }

    private static int ScoresLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ThreadBuffer.Align(
            ((int.Max(TTiles.DirectRows, TTiles.TokenRows) - 1) * TTiles.DirectKeys) + int.Max(TTiles.DirectKeys, TTiles.QueryRows * TTiles.BlockKeys));
    }

    private static int RescalesLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ThreadBuffer.Align(((Tiles - 1) * TTiles.QueryRows) + TTiles.StateRows);
    }

    private static int MaximaLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ThreadBuffer.Align(MaximaCount);
    }

    // Tiles of the softmax, into which a group's rows are cut where they are more than one has.
    private static int Tiles
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (TTiles.DirectRows + TTiles.QueryRows - 1) / TTiles.QueryRows;
    }

    private static int SumsLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ThreadBuffer.Align(TTiles.DirectRows * TTiles.Lanes);
    }

    private static int ProjectedLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ScoreForm<TShape, TTiles>.IsProjected ? ThreadBuffer.Align(TTiles.DirectRows * TShape.Dim) : 0;
    }

    /// <summary>A group's queries, [rows, D].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Queries(int group) => ref Unsafe.Add(ref _own, UnitHeads == 1 ? 0 : group * HeadLength);

    /// <summary>A group's scores, [DirectRows, DirectKeys], and behind them what the softmax of the last row looks at: a tile's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Scores(int group) => ref Unsafe.Add(ref Queries(group), QueriesLength);

    /// <summary>All groups' scores token by token, [queries, DirectKeys, UnitHeads, TokenRows].</summary>
    public ref float TokenScores
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref Unsafe.Add(ref _own, UnitHeads * HeadLength);
    }

    /// <summary>The factors by which the last block of keys changes a group's contexts.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Rescales(int group) => ref Unsafe.Add(ref Queries(group), QueriesLength + ScoresLength);

    /// <summary>One over the norms of a block of a group's keys; for cosines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float InverseNorms(int group) => ref Unsafe.Add(ref Rescales(group), RescalesLength);

    /// <summary>A group's maxima, where <see cref="RowStates{TTiles}"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Maxima(int group) => ref Unsafe.Add(ref _states, group * StateLength);

    /// <summary>A group's sums of weights, [rows, Lanes].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Sums(int group) => ref Unsafe.Add(ref Maxima(group), MaximaLength);

    /// <summary>A group's weighted sums, [rows, ValueStride].</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ref float Contexts(int group) => ref Unsafe.Add(ref Maxima(group), MaximaLength + SumsLength);

    /// <summary>A group's projected queries, [rows, D], behind the states of an item's first segment.</summary>
    public ref float Projected(int group) => ref Unsafe.Add(ref _states, (TShape.KeyValueHeads * StateLength) + (group * ProjectedLength));

    /// <summary>The states of another segment.</summary>
    public DirectBuffers<TShape, TTiles> Segment(int segment) => new(ref _own, ref Unsafe.Add(ref _states, (nint)segment * StatesLength));

    /// <summary>A group's state over some keys becomes that over those of another segment too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Merge(in DirectBuffers<TShape, TTiles> other, int group, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            ref float maximum = ref Unsafe.Add(ref Maxima(group), RowStates<TTiles>.Maximum(row));
            float otherMaximum = Unsafe.Add(ref other.Maxima(group), RowStates<TTiles>.Maximum(row));
            float merged = maximum > otherMaximum ? maximum : otherMaximum;

            // Not -infinity: a state without a visible score may still hold a NaN, which a skipped merge would lose.
            float subtract = merged == float.NegativeInfinity ? 0 : merged;
            float factor = VectorMath.Exp2(maximum - subtract, VectorMath.Exp2Lowest, VectorMath.Exp2Round);
            float otherFactor = VectorMath.Exp2(otherMaximum - subtract, VectorMath.Exp2Lowest, VectorMath.Exp2Round);
            maximum = merged;
            int sums = row * TTiles.Lanes, contexts = row * TTiles.ValueStride;
            Rows.Blend(ref Unsafe.Add(ref Sums(group), sums), factor, ref Unsafe.Add(ref other.Sums(group), sums), otherFactor, TTiles.Lanes);
            Rows.Blend(
                ref Unsafe.Add(ref Contexts(group), contexts), factor, ref Unsafe.Add(ref other.Contexts(group), contexts), otherFactor,
                TShape.ValueDim);
        }
    }
}
