namespace AttentionGen.Tests.Kernels.Options;

// Each option of the attribute that changes scores or visibility, some together.
[AttentionKernel(4, 16, KeyValueHeads = 2)] public sealed partial class Plain;
[AttentionKernel(4, 16, KeyValueHeads = 2, WindowLeft = 20, WindowRight = 7)] public sealed partial class Windows;
[AttentionKernel(2, 24, ValueDim = 9, WindowLeft = 37, WindowRight = 5, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class CausalWindow;
[AttentionKernel(1, 8, WindowRight = 3)] public sealed partial class RightWindow;
[AttentionKernel(3, 7, WindowLeft = 0)] public sealed partial class LeftWindow;
[AttentionKernel(3, 16, SoftCap = 0.5f, Mask = AttentionMask.Causal)] public sealed partial class Capped;
[AttentionKernel(6, 12, KeyValueHeads = 3, Alibi = true, Layout = TensorLayout.HeadMajor)] public sealed partial class Alibi;
[AttentionKernel(16, 16, KeyValueHeads = 2)] public sealed partial class Eights;
[AttentionKernel(7, 24, KeyValueHeads = 1, ValueDim = 17, WindowLeft = 37, SoftCap = 3, Layout = TensorLayout.HeadMajor)] public sealed partial class Sevens;
[AttentionKernel(5, 20, Score.Dot, ValueDim = 17, Scale = -0.3f, Mask = AttentionMask.Causal, WindowLeft = 50, SoftCap = 2, Alibi = true)] public sealed partial class All;
