namespace AttentionGen;

/// <summary>What becomes of the outputs of a kernel's heads.</summary>
public enum HeadCombine
{
    /// <summary>
    /// They stay apart: the output is <c>[B, m, H, E]</c>, or <c>[B, H, m, E]</c> when head-major. The concatenation of Vaswani et al.,
    /// "Attention Is All You Need", 2017, section 3.2.2, before its projection.
    /// </summary>
    Concat,

    /// <summary>
    /// They are added up, each with a weight of its own: the output is <c>[B, m, E]</c> in either layout,
    /// <c>output[b, i] = sum over h of w[h] * o[b, i, h]</c> with the weights <see cref="AttentionOptions.HeadWeights"/>, or
    /// <c>1 / H</c> each. Heads are added in ascending order. Weights and log-sum-exps stay one for each head.
    /// </summary>
    WeightedSum,
}
