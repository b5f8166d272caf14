namespace AttentionGen;

/// <summary>The order of the axes of queries, keys, values and output. All tensors are dense and row-major.</summary>
public enum TensorLayout
{
    /// <summary>
    /// Queries <c>[B, m, H, D]</c>, keys <c>[B, n, G, D]</c>, values <c>[B, n, G, E]</c>, output <c>[B, m, H, E]</c>:
    /// what a linear projection of a sequence yields.
    /// </summary>
    TokenMajor,

    /// <summary>
    /// Queries <c>[B, H, m, D]</c>, keys <c>[B, G, n, D]</c>, values <c>[B, G, n, E]</c>, output <c>[B, H, m, E]</c>:
    /// one contiguous matrix per head.
    /// </summary>
    HeadMajor,
}
