namespace AttentionGen.Tests.Kernels.Worked;

// The kernels of worked examples.
[AttentionKernel(1, 2, Score.Dot)] public static partial class DotAttention;
[AttentionKernel(1, 2, Mask = AttentionMask.Causal)] public static partial class CausalAttention;
[AttentionKernel(2, 1, Score.Dot, KeyValueHeads = 1, ValueDim = 2)] public static partial class TwoHeads;
