using System;

namespace AttentionGen;

/// <summary>
/// A kernel as a type argument: every non-static kernel without learned parameters implements it, so that model code can be generic
/// over the kernel and still be compiled for one shape.
/// </summary>
/// <example><code>
/// static void Layer&lt;TKernel&gt;(ReadOnlySpan&lt;float&gt; q, ReadOnlySpan&lt;float&gt; k, ReadOnlySpan&lt;float&gt; v, Span&lt;float&gt; o)
///     where TKernel : IAttentionKernel => TKernel.Forward(q, k, v, o);
/// </code></example>
public interface IAttentionKernel
{
    /// <summary><c>H</c>, the number of query heads.</summary>
    static abstract int Heads { get; }

    /// <summary><c>G</c>, the number of key/value heads.</summary>
    static abstract int KeyValueHeads { get; }

    /// <summary><c>D</c>, the elements of one head of queries and keys.</summary>
    static abstract int Dim { get; }

    /// <summary><c>E</c>, the elements of one head of values and of the output.</summary>
    static abstract int ValueDim { get; }

    /// <summary>The kernel's plan and the path that this machine runs.</summary>
    static abstract AttentionKernelInfo Info { get; }

    /// <summary>Attention over one sequence. Shapes are those of the kernel's <see cref="TensorLayout"/> with <c>B</c> = 1.</summary>
    /// <param name="queries"><c>[m, H, D]</c> or <c>[H, m, D]</c>.</param>
    /// <param name="keys"><c>[n, G, D]</c> or <c>[G, n, D]</c>.</param>
    /// <param name="values"><c>[n, G, E]</c> or <c>[G, n, E]</c>.</param>
    /// <param name="output"><c>[m, H, E]</c> or <c>[H, m, E]</c>, or <c>[m, E]</c> where heads are added up; may be longer, must not overlap an input.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape or the output overlaps an input; nothing was written.</exception>
    static abstract void Forward(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output);

    /// <summary>Attention over a batch, with per-call options. Shapes are those of the kernel's <see cref="TensorLayout"/>.</summary>
    /// <param name="queries"><c>[B, m, H, D]</c> or <c>[B, H, m, D]</c>.</param>
    /// <param name="keys"><c>[B, n, G, D]</c> or <c>[B, G, n, D]</c>.</param>
    /// <param name="values"><c>[B, n, G, E]</c> or <c>[B, G, n, E]</c>.</param>
    /// <param name="output"><c>[B, m, H, E]</c> or <c>[B, H, m, E]</c>, or <c>[B, m, E]</c> where heads are added up; may be longer, must not overlap an input.</param>
    /// <param name="options">Batch size, lengths, offsets and extra outputs.</param>
    /// <exception cref="ArgumentException">A length does not fit the shape or the output overlaps an input; nothing was written.</exception>
    static abstract void Forward(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output,
        in AttentionOptions options);
}
