namespace AttentionGen.Tests.Kernels.FixedLengths;

// Lengths known at compile time: whole numbers of panels and of vectors, and not; one block of keys, and several; rows that fill tiles, and not.
[AttentionKernel(2, 64, QueryLength = 64, KeyLength = 64)] public sealed partial class M64N64;
[AttentionKernel(3, 32, QueryLength = 49, KeyLength = 49)] public sealed partial class M49N49;
[AttentionKernel(2, 16, KeyLength = 49, Layout = TensorLayout.HeadMajor)] public sealed partial class N49HeadMajor;
[AttentionKernel(6, 20, KeyValueHeads = 2, ValueDim = 33, QueryLength = 17, KeyLength = 16)] public sealed partial class M17N16Grouped;
[AttentionKernel(2, 9, ValueDim = 17, QueryLength = 13, KeyLength = 5)] public sealed partial class M13N5;
[AttentionKernel(2, 130, ValueDim = 3, QueryLength = 8, KeyLength = 30)] public sealed partial class M8N30;
[AttentionKernel(2, 16, QueryLength = 25, KeyLength = 40, Mask = AttentionMask.Causal)] public sealed partial class M25N40Causal;
[AttentionKernel(2, 12, QueryLength = 30, KeyLength = 150)] public sealed partial class M30N150;
[AttentionKernel(2, 64, ValueDim = 24, QueryLength = 70, KeyLength = 300)] public sealed partial class M70N300;
[AttentionKernel(2, 64, QueryLength = 1, KeyLength = 300)] public sealed partial class M1N300;
[AttentionKernel(2, 24, QueryLength = 60)] public sealed partial class M60;
[AttentionKernel(4, 16, QueryLength = 49, KeyLength = 49, Combine = HeadCombine.WeightedSum)] public sealed partial class M49N49Summed;
[AttentionKernel(2, 1, QueryLength = 9, KeyLength = 1)] public sealed partial class M9N1;
[AttentionKernel(2, 24, QueryLength = 40, KeyLength = 49, WindowLeft = 60, WindowRight = 30)] public sealed partial class M40N49Windows;
[AttentionKernel(4, 16, KeyValueHeads = 2, QueryLength = 33, KeyLength = 24, Alibi = true)] public sealed partial class M33N24Alibi;
[AttentionKernel(3, 20, Score.Cosine, QueryLength = 21, KeyLength = 30, Combine = HeadCombine.WeightedSum, Unroll = 7)] public sealed partial class M21N30CosineSummed;
