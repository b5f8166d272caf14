namespace AttentionGen.Sample;

/// <summary>One head of two numbers: the textbook's dot-product attention.</summary>
[AttentionKernel(heads: 1, dim: 2, Score.Dot)]
public static partial class DotAttention;

/// <summary>Queries and keys of a single number, so that a test can write down the scores; values of two.</summary>
[AttentionKernel(heads: 1, dim: 1, Score.Dot, ValueDim = 2)]
public static partial class OneNumberAttention;

/// <summary>Four heads over the words of a sentence. Not static, so that it can be a type argument.</summary>
[AttentionKernel(heads: 4, dim: 8, ValueDim = 4)]
public readonly partial struct SentenceAttention;

/// <summary>The same heads, but no word sees the words after it.</summary>
[AttentionKernel(heads: 4, dim: 8, ValueDim = 4, Mask = AttentionMask.Causal)]
public readonly partial struct CausalSentenceAttention;

/// <summary>The translator's attention: one query, the decoder's state, over all states of the encoder, however many.</summary>
[AttentionKernel(heads: 1, dim: 64, Score.Dot)]
public static partial class TranslatorDotAttention;

/// <summary>The same with a trained matrix between query and key.</summary>
[AttentionKernel(heads: 1, dim: 64, Score.General)]
public sealed partial class TranslatorGeneralAttention;

/// <summary>The same with a small trained network that scores a query and a key.</summary>
[AttentionKernel(heads: 1, dim: 64, Score.Additive)]
public sealed partial class TranslatorAdditiveAttention;
