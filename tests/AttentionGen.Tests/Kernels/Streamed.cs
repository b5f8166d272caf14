namespace AttentionGen.Tests.Kernels.Streamed;

// Token-major kernels whose caches, in decoding, are read token by token from memory: heads alone and in groups, rows with and without a rest.
[AttentionKernel(8, 128)] public sealed partial class Alone;
[AttentionKernel(16, 128, KeyValueHeads = 4, Mask = AttentionMask.Causal)] public sealed partial class Grouped;
[AttentionKernel(7, 100, ValueDim = 90, WindowLeft = 4000)] public sealed partial class Odd;
[AttentionKernel(10, 200, KeyValueHeads = 5, ValueDim = 20)] public sealed partial class Pairs;
