namespace AttentionGen.CompilerServices;

/// <summary>
/// Where the packed parameters of one query head lie, in elements from the head's first one. Panels and tiles are those of
/// <see cref="ITileOperations"/>, so that the kernel's own score tiles multiply by weights too.
/// </summary>
internal static class ParameterLayout<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    /// <summary>
    /// Panels, as of keys, of the matrix that queries are multiplied by, a column of the product for each "key": the transpose of W for
    /// <see cref="Score.General"/>, the weights of positions for <see cref="Score.Location"/>, those of queries for a hidden layer.
    /// </summary>
    public static int Panels => 0;

    /// <summary>The columns of those panels.</summary>
    public static int Columns => TShape.Score switch
    {
        Score.General => TShape.Dim,
        Score.Location => TShape.KeyLength,
        _ => TShape.HiddenDims[0],
    };

    private static nint PanelsLength => (nint)RoundUp(Columns, TTiles.PanelKeys) * TShape.Dim;

    /// <summary>A bias for each column; for <see cref="Score.Location"/> multiplied by the scale.</summary>
    public static nint Bias => Align(PanelsLength);

    /// <summary>The weights of keys in the first hidden layer, <c>[A, D]</c>, rounded up to whole tiles of rows.</summary>
    public static nint KeyRows => Bias + Align(RoundUp(Columns, TTiles.PanelKeys));

    /// <summary>The weights of the last hidden layer in the score, multiplied by the scale, and behind them the score's bias.</summary>
    public static nint Output => KeyRows + Align((nint)RoundUp(TShape.HiddenDims[0], TTiles.QueryRows) * TShape.Dim);

    /// <summary>The weights of a hidden layer, from 1 on, as tiles <c>[A / QueryRows, A before, QueryRows]</c>.</summary>
    public static nint Layer(int layer)
    {
        nint start = Output + Align(TShape.HiddenDims[^1] + 1);
        for (int before = 1; before < layer; before++)
        {
            start += LayerLength(before) + Align(TShape.HiddenDims[before]);
        }

        return start;
    }

    /// <summary>The bias of a hidden layer, from 1 on.</summary>
    public static nint LayerBias(int layer) => Layer(layer) + LayerLength(layer);

    /// <summary>Elements of one head.</summary>
    public static nint Length => TShape.Score is Score.Additive or Score.Mlp ? Layer(TShape.HiddenDims.Length) : KeyRows;

    private static nint LayerLength(int layer) =>
        Align((nint)RoundUp(TShape.HiddenDims[layer], TTiles.QueryRows) * TShape.HiddenDims[layer - 1]);

    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static nint Align(nint length) => (length + 15) & -16;
}
