namespace AttentionGen;

/// <summary>How a kernel scores a query against a key, before the scale.</summary>
/// <remarks>
/// Scores with learned parameters make <c>Forward</c> an instance method: the parameters are arguments of the constructor that the
/// generator adds, each a row-major <c>ReadOnlySpan&lt;float&gt;</c>, which is copied. Each query head has parameters of its own.
/// </remarks>
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

    /// <summary>
    /// Cosine of the angle between query and key: <c>q . k / (|q| |k|)</c>; 0 where either norm is 0.
    /// Graves, Wayne and Danihelka, "Neural Turing Machines", 2014, equation 6 (its key strength is the scale).
    /// </summary>
    Cosine,

    /// <summary>
    /// A learned bilinear form: <c>q^T W k</c>. Parameters: <c>weight [H, D, D]</c>. Luong et al., 2015, section 3.1, "general".
    /// </summary>
    General,

    /// <summary>
    /// One hidden layer: <c>v . tanh(Wq q + Wk k + b)</c>. Parameters: <c>queryWeight [H, A, D]</c>, <c>keyWeight [H, A, D]</c>,
    /// <c>bias [H, A]</c>, <c>scoreWeight [H, A]</c>, with A = <see cref="AttentionKernelAttribute.HiddenDim"/>.
    /// Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and Translate", 2015, appendix A.1.2.
    /// </summary>
    Additive,

    /// <summary>
    /// A multi-layer perceptron on <c>[q; k]</c>, with <see cref="AttentionKernelAttribute.HiddenDims"/> and
    /// <see cref="AttentionKernelAttribute.Activation"/>, and one linear output. Parameters: <c>weights</c>, per layer, per head, the
    /// matrix <c>[out, in]</c> and then the bias <c>[out]</c>; layers in order, the output's last.
    /// </summary>
    Mlp,

    /// <summary>
    /// By position: key <c>j</c> scores <c>(W q + b)[j]</c>; keys are not read, and <c>Forward</c> has no such parameter.
    /// Parameters: <c>weight [H, KeyLength, D]</c>, <c>bias [H, KeyLength]</c>. Needs <see cref="AttentionKernelAttribute.KeyLength"/>.
    /// Luong et al., 2015, section 3.1, equation 8.
    /// </summary>
    Location,
}
