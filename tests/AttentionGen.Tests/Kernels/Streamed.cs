namespace AttentionGen.Tests.Kernels.Streamed;

// Kernels whose caches, in decoding, are read in the order of memory: heads alone and in groups, of even and odd numbers, rows with and without
// a rest, in both layouts.
[AttentionKernel(8, 128)] public sealed partial class Alone;
[AttentionKernel(16, 128, KeyValueHeads = 4, Mask = AttentionMask.Causal)] public sealed partial class Grouped;
[AttentionKernel(16, 128, KeyValueHeads = 2)] public sealed partial class SharedByEight;
[AttentionKernel(24, 64, KeyValueHeads = 4)] public sealed partial class SharedBySix;
[AttentionKernel(14, 40, KeyValueHeads = 2, WindowLeft = 900)] public sealed partial class SharedBySeven;
[AttentionKernel(7, 100, ValueDim = 90, WindowLeft = 900)] public sealed partial class Odd;
[AttentionKernel(10, 200, KeyValueHeads = 5, ValueDim = 20)] public sealed partial class Pairs;
[AttentionKernel(2, 8, ValueDim = 24)] public sealed partial class Two;
[AttentionKernel(3, 16, Score.Cosine)] public sealed partial class Cosine;
[AttentionKernel(6, 24, KeyValueHeads = 2, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorGrouped;
[AttentionKernel(3, 75, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorOdd;
[AttentionKernel(4, 32, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorFour;
[AttentionKernel(8, 40, KeyValueHeads = 4, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorPairs;
[AttentionKernel(4, 16, Score.Cosine, WindowLeft = 2300, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorCosine;
[AttentionKernel(16, 48, KeyValueHeads = 2, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorSharedByEight;

// Groups of four heads and more, and so many or so long ones that their scores lie token by token; of four only where there are 16 registers.
[AttentionKernel(10, 620, KeyValueHeads = 2, ValueDim = 20)] public sealed partial class CrowdedByFive;
[AttentionKernel(12, 24, KeyValueHeads = 2, ValueDim = 520, SoftCap = 2, Alibi = true)] public sealed partial class CrowdedBySix;
[AttentionKernel(14, 440, KeyValueHeads = 2, ValueDim = 17, WindowLeft = 900)] public sealed partial class CrowdedBySeven;
[AttentionKernel(32, 192, KeyValueHeads = 4, Mask = AttentionMask.Causal)] public sealed partial class CrowdedByEight;
[AttentionKernel(12, 520, Score.Cosine, KeyValueHeads = 2, ValueDim = 16)] public sealed partial class CrowdedCosine;
[AttentionKernel(8, 390, KeyValueHeads = 2, ValueDim = 24, Mask = AttentionMask.Causal)] public sealed partial class CrowdedByFour;
[AttentionKernel(16, 30, KeyValueHeads = 4, ValueDim = 200, WindowLeft = 900, SoftCap = 2)] public sealed partial class CrowdedContextsOfFour;
[AttentionKernel(8, 770, KeyValueHeads = 1, ValueDim = 40, Layout = TensorLayout.HeadMajor)] public sealed partial class HeadMajorCrowded;
