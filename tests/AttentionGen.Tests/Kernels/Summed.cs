namespace AttentionGen.Tests.Kernels.Summed;

// Heads that are added up, in both layouts, with and without groups, below and above the widths of vectors.
[AttentionKernel(1, 3, Combine = HeadCombine.WeightedSum)] public sealed partial class H1;
[AttentionKernel(4, 8, ValueDim = 21, Combine = HeadCombine.WeightedSum)] public sealed partial class H4;
[AttentionKernel(6, 16, KeyValueHeads = 2, Combine = HeadCombine.WeightedSum, Layout = TensorLayout.HeadMajor)] public sealed partial class H6G2HeadMajor;
[AttentionKernel(9, 17, Score.Dot, KeyValueHeads = 1, Combine = HeadCombine.WeightedSum, Mask = AttentionMask.Causal)] public sealed partial class H9G1Causal;
[AttentionKernel(12, 64, Combine = HeadCombine.WeightedSum)] public sealed partial class H12D64;

// Two queries are more rows than a block; cut into two, the second block is the shorter one.
[AttentionKernel(601, 2, ValueDim = 3, KeyValueHeads = 1, Combine = HeadCombine.WeightedSum)] public sealed partial class H601G1;

[AttentionKernel(4, 16, KeyValueHeads = 2, SoftCap = 1.5f, WindowLeft = 30, WindowRight = 9, Alibi = true, Combine = HeadCombine.WeightedSum)] public sealed partial class H4G2Options;
[AttentionKernel(3, 12, Score.Cosine, Scale = 2, WindowLeft = 50, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor, Combine = HeadCombine.WeightedSum)] public sealed partial class H3Cosine;
