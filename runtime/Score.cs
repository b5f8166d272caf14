namespace AttentionGen;

/// <summary>How a kernel scores a query against a key, before the scale.</summary>
public enum Score
{
    /// <summary>
    /// Scaled dot product: <c>(q . k) / sqrt(D)</c> unless
    /// <see cref="AttentionKernelAttribute.Scale"/> says otherwise.
    /// Vaswani et al., "Attention Is All You Need", 2017, equation 1.
    /// </summary>
    ScaledDot,

    /// <summary>
    /// Dot product: <c>q . k</c>, with a scale of 1.
    /// Luong, Pham and Manning, "Effective Approaches to Attention-based Neural Machine Translation", 2015, section 3.1.
    /// </summary>
    Dot,
}
