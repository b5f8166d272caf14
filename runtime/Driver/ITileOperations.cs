using System;
using System.ComponentModel;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The arithmetic of one kernel on one vector width. The drivers are written once over these operations; the generator writes them as
/// straight-line code for one shape, the runtime holds fallbacks for any shape.
/// </summary>
/// <remarks>
/// The buffers are the driver's own, dense and padded, so that an operation on tiles never handles a remainder of rows or lanes:
/// <list type="bullet">
/// <item>queries: <c>[QueryRows, D]</c>, already multiplied by the scale; missing rows are zero.</item>
/// <item>key panels: <c>[BlockKeys / PanelKeys, D, PanelKeys]</c>, keys transposed; missing keys are zero up to a whole vector,
/// unspecified behind it.</item>
/// <item>scores and weights: <c>[QueryRows, BlockKeys]</c>.</item>
/// <item>values: <c>[BlockKeys, ValueStride]</c>; lanes past <c>E</c> are zero.</item>
/// <item>contexts: <c>[QueryRows, ValueStride]</c>, the running weighted sums.</item>
/// <item>maxima and rescaling factors: <c>[StateRows]</c>, one a row.</item>
/// <item>sums: <c>[QueryRows, Lanes]</c>, the running sum of weights of a row, spread over lanes.</item>
/// </list>
/// The operations on one group of heads read keys and values where the caller has them.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface ITileOperations
{
    /// <summary>"Vector512", "Vector256", "Vector128" or "Scalar".</summary>
    static abstract string Path { get; }

    /// <summary>Query rows of a tile.</summary>
    static abstract int QueryRows { get; }

    /// <summary><see cref="QueryRows"/>, rounded up so that the operations may treat a tile's maxima and rescaling factors as vectors.</summary>
    static abstract int StateRows { get; }

    /// <summary>Floats of a vector.</summary>
    static abstract int Lanes { get; }

    /// <summary>Keys of a panel, a multiple of <see cref="Lanes"/>: the width of a score tile.</summary>
    static abstract int PanelKeys { get; }

    /// <summary>Keys of a block, a multiple of <see cref="PanelKeys"/>: one step of the online softmax.</summary>
    static abstract int BlockKeys { get; }

    /// <summary>Query rows that share one copied block of keys and values, a multiple of <see cref="QueryRows"/>.</summary>
    static abstract int BlockRows { get; }

    /// <summary>Tiles that go through each product before the next product starts.</summary>
    static abstract int PassTiles { get; }

    /// <summary>Elements from one row of values or contexts to the next, at least <c>E</c>.</summary>
    static abstract int ValueStride { get; }

    /// <summary>
    /// Up to so many rows of one key/value head are computed on the caller's keys and values, without copying them; 0 where the shape has
    /// no such operations.
    /// </summary>
    static abstract int DirectRows { get; }

    /// <summary>
    /// Keys between two steps of the online softmax of such rows, a multiple of <see cref="Lanes"/> and at least <see cref="BlockKeys"/>;
    /// their scores and weights are <c>[DirectRows, DirectKeys]</c>.
    /// </summary>
    static abstract int DirectKeys { get; }

    /// <summary>
    /// <c>scores[r, j] = sum over d of queries[r, d] * keys[d, j]</c> for the first <paramref name="keys"/> keys, a multiple of
    /// <see cref="Lanes"/>, and <paramref name="tiles"/> tiles of rows, one behind the other in queries and scores.
    /// </summary>
    static abstract void Score(ref float queries, ref float keyPanels, ref float scores, int keys, int tiles);

    /// <summary>
    /// One step of the online softmax for the first <paramref name="rows"/> rows: with M the row's maximum, raised where the new scores
    /// ask for it, replaces each score s by the weight exp(s - M), adds the weights to the row's sums, which are first rescaled by
    /// exp(old M - M), and leaves that factor in <paramref name="rescales"/>. <paramref name="keys"/> is a multiple of
    /// <see cref="Lanes"/>. The <paramref name="first"/> step of all takes neither maxima nor sums for anything: it sets them, and may leave
    /// <paramref name="rescales"/> as they are.
    /// </summary>
    static abstract void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int rows, int keys, bool first);

    /// <summary>
    /// <c>contexts[r, e] = contexts[r, e] * rescales[r] + sum over j &lt; keys of weights[r, j] * values[j, e]</c> for
    /// <paramref name="tiles"/> tiles of rows, one behind the other in weights, contexts and rescaling factors. The <paramref name="first"/>
    /// step of all takes neither contexts nor factors for anything, and sets the contexts.
    /// </summary>
    static abstract void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys, int tiles, bool first);

    /// <summary>Whether the tiles have the two operations that follow, in place of <see cref="Softmax"/> and <see cref="WeightedSum"/>.</summary>
    static virtual bool FusesSoftmax => false;

    /// <summary>
    /// What <see cref="Softmax"/> does before it makes the weights, for all rows of a tile: raises the maxima and leaves the factors of what was summed in
    /// <paramref name="rescales"/>. Leaves what the weights take of each row in <paramref name="pending"/>, <c>[2, StateRows]</c>, which has room for
    /// <c>[QueryRows, Lanes]</c> behind that.
    /// </summary>
    static virtual void Advance(ref float scores, ref float maxima, ref float rescales, ref float pending, int keys, bool first) =>
        throw new NotSupportedException();

    /// <summary>
    /// The rest of <see cref="Softmax"/>, and <see cref="WeightedSum"/>, to the same bits, for <paramref name="tiles"/> tiles of rows, one behind the other in
    /// scores, <paramref name="pending"/>, contexts, sums and rescaling factors. The scores are those of as many whole vectors as
    /// <paramref name="keys"/> begin, of which there must be two.
    /// </summary>
    static virtual void SoftmaxWeightedSum(
        ref float scores, ref float pending, ref float values, ref float contexts, ref float sums, ref float rescales, int keys, int tiles, bool first) =>
        throw new NotSupportedException();

    /// <summary>
    /// <c>scores[h, j] = sum over d of queries[h, d] * keys[j, d]</c> for the heads of one group and <paramref name="count"/> of the
    /// caller's keys.
    /// </summary>
    static abstract void ScoreGroup(ref float queries, ref float keys, ref float scores, int count);

    /// <summary>
    /// <c>contexts[h, e] = contexts[h, e] * rescales[h] + sum over j &lt; count of weights[h, j] * values[j, e]</c> for the heads of one
    /// group and the caller's values.
    /// </summary>
    static abstract void WeightedSumGroup(ref float weights, ref float values, ref float contexts, ref float rescales, int count);

    /// <summary>
    /// <c>scores[r, j] = v[A] + sum over a &lt; A of v[a] * f(q[r, a] + k[a, j])</c> for a tile of rows, f the activation and A the
    /// elements of the first hidden layer: q is <c>[QueryRows, A]</c>, k <c>[A, BlockKeys]</c>, v <c>[A + 1]</c>. Scores with one
    /// hidden layer of rectifiers have this operation. <paramref name="count"/> keys, a multiple of <see cref="Lanes"/>, here and below.
    /// </summary>
    static virtual void HiddenScore(ref float queries, ref float keys, ref float weights, ref float scores, int count) =>
        throw new NotSupportedException();

    /// <summary>
    /// The same for one row and <paramref name="hidden"/> elements of a hidden layer:
    /// <c>scores[j] = v[hidden] + sum over a of v[a] * f(q[a] + k[a, j])</c>. Scores with hidden layers have this operation.
    /// </summary>
    static virtual void HiddenScoreRow(ref float query, ref float keys, ref float weights, ref float scores, int hidden, int count) =>
        throw new NotSupportedException();

    /// <summary>
    /// <c>result[a, j] = f(q[a] + k[a, j])</c> for one row and <paramref name="hidden"/> elements; both are <c>[hidden, BlockKeys]</c>.
    /// Scores with several hidden layers have this operation.
    /// </summary>
    static virtual void Activate(ref float query, ref float keys, ref float result, int hidden, int count) =>
        throw new NotSupportedException();

    /// <summary>
    /// <c>result[b, j] = sum over a &lt; depth of weights[b / QueryRows, a, b % QueryRows] * input[a, j]</c> for
    /// <paramref name="tiles"/> * <see cref="QueryRows"/> elements of a further layer; input and result are <c>[..., BlockKeys]</c>.
    /// Scores with several hidden layers have this operation.
    /// </summary>
    static virtual void Layer(ref float weights, ref float input, ref float result, int tiles, int depth, int count) =>
        throw new NotSupportedException();

    /// <summary>
    /// Tokens that <see cref="ScoreTokens"/> and <see cref="WeightedSumTokens"/> take at once; 0 where these do not exist, which is where there
    /// are no direct rows.
    /// </summary>
    static virtual int TokensTogether => 0;

    /// <summary>
    /// Elements for the heads of a group where the scores of these operations lie token by token, <c>[tokens, groups, TokenRows]</c>; 0 where they lie
    /// row by row, as those of all others do.
    /// </summary>
    static virtual int TokenRows => 0;

    /// <summary>
    /// Whether they take two neighbouring tokens at once instead, of one part, where they are to ask the memory for what lies <c>ahead</c>.
    /// </summary>
    static virtual bool TakesNeighbours => false;

    /// <summary>
    /// Whether <see cref="ScoreTokens"/> and <see cref="WeightedSumTokens"/> look at <c>ahead</c>: elements from what is read to what the memory
    /// is asked for meanwhile; 0 for none.
    /// </summary>
    static virtual bool AsksAhead => false;

    /// <summary>
    /// <c>scores[g, h, j] = sum over d of queries[g, h, d] * keys[j, g, d]</c> for one query, in all its heads, and some of the caller's
    /// tokens: <see cref="TokensTogether"/> equal parts, each of which begins <paramref name="apart"/> tokens behind the one before, or where it
    /// <see cref="TakesNeighbours"/> a single one. Tokens that remain follow the last part. Queries and scores of a group lie <paramref name="stride"/> elements behind those of the group
    /// before it, unless scores lie <see cref="TokenRows">token by token</see>. A head-major tensor has one group.
    /// </summary>
    static virtual void ScoreTokens(ref float queries, ref float keys, ref float scores, int stride, int tokens, int apart, int ahead) =>
        throw new NotSupportedException();

    /// <summary>
    /// <c>contexts[g, h, e] += sum over j &lt; tokens of weights[g, h, j] * values[j, g, e]</c> for one query, in all its heads, and some
    /// of the caller's tokens, cut as those of <see cref="ScoreTokens"/>. A head-major tensor has one group.
    /// </summary>
    static virtual void WeightedSumTokens(
        ref float weights, ref float values, ref float contexts, int weightStride, int contextStride, int tokens, int apart, int ahead) =>
        throw new NotSupportedException();

    /// <summary>
    /// <see cref="IKernelShape.KeyLength"/> where it is fixed and its keys fit one block, for which the tiles have the operations below;
    /// otherwise 0.
    /// </summary>
    static virtual int WholeKeys => 0;

    /// <summary><see cref="Score"/> for all <see cref="WholeKeys"/>; lanes behind the last one are set to negative infinity.</summary>
    static virtual void ScoreWhole(ref float queries, ref float keyPanels, ref float scores, int tiles) => throw new NotSupportedException();

    /// <summary>
    /// The softmax of whole rows of a tile, which have no past: sets the maxima and the sums that <see cref="Softmax"/> would raise and add
    /// to, to the same bits. Tiles with <see cref="FusesSoftmax"/> have neither this operation nor the next one.
    /// </summary>
    static virtual void SoftmaxWhole(ref float scores, ref float maxima, ref float sums) => throw new NotSupportedException();

    /// <summary><see cref="WeightedSum"/> over all <see cref="WholeKeys"/>, of contexts that hold nothing yet.</summary>
    static virtual void WeightedSumWhole(ref float weights, ref float values, ref float contexts, int tiles) => throw new NotSupportedException();
}
