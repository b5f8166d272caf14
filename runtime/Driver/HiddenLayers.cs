using System;
using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Scores with hidden layers, <see cref="Score.Additive"/> and <see cref="Score.Mlp"/>. The first layer is linear in
/// <c>[q; k]</c>: its part of the queries is computed once for each row, its part of the keys once for each key and block of rows, and
/// only the non-linearity and what follows it for each pair.
/// </summary>
internal static class HiddenLayers<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private static int First => TShape.HiddenDims[0];

    // Whether tiles compute several rows at once: as the generator does, which says why.
    private static bool HasTiles => TShape.HiddenDims.Length == 1 && TShape.Activation == Activation.Relu;

    private static int QueriesLength(int rows) => ThreadBuffer.Align(rows * First);

    private static int KeysLength => ThreadBuffer.Align(RoundUp(First, TTiles.QueryRows) * TTiles.BlockKeys);

    private static int LayerLength
    {
        get
        {
            int largest = 0;
            foreach (int hidden in TShape.HiddenDims)
            {
                largest = int.Max(largest, hidden);
            }

            return TShape.HiddenDims.Length > 1 ? ThreadBuffer.Align(RoundUp(largest, TTiles.QueryRows) * TTiles.BlockKeys) : 0;
        }
    }

    /// <summary>Elements of memory for a block of rows.</summary>
    public static int Length(int rows) =>
        QueryProjection<TShape, TTiles>.ScratchLength + KeysLength + (2 * LayerLength) + QueriesLength(rows);

    /// <summary>Multiplies the queries of a block by the first layer.</summary>
    public static void LoadQueries(in AttentionCall call, in RowBlock block, ref float memory)
    {
        ref float queries = ref Queries(ref memory);
        QueryProjection<TShape, TTiles>.Project(call, block, ref memory, ref queries);
    }

    /// <summary>
    /// Multiplies keys of a block, in panels, by the first layer: rows of weights against panels of keys, a score tile's work.
    /// </summary>
    public static void LoadKeys(in AttentionCall call, in RowBlock block, int first, int keys, ref float keyPanels, ref float memory)
    {
        ref float weights = ref call.Parameters!.At<TShape, TTiles>(Tensor.Head<TShape>(block, 0), ParameterLayout<TShape, TTiles>.KeyRows);
        TTiles.Score(
            ref weights, ref Unsafe.Add(ref keyPanels, first * TShape.Dim), ref Unsafe.Add(ref Keys(ref memory), first), RoundUp(keys, TTiles.Lanes),
            RoundUp(First, TTiles.QueryRows) / TTiles.QueryRows);
    }

    /// <summary>The scores of a tile of rows, of which <paramref name="rows"/> exist, with <paramref name="keys"/> keys of the block from <paramref name="start"/> on.</summary>
    public static void Score(
        in AttentionCall call, in RowBlock block, int row, int rows, int start, int keys, ref float scores, ref float memory)
    {
        int head = Tensor.Head<TShape>(block, 0);
        ref float query = ref Unsafe.Add(ref Queries(ref memory), row * First);
        ref float products = ref Unsafe.Add(ref Keys(ref memory), start);
        ref float output = ref call.Parameters!.At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Output);
        if (HasTiles && rows == TTiles.QueryRows)
        {
            TTiles.HiddenScore(ref query, ref products, ref output, ref scores, keys);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            ref float target = ref Unsafe.Add(ref scores, r * TTiles.BlockKeys);
            if (TShape.HiddenDims.Length == 1)
            {
                TTiles.HiddenScoreRow(ref Unsafe.Add(ref query, r * First), ref products, ref output, ref target, First, keys);
            }
            else
            {
                ScoreRow(call, head, ref Unsafe.Add(ref query, r * First), ref products, ref output, keys, ref target, ref memory);
            }
        }

        // The softmax looks at all rows of a tile: those that do not exist must not look like new maxima. The scores begin within a row.
        for (int r = rows; r < TTiles.QueryRows; r++)
        {
            Rows.Fill(ref Unsafe.Add(ref scores, r * TTiles.BlockKeys), 0, keys, 0);
        }
    }

    // Further layers are evaluated row by row, for a vector of keys at a time.
    private static void ScoreRow(
        in AttentionCall call, int head, ref float query, ref float products, ref float output, int keys, ref float scores, ref float memory)
    {
        ReadOnlySpan<int> hidden = TShape.HiddenDims;
        ref float active = ref Unsafe.Add(ref products, KeysLength);
        ref float sums = ref Unsafe.Add(ref active, LayerLength);
        TTiles.Activate(ref query, ref products, ref active, hidden[0], keys);
        for (int layer = 1; layer < hidden.Length; layer++)
        {
            TTiles.Layer(
                ref call.Parameters!.At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Layer(layer)), ref active, ref sums,
                RoundUp(hidden[layer], TTiles.QueryRows) / TTiles.QueryRows, hidden[layer - 1], keys);
            ref float bias = ref call.Parameters.At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.LayerBias(layer));
            if (layer < hidden.Length - 1)
            {
                TTiles.Activate(ref bias, ref sums, ref active, hidden[layer], keys);
            }
            else
            {
                TTiles.HiddenScoreRow(ref bias, ref sums, ref output, ref scores, hidden[layer], keys);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Keys(ref float memory) => ref Unsafe.Add(ref memory, QueryProjection<TShape, TTiles>.ScratchLength);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Queries(ref float memory) => ref Unsafe.Add(ref Keys(ref memory), KeysLength + (2 * LayerLength));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
