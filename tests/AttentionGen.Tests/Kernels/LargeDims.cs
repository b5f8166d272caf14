namespace AttentionGen.Tests.Kernels.Large;

// Dimensions of models, their neighbours, and the ends of the ranges of dimensions and heads.
[AttentionKernel(2, 48, KeyValueHeads = 1, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class D0048E0048;
[AttentionKernel(1, 63, Layout = TensorLayout.HeadMajor)] public sealed partial class D0063E0063;
[AttentionKernel(3, 64, Mask = AttentionMask.Causal)] public sealed partial class D0064E0064;
[AttentionKernel(4, 65, KeyValueHeads = 2)] public sealed partial class D0065E0065;
[AttentionKernel(2, 80, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class D0080E0080;
[AttentionKernel(2, 96, KeyValueHeads = 1, Layout = TensorLayout.HeadMajor)] public sealed partial class D0096E0096;
[AttentionKernel(1, 100, Mask = AttentionMask.Causal)] public sealed partial class D0100E0100;
[AttentionKernel(3, 127)] public sealed partial class D0127E0127;
[AttentionKernel(4, 128, KeyValueHeads = 2, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class D0128E0128;
[AttentionKernel(2, 129, Layout = TensorLayout.HeadMajor)] public sealed partial class D0129E0129;
[AttentionKernel(2, 256, KeyValueHeads = 1, Mask = AttentionMask.Causal)] public sealed partial class D0256E0256;
[AttentionKernel(1, 257)] public sealed partial class D0257E0257;
[AttentionKernel(2, 512, KeyValueHeads = 1, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class D0512E0512;
[AttentionKernel(1, 1024, Layout = TensorLayout.HeadMajor)] public sealed partial class D1024E1024;
[AttentionKernel(2, 64, ValueDim = 32, Mask = AttentionMask.Causal)] public sealed partial class D0064E0032;
[AttentionKernel(1, 1, ValueDim = 1024)] public sealed partial class D0001E1024;
[AttentionKernel(2, 1024, KeyValueHeads = 1, ValueDim = 1, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class D1024E0001;
[AttentionKernel(3, 41, ValueDim = 200, Layout = TensorLayout.HeadMajor)] public sealed partial class D0041E0200;
[AttentionKernel(4, 144, KeyValueHeads = 2, ValueDim = 47, Mask = AttentionMask.Causal)] public sealed partial class D0144E0047;
[AttentionKernel(1024, 2, KeyValueHeads = 4, ValueDim = 3, Mask = AttentionMask.Causal)] public sealed partial class H1024G0004;
[AttentionKernel(1024, 9, ValueDim = 1, Layout = TensorLayout.HeadMajor)] public sealed partial class H1024G1024;
[AttentionKernel(71, 16, KeyValueHeads = 1)] public sealed partial class H0071G0001;

// Groups of as many heads as tiles have rows, and of more.
[AttentionKernel(12, 17, KeyValueHeads = 2, ValueDim = 20)] public sealed partial class H0012G0002;
[AttentionKernel(14, 16, KeyValueHeads = 2, Layout = TensorLayout.HeadMajor)] public sealed partial class H0014G0002;
[AttentionKernel(8, 24, KeyValueHeads = 1, Mask = AttentionMask.Causal)] public sealed partial class H0008G0001;
[AttentionKernel(9, 16, KeyValueHeads = 1)] public sealed partial class H0009G0001;

// Unscaled scores grow with the root of D and reach the tens, where each rounding is an error of the tolerance's size. Partial sums keep
// D = 256 within it; at several times that, no sum of single-precision products does.
[AttentionKernel(2, 64, Score.Dot, ValueDim = 16)] public sealed partial class Dot0064;
[AttentionKernel(2, 128, Score.Dot, ValueDim = 16)] public sealed partial class Dot0128;
[AttentionKernel(2, 256, Score.Dot, ValueDim = 16)] public sealed partial class Dot0256;
