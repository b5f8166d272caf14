namespace AttentionGen.Tests.Kernels.Unrolled;

// Straight-line blocks of many sizes: one element, all, with and without a remainder, with sums in parts, and more than a method can hold.
[AttentionKernel(2, 1, Unroll = 1)] public sealed partial class D1U1;
[AttentionKernel(2, 16, Unroll = 1)] public sealed partial class D16U1;
[AttentionKernel(2, 16, Unroll = 5)] public sealed partial class D16U5;
[AttentionKernel(2, 16, Unroll = 16)] public sealed partial class D16U16;
[AttentionKernel(2, 64, Unroll = 64)] public sealed partial class D64U64;
[AttentionKernel(2, 130, Unroll = 7)] public sealed partial class D130U7;
[AttentionKernel(2, 200, Unroll = 200)] public sealed partial class D200U200;
