namespace AttentionGen.Tests.Kernels.Extremes;

// For tensors at the limit of a span, of which few keys are seen, and for a million keys.
[AttentionKernel(4, 8, KeyValueHeads = 2, Mask = AttentionMask.Causal, WindowLeft = 100)] public sealed partial class FarTokens;
[AttentionKernel(4, 8, KeyValueHeads = 2, Mask = AttentionMask.Causal, WindowLeft = 100, Layout = TensorLayout.HeadMajor)] public sealed partial class FarHeads;
[AttentionKernel(2, 8, Score.Cosine, KeyValueHeads = 1, WindowLeft = 100, WindowRight = 0, SoftCap = 2, Alibi = true)] public sealed partial class FarCosine;
[AttentionKernel(2, 6, KeyValueHeads = 1, ValueDim = 5)] public sealed partial class Long;
[AttentionKernel(1, 1, Mask = AttentionMask.Causal, WindowLeft = 5)] public sealed partial class Narrow;
