namespace AttentionGen.Tests.Kernels.Published;

// The shapes of examples that others have published.
[AttentionKernel(1, 3, Score.Cosine)] public static partial class Cosine;
[AttentionKernel(1, 3, Score.General)] public sealed partial class General;
[AttentionKernel(1, 3, Score.Additive, HiddenDim = 2)] public sealed partial class AdditiveOfThree;
[AttentionKernel(1, 4, Score.Additive)] public sealed partial class AdditiveOfFour;
[AttentionKernel(1, 1, Score.Additive)] public sealed partial class AdditiveOfOne;
[AttentionKernel(1, 3, Score.Mlp, HiddenDims = new[] { 2 }, Activation = Activation.Relu)] public sealed partial class Linear;
[AttentionKernel(1, 4, Score.Mlp)] public sealed partial class Concatenated;
[AttentionKernel(1, 2, Score.Location, KeyLength = 4, ValueDim = 1)] public sealed partial class Location;
[AttentionKernel(1, 4, Score.Location, KeyLength = 3, ValueDim = 1)] public sealed partial class LocationOfThree;
