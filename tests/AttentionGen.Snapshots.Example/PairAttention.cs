namespace AttentionGen.Snapshots.Example;

/// <summary>The kernel of a project that wants to see in review when the code written for it changes.</summary>
[AttentionKernel(heads: 2, dim: 2, Mask = AttentionMask.Causal)]
internal static partial class PairAttention;
