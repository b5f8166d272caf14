using System;

namespace AttentionGen;

/// <summary>
/// Asks the AttentionGen source generator for an attention kernel of exactly this shape, as members of the attributed
/// partial class or struct: <c>Forward</c>, <c>Info</c> and the constants <c>Heads</c>, <c>KeyValueHeads</c>, <c>Dim</c>, <c>ValueDim</c>.
/// </summary>
/// <remarks>
/// Letters used throughout: <c>B</c> batch, <c>H</c> heads, <c>G</c> key/value heads, <c>D</c> head dimension of queries and keys,
/// <c>E</c> head dimension of values, <c>m</c> query length, <c>n</c> key length. A value out of range is a build error (ATTN002).
/// </remarks>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct, Inherited = false)]
public sealed class AttentionKernelAttribute : Attribute
{
    private int? _keyValueHeads;
    private int? _valueDim;
    private float? _scale;
    private int? _hiddenDim;
    private int[]? _hiddenDims;

    /// <summary>Asks for a kernel of <paramref name="heads"/> heads of <paramref name="dim"/> elements.</summary>
    /// <param name="heads"><c>H</c>, the number of query heads: 1 to 1024.</param>
    /// <param name="dim"><c>D</c>, the elements of one head of queries and keys: 1 to 1024.</param>
    /// <param name="score">How a query is scored against a key.</param>
    public AttentionKernelAttribute(int heads, int dim, Score score = Score.ScaledDot)
    {
        Heads = heads;
        Dim = dim;
        Score = score;
    }

    /// <summary><c>H</c>, the number of query heads.</summary>
    public int Heads { get; }

    /// <summary><c>D</c>, the elements of one head of queries and keys.</summary>
    public int Dim { get; }

    /// <summary>How a query is scored against a key.</summary>
    public Score Score { get; }

    /// <summary>
    /// <c>G</c>, the number of key/value heads; must divide <see cref="Heads"/>, which is also the default. Query head <c>h</c> reads
    /// key/value head <c>h / (H / G)</c>. Ainslie et al., "GQA", 2023.
    /// </summary>
    public int KeyValueHeads
    {
        get => _keyValueHeads ?? Heads;
        set => _keyValueHeads = value;
    }

    /// <summary><c>E</c>, the elements of one head of values and of the output: 1 to 1024, by default <see cref="Dim"/>.</summary>
    public int ValueDim
    {
        get => _valueDim ?? Dim;
        set => _valueDim = value;
    }

    /// <summary>
    /// Multiplies the raw score; finite. By default <c>1 / sqrt(D)</c> for <see cref="Score.ScaledDot"/>
    /// and 1 for every other score.
    /// </summary>
    public float Scale
    {
        get => (float)ExactScale;
        set => _scale = value;
    }

    /// <summary><see cref="Scale"/> before its rounding to single precision.</summary>
    internal double ExactScale => _scale ?? (Score == Score.ScaledDot ? 1 / Math.Sqrt(Dim) : 1);

    /// <summary>Which keys a query sees; <see cref="AttentionMask.None"/> by default.</summary>
    public AttentionMask Mask { get; set; }

    /// <summary>The order of the tensors' axes; <see cref="TensorLayout.TokenMajor"/> by default.</summary>
    public TensorLayout Layout { get; set; }

    /// <summary>
    /// Bounds the scores: <c>cap * tanh(score / cap)</c>, after the scale and before any bias or mask. Positive and finite, or 0, the default,
    /// for none. Gemma Team, "Gemma 2: Improving Open Language Models at a Practical Size", 2024, section 2.
    /// </summary>
    public float SoftCap { get; set; }

    /// <summary>
    /// A query at position <c>p</c> sees keys <c>j</c> with <c>p - j &lt;= WindowLeft</c> only; at least 0, or -1, the default, for no limit.
    /// Other masks hold too. Beltagy et al., "Longformer", 2020.
    /// </summary>
    public int WindowLeft { get; set; } = -1;

    /// <summary>
    /// A query at position <c>p</c> sees keys <c>j</c> with <c>j - p &lt;= WindowRight</c> only; at least 0, or -1, the default, for no limit.
    /// Other masks hold too: <see cref="AttentionMask.Causal"/> leaves nothing on the right, whatever this is.
    /// </summary>
    public int WindowRight { get; set; } = -1;

    /// <summary>
    /// Whether <c>slope[h] * |p - j|</c> is subtracted from the score of a query at position <c>p</c> and key <c>j</c>, with the slopes of
    /// Press et al., "Train Short, Test Long: Attention with Linear Biases Enables Input Length Extrapolation", 2022: for a power of two
    /// <c>H</c>, <c>2^(-8 (h + 1) / H)</c>; for another, those of the largest power of two below, then every second one of the next power.
    /// </summary>
    public bool Alibi { get; set; }

    /// <summary>The elements of the hidden layer of <see cref="Score.Additive"/>: 1 to 1024, by default <see cref="Dim"/>.</summary>
    public int HiddenDim
    {
        get => _hiddenDim ?? Dim;
        set => _hiddenDim = value;
    }

    /// <summary>
    /// The elements of the hidden layers of <see cref="Score.Mlp"/>, first the one behind <c>[q; k]</c>: 1 to 8 layers of 1 to 1024, by
    /// default one of <see cref="Dim"/>.
    /// </summary>
    public int[] HiddenDims
    {
        get => _hiddenDims ?? [Dim];
        set => _hiddenDims = value;
    }

    /// <summary>What follows each hidden layer of <see cref="Score.Mlp"/>; <see cref="Activation.Tanh"/> by default.</summary>
    public Activation Activation { get; set; }

    /// <summary>What becomes of the heads' outputs; <see cref="HeadCombine.Concat"/> by default.</summary>
    public HeadCombine Combine { get; set; }

    /// <summary>
    /// The number of queries, <c>m</c>, when it is the same in every call: at least 1. 0, the default, takes it from the call. A call with
    /// another number of queries is then an error.
    /// </summary>
    public int QueryLength { get; set; }

    /// <summary>
    /// The number of keys, <c>n</c>, when it is the same in every call: at least 1. 0, the default, takes it from the call. A call with
    /// another number of keys is then an error; <see cref="AttentionOptions.KeyLengths"/> may still hide some. <see cref="Score.Location"/>
    /// needs it, as it has a weight for each position.
    /// </summary>
    public int KeyLength { get; set; }

    /// <summary>
    /// How many elements of <c>D</c> one straight-line block of the score tile covers: 1 to <see cref="Dim"/>, which unrolls all of
    /// them; 0, the default, lets the generator decide. More than fits a method that the JIT optimises is cut down to what does; the
    /// generated file's header tells what was done on each width.
    /// </summary>
    public int Unroll { get; set; }
}
