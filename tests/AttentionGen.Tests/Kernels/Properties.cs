namespace AttentionGen.Tests.Kernels.Properties;

// The same attention in several forms: grouped heads, every head with keys of its own, the other layout.
[AttentionKernel(6, 12, KeyValueHeads = 2, ValueDim = 7)] public sealed partial class DotGrouped;
[AttentionKernel(6, 12, ValueDim = 7)] public sealed partial class DotUngrouped;
[AttentionKernel(6, 12, KeyValueHeads = 2, ValueDim = 7, Layout = TensorLayout.HeadMajor)] public sealed partial class DotTransposed;

[AttentionKernel(4, 20, KeyValueHeads = 1, SoftCap = 1.5f, Alibi = true, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class CappedGrouped;
[AttentionKernel(4, 20, SoftCap = 1.5f, Alibi = true, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class CappedUngrouped;
[AttentionKernel(4, 20, KeyValueHeads = 1, SoftCap = 1.5f, Alibi = true, Mask = AttentionMask.Causal)] public sealed partial class CappedTransposed;

[AttentionKernel(4, 10, Score.Cosine, KeyValueHeads = 2, Scale = 4, WindowLeft = 30, WindowRight = 9)] public sealed partial class CosineGrouped;
[AttentionKernel(4, 10, Score.Cosine, Scale = 4, WindowLeft = 30, WindowRight = 9)] public sealed partial class CosineUngrouped;
[AttentionKernel(4, 10, Score.Cosine, KeyValueHeads = 2, Scale = 4, WindowLeft = 30, WindowRight = 9, Layout = TensorLayout.HeadMajor)] public sealed partial class CosineTransposed;

[AttentionKernel(4, 9, Score.General, KeyValueHeads = 2, ValueDim = 14)] public sealed partial class GeneralGrouped;
[AttentionKernel(4, 9, Score.General, ValueDim = 14)] public sealed partial class GeneralUngrouped;
[AttentionKernel(4, 9, Score.General, KeyValueHeads = 2, ValueDim = 14, Layout = TensorLayout.HeadMajor)] public sealed partial class GeneralTransposed;

[AttentionKernel(3, 8, Score.Additive, KeyValueHeads = 1, HiddenDim = 11, Mask = AttentionMask.Causal)] public sealed partial class AdditiveGrouped;
[AttentionKernel(3, 8, Score.Additive, HiddenDim = 11, Mask = AttentionMask.Causal)] public sealed partial class AdditiveUngrouped;
[AttentionKernel(3, 8, Score.Additive, KeyValueHeads = 1, HiddenDim = 11, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class AdditiveTransposed;

// With windows, and without.
[AttentionKernel(6, 12, KeyValueHeads = 2, ValueDim = 7, WindowLeft = 60, WindowRight = 45)] public sealed partial class DotWindow;
[AttentionKernel(4, 20, KeyValueHeads = 1, SoftCap = 1.5f, Alibi = true, Mask = AttentionMask.Causal, WindowLeft = 90, Layout = TensorLayout.HeadMajor)] public sealed partial class CappedWindow;
[AttentionKernel(4, 9, Score.General, KeyValueHeads = 2, ValueDim = 14, WindowLeft = 5, WindowRight = 40)] public sealed partial class GeneralWindow;
