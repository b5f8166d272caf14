namespace AttentionGen.Bench.Cases;

// The kernels under test. Structs, not classes: a generic method over a struct is compiled for that struct alone, so that
// the benchmark's own indirection costs nothing inside the timed call.

[AttentionKernel(12, 32)]
internal partial struct H12D32;

[AttentionKernel(12, 32, QueryLength = 49, KeyLength = 49)]
internal partial struct WindowH12D32;

[AttentionKernel(12, 64)]
internal partial struct H12D64;

[AttentionKernel(12, 64, Mask = AttentionMask.Causal)]
internal partial struct CausalH12D64;

[AttentionKernel(32, 128)]
internal partial struct H32D128;

[AttentionKernel(32, 128, Layout = TensorLayout.HeadMajor)]
internal partial struct H32D128HeadMajor;

[AttentionKernel(8, 64)]
internal partial struct H8D64;

[AttentionKernel(32, 128, KeyValueHeads = 8)]
internal partial struct G8H32D128;

[AttentionKernel(32, 128, KeyValueHeads = 8, Layout = TensorLayout.HeadMajor)]
internal partial struct G8H32D128HeadMajor;

[AttentionKernel(64, 128, KeyValueHeads = 8)]
internal partial struct G8H64D128;

[AttentionKernel(1, 2)]
internal partial struct H1D2;

[AttentionKernel(4, 80)]
internal partial struct H4D80;

[AttentionKernel(6, 100)]
internal partial struct H6D100;

// Learned scores: instances, as they hold their parameters.
[AttentionKernel(1, 64, Score.Additive)]
internal readonly partial struct AdditiveH1D64;

[AttentionKernel(1, 64, Score.Mlp, Activation = Activation.Relu)]
internal readonly partial struct MlpH1D64;
