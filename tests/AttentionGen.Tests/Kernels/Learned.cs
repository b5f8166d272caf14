namespace AttentionGen.Tests.Kernels.Learned;

// Dot products behind a change of queries or keys: the direct path, tiles, groups, both layouts.
[AttentionKernel(4, 20, Score.Cosine, KeyValueHeads = 2, ValueDim = 12, Mask = AttentionMask.Causal)]
public partial class CosineGrouped;

[AttentionKernel(2, 8, Score.Cosine, Scale = -3, Layout = TensorLayout.HeadMajor)]
public partial class CosineHeadMajor;

[AttentionKernel(1, 130, Score.Cosine, ValueDim = 3)]
public partial class CosineWide;

// Windows on both sides; the first skips keys of a block, so that norms begin behind its start.
[AttentionKernel(2, 16, Score.Cosine, KeyValueHeads = 1, WindowLeft = 21, WindowRight = 5)]
public partial class CosineWindow;

[AttentionKernel(3, 17, Score.Cosine, Scale = 4, WindowLeft = 40, Mask = AttentionMask.Causal, SoftCap = 3, Alibi = true, Layout = TensorLayout.HeadMajor)]
public partial class CosineCapped;

[AttentionKernel(4, 24, Score.General, KeyValueHeads = 2, ValueDim = 16, Scale = 0.25f)]
public partial class GeneralGrouped;

[AttentionKernel(3, 7, Score.General, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)]
public readonly partial struct GeneralHeadMajor;

// More columns than a block of keys.
[AttentionKernel(1, 210, Score.General, Scale = 0.07f, ValueDim = 8)]
public partial class GeneralWide;

[AttentionKernel(1, 64, Score.Additive)]
public partial class AdditiveSingle;

[AttentionKernel(4, 10, Score.Additive, KeyValueHeads = 2, ValueDim = 6, HiddenDim = 13, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor, Scale = 0.5f)]
public partial class AdditiveGrouped;

[AttentionKernel(2, 3, Score.Additive, HiddenDim = 310)]
public partial class AdditiveWide;

// The first keys of a block lie before the window of all queries, and are not loaded.
[AttentionKernel(2, 9, Score.Additive, HiddenDim = 12, Mask = AttentionMask.Causal, WindowLeft = 40)]
public partial class AdditiveWindow;

[AttentionKernel(2, 12, Score.Mlp, HiddenDims = new[] { 20 }, Activation = Activation.Relu)]
public partial class MlpRelu;

[AttentionKernel(4, 6, Score.Mlp, KeyValueHeads = 1, HiddenDims = new[] { 9, 17, 5 }, Activation = Activation.Gelu, Mask = AttentionMask.Causal)]
public partial class MlpDeep;

[AttentionKernel(1, 8, Score.Mlp, HiddenDims = new[] { 310, 30 }, Activation = Activation.Sigmoid, Scale = 2, Layout = TensorLayout.HeadMajor)]
public partial class MlpSigmoid;

[AttentionKernel(4, 10, Score.Location, KeyValueHeads = 2, ValueDim = 9, KeyLength = 37, Scale = 0.5f)]
public partial class LocationGrouped;

[AttentionKernel(2, 3, Score.Location, KeyLength = 200, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)]
public partial class LocationLong;

// Together with what changes plans: fixed keys, heads that are added up, long straight-line blocks.
// The scale makes of a matrix uniform in [-1, 1] about what such matrices are initialised with, 1 / sqrt(D): unscaled scores, the sums of 19600
// products, would be in the tens, and their roundings alone past the tolerance of an output.
[AttentionKernel(1, 140, Score.General, Scale = 0.1f, ValueDim = 8, Unroll = 140)]
public partial class GeneralUnrolled;

[AttentionKernel(4, 24, Score.General, KeyValueHeads = 2, Scale = 0.25f, Combine = HeadCombine.WeightedSum)]
public partial class GeneralSummed;

[AttentionKernel(3, 10, Score.Additive, KeyLength = 60, HiddenDim = 19, Combine = HeadCombine.WeightedSum)]
public partial class AdditiveFixedSummed;

[AttentionKernel(2, 6, Score.Mlp, KeyValueHeads = 1, HiddenDims = new[] { 9, 17 }, Combine = HeadCombine.WeightedSum, Layout = TensorLayout.HeadMajor, Unroll = 3)]
public readonly partial struct MlpSummed;

[AttentionKernel(4, 10, Score.Location, KeyValueHeads = 2, ValueDim = 9, KeyLength = 150, Combine = HeadCombine.WeightedSum, WindowLeft = 90)]
public partial class LocationSummed;
