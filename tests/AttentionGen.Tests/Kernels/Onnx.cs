namespace AttentionGen.Tests.Kernels.Onnx;

// The shapes of the conformance cases; a case finds its kernel by the declaration, whatever the name.
[AttentionKernel(2, 8, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorOf2Causal;
[AttentionKernel(3, 4)] public sealed partial class TokenMajorOf4;
[AttentionKernel(3, 8)] public sealed partial class TokenMajor;
[AttentionKernel(3, 8, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajor;
[AttentionKernel(3, 8, Mask = AttentionMask.Causal)] public sealed partial class TokenMajorCausal;
[AttentionKernel(3, 8, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorCausal;
[AttentionKernel(3, 8, Scale = 0.01f)] public sealed partial class TokenMajorScaled;
[AttentionKernel(3, 8, Scale = 0.01f, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorScaled;
[AttentionKernel(3, 8, ValueDim = 10)] public sealed partial class TokenMajorValueSize;
[AttentionKernel(3, 8, ValueDim = 10, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorValueSize;
[AttentionKernel(3, 8, ValueDim = 10, Mask = AttentionMask.Causal)] public sealed partial class TokenMajorValueSizeCausal;
[AttentionKernel(3, 8, ValueDim = 10, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorValueSizeCausal;
[AttentionKernel(3, 8, ValueDim = 10, Scale = 0.01f)] public sealed partial class TokenMajorValueSizeScaled;
[AttentionKernel(3, 8, ValueDim = 10, Scale = 0.01f, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorValueSizeScaled;
[AttentionKernel(4, 8, KeyValueHeads = 2, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorOf4Grouped2Causal;
[AttentionKernel(9, 8, KeyValueHeads = 3)] public sealed partial class TokenMajorGrouped;
[AttentionKernel(9, 8, KeyValueHeads = 3, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorGrouped;
[AttentionKernel(9, 8, KeyValueHeads = 3, Mask = AttentionMask.Causal)] public sealed partial class TokenMajorGroupedCausal;
[AttentionKernel(9, 8, KeyValueHeads = 3, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorGroupedCausal;
[AttentionKernel(9, 8, KeyValueHeads = 3, Scale = 0.01f)] public sealed partial class TokenMajorGroupedScaled;
[AttentionKernel(9, 8, KeyValueHeads = 3, Scale = 0.01f, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorGroupedScaled;
