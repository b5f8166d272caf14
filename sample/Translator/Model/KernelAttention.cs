using System;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>The decoder's attention while translating: one query over all states of the encoder, by a generated kernel.</summary>
internal abstract class KernelAttention
{
    /// <summary>The kernel's name in Kernels.cs.</summary>
    public abstract string Kernel { get; }

    /// <summary>What the kernel runs on this machine.</summary>
    public abstract AttentionKernelInfo Info { get; }

    /// <summary>The kernel of a score, with its trained parameters.</summary>
    public static KernelAttention Create(AttentionLayer layer) => layer.Kind switch
    {
        ScoreKind.Dot => new Dot(),
        ScoreKind.General => new General(layer),
        _ => new Additive(layer),
    };

    /// <summary>Scores the states against the query, and sums them up by their weights.</summary>
    /// <param name="query"><c>[D]</c>: the decoder's state.</param>
    /// <param name="states"><c>[n, D]</c>: the encoder's states, keys and values in one.</param>
    /// <param name="context"><c>[D]</c>: receives the weighted sum.</param>
    /// <param name="scores"><c>[n]</c>: receives the scores.</param>
    /// <param name="weights"><c>[n]</c>: receives the softmax of the scores.</param>
    public void Attend(
        ReadOnlySpan<float> query, ReadOnlySpan<float> states, Span<float> context, Span<float> scores, Span<float> weights) =>
        Forward(query, states, context, new AttentionOptions { Scores = scores, Weights = weights });

    /// <summary>Calls the kernel.</summary>
    protected abstract void Forward(
        ReadOnlySpan<float> query, ReadOnlySpan<float> states, Span<float> context, in AttentionOptions options);

    private sealed class Dot : KernelAttention
    {
        public override string Kernel => nameof(TranslatorDotAttention);

        public override AttentionKernelInfo Info => TranslatorDotAttention.Info;

        protected override void Forward(
            ReadOnlySpan<float> query, ReadOnlySpan<float> states, Span<float> context, in AttentionOptions options) =>
            TranslatorDotAttention.Forward(query, states, states, context, options);
    }

    private sealed class General(AttentionLayer layer) : KernelAttention
    {
        private readonly TranslatorGeneralAttention _kernel = new(layer.Weight);

        public override string Kernel => nameof(TranslatorGeneralAttention);

        public override AttentionKernelInfo Info => TranslatorGeneralAttention.Info;

        protected override void Forward(
            ReadOnlySpan<float> query, ReadOnlySpan<float> states, Span<float> context, in AttentionOptions options) =>
            _kernel.Forward(query, states, states, context, options);
    }

    private sealed class Additive(AttentionLayer layer) : KernelAttention
    {
        private readonly TranslatorAdditiveAttention _kernel =
            new(layer.QueryWeight, layer.KeyWeight, layer.Bias, layer.ScoreWeight);

        public override string Kernel => nameof(TranslatorAdditiveAttention);

        public override AttentionKernelInfo Info => TranslatorAdditiveAttention.Info;

        protected override void Forward(
            ReadOnlySpan<float> query, ReadOnlySpan<float> states, Span<float> context, in AttentionOptions options) =>
            _kernel.Forward(query, states, states, context, options);
    }
}
