using System.ComponentModel;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The arithmetic of one kernel on one vector width. <see cref="AttentionDriver{TShape, TTiles}"/> is written once over these
/// operations; the generator writes them as straight-line code for one shape, the runtime holds fallbacks for any shape.
/// </summary>
/// <remarks>
/// All buffers are the driver's own, dense and padded, so an operation never handles a remainder of rows or lanes:
/// <list type="bullet">
/// <item>queries: <c>[QueryRows, D]</c>, already multiplied by the scale; missing rows are zero.</item>
/// <item>key panels: <c>[BlockKeys / PanelKeys, D, PanelKeys]</c>, keys transposed; missing keys are zero.</item>
/// <item>scores and weights: <c>[QueryRows, BlockKeys]</c>.</item>
/// <item>values: <c>[BlockKeys, ValueStride]</c>; lanes past <c>E</c> are zero.</item>
/// <item>contexts: <c>[QueryRows, ValueStride]</c>, the running weighted sums.</item>
/// <item>maxima and rescaling factors: <c>[StateRows]</c>, one a row.</item>
/// <item>sums: <c>[QueryRows, SumLanes]</c>, the running sum of weights of a row, spread over lanes.</item>
/// </list>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITileOperations
{
    /// <summary>"Vector512", "Vector256", "Vector128" or "Scalar".</summary>
    static abstract string Path { get; }

    /// <summary>Query rows of a tile.</summary>
    static abstract int QueryRows { get; }

    /// <summary>
    /// Maxima and rescaling factors of a tile: <see cref="QueryRows"/>, rounded up so that the operations may treat them as vectors.
    /// </summary>
    static abstract int StateRows { get; }

    /// <summary>Keys of a panel: the width of a score tile.</summary>
    static abstract int PanelKeys { get; }

    /// <summary>Keys of a block, a multiple of <see cref="PanelKeys"/>: one step of the online softmax.</summary>
    static abstract int BlockKeys { get; }

    /// <summary>Query rows that share one copied block of keys and values, a multiple of <see cref="QueryRows"/>.</summary>
    static abstract int BlockRows { get; }

    /// <summary>Elements from one row of values or contexts to the next, at least <c>E</c>.</summary>
    static abstract int ValueStride { get; }

    /// <summary>Partial sums kept per row: the lanes of a vector.</summary>
    static abstract int SumLanes { get; }

    /// <summary><c>scores[r, j] = sum over d of queries[r, d] * keys[d, j]</c> for the first <paramref name="panels"/> panels.</summary>
    static abstract void Score(ref float queries, ref float keyPanels, ref float scores, int panels);

    /// <summary>
    /// One step of the online softmax for every row: with M the larger of the row's maximum so far and that of its new scores,
    /// replaces each score s by the weight exp(s - M), adds the weights to the row's sums, which are first rescaled by
    /// exp(old maximum - M), and leaves that factor in <paramref name="rescales"/>.
    /// </summary>
    static abstract void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int panels);

    /// <summary><c>contexts[r, e] = contexts[r, e] * rescales[r] + sum over j &lt; keys of weights[r, j] * values[j, e]</c>.</summary>
    static abstract void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys);
}
