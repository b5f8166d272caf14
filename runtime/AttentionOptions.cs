using System;

namespace AttentionGen;

/// <summary>
/// What may differ from call to call of one kernel. <c>default</c> is valid: one batch item, all keys visible (but for the
/// kernel's own mask), no extra outputs.
/// </summary>
/// <remarks>
/// A span whose length does not fit the call makes <c>Forward</c> throw an <see cref="ArgumentException"/> for its parameter
/// <c>options</c>, with the property's name in the message, before anything is written.
/// </remarks>
public readonly ref struct AttentionOptions
{
    /// <summary><c>B</c>, the number of independent sequences in the tensors; 0 means 1.</summary>
    public int Batch { get; init; }

    /// <summary>
    /// <c>[B]</c> or empty: key <c>j</c> of item <c>b</c> is visible iff <c>j &lt; KeyLengths[b]</c>. A length below 1 hides all keys,
    /// one above <c>n</c> hides none.
    /// </summary>
    public ReadOnlySpan<int> KeyLengths { get; init; }

    /// <summary>
    /// <c>[1]</c>, <c>[B]</c> or empty (0): the position of query 0 on the axis of the keys, as <see cref="AttentionMask.Causal"/>
    /// counts it; may be negative. With a cache of past keys it is the number of keys before this call's first.
    /// </summary>
    public ReadOnlySpan<int> QueryOffsets { get; init; }

    /// <summary>
    /// Output <c>[B, H, m, n]</c> or empty: the attention weights after the softmax. Each row sums to 1, or with <see cref="Sinks"/> to
    /// less; a hidden key has exactly 0, and a row without a visible key is all 0.
    /// </summary>
    public Span<float> Weights { get; init; }

    /// <summary>
    /// Output <c>[B, H, m]</c> or empty: the natural logarithm of the row's sum of <c>exp(score)</c>; negative infinity for a row
    /// without a visible key, unless it has a sink.
    /// </summary>
    public Span<float> LogSumExp { get; init; }

    /// <summary>
    /// <c>[B, H, m, n]</c>, each axis full or 1: added to the score, after <see cref="AttentionKernelAttribute.SoftCap"/>. Any finite number is
    /// only a number; negative infinity hides the key as <see cref="Allowed"/> does; NaN or positive infinity make the row NaN.
    /// </summary>
    public Broadcast<float> Bias { get; init; }

    /// <summary><c>[B, H, m, n]</c>, each axis full or 1: false hides the key from the query, whatever the key and its value hold.</summary>
    public Broadcast<bool> Allowed { get; init; }

    /// <summary>
    /// <c>[H]</c> or empty: for each query head one more logit in the softmax's sum, to which no value belongs. The weights of the keys then
    /// sum to less than 1, and <see cref="LogSumExp"/> includes the sink. A row without a visible key still gives zeros; its log-sum-exp is
    /// the sink. Negative infinity is the same as no sink. Xiao et al., "Efficient Streaming Language Models with Attention Sinks", 2023.
    /// </summary>
    public ReadOnlySpan<float> Sinks { get; init; }

    /// <summary>
    /// Output <c>[B, H, m, n]</c> or empty: the scores at <see cref="ScoreStage"/>. The first two stages are computed for every pair, so
    /// that windows and masks save no time in such a call.
    /// </summary>
    public Span<float> Scores { get; init; }

    /// <summary>The stage of <see cref="Scores"/>; no effect without them.</summary>
    public ScoreStage ScoreStage { get; init; }

    /// <summary>
    /// The most threads that compute the call: 0 means 1, the calling thread; -1 means one for each core. The others come from the thread
    /// pool. The result's bits do not depend on it.
    /// </summary>
    public int MaxDegreeOfParallelism { get; init; }

    /// <summary>
    /// <c>[H]</c> or empty (<c>1 / H</c> each): what the heads' outputs are multiplied by before they are added up, in a kernel with
    /// <see cref="HeadCombine.WeightedSum"/>; others take none. Any numbers, which need not sum to 1. A weight of 0 multiplies like any
    /// other and hides nothing: a NaN in that head stays NaN.
    /// </summary>
    public ReadOnlySpan<float> HeadWeights { get; init; }
}
