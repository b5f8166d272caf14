namespace AttentionGen.CodeGeneration.Program;

// Shapes of the sample and the benchmark, and the corners of the plans: fully unrolled or not, rows of one tile or several, a rest of
// each kind. Structs, so that they can be type arguments. Operations of a few instructions would be inlined into their callers, where no
// test looks for them.

[AttentionKernel(12, 64)]
public partial struct H12D64;

[AttentionKernel(12, 32)]
public partial struct H12D32;

[AttentionKernel(12, 64, Mask = AttentionMask.Causal)]
public partial struct CausalH12D64;

[AttentionKernel(32, 128, KeyValueHeads = 8)]
public partial struct G8H32D128;

[AttentionKernel(16, 64, KeyValueHeads = 2)]
public partial struct G2H16D64;

[AttentionKernel(64, 128, KeyValueHeads = 8)]
public partial struct G8H64D128;

[AttentionKernel(14, 440, KeyValueHeads = 2, ValueDim = 40)]
public partial struct G2H14D440E40;

[AttentionKernel(32, 128, Layout = TensorLayout.HeadMajor)]
public partial struct H32D128HeadMajor;

[AttentionKernel(4, 80)]
public partial struct H4D80;

[AttentionKernel(6, 100)]
public partial struct H6D100;

[AttentionKernel(4, 40, ValueDim = 72)]
public partial struct H4D40E72;

[AttentionKernel(2, 96, KeyValueHeads = 1, ValueDim = 16, Mask = AttentionMask.Causal)]
public partial struct CausalG1H2D96E16;

[AttentionKernel(4, 16, ValueDim = 24)]
public partial struct H4D16E24;

[AttentionKernel(1, 2, Score.Dot)]
public partial struct H1D2;

// Scores with a hidden layer, with each activation that computes something, and with several. The layers' sizes: one sum, and several.
[AttentionKernel(1, 12, Score.Additive, HiddenDim = 64)]
public readonly partial struct AdditiveD12A64;

[AttentionKernel(2, 8, Score.Additive, HiddenDim = 13)]
public readonly partial struct AdditiveH2D8A13;

[AttentionKernel(1, 12, Score.Mlp, HiddenDims = new[] { 40 }, Activation = Activation.Gelu)]
public readonly partial struct GeluD12A40;

[AttentionKernel(1, 12, Score.Mlp, HiddenDims = new[] { 40 }, Activation = Activation.Sigmoid)]
public readonly partial struct SigmoidD12A40;

[AttentionKernel(1, 12, Score.Mlp, HiddenDims = new[] { 40 }, Activation = Activation.Relu)]
public readonly partial struct ReluD12A40;

[AttentionKernel(1, 12, Score.Mlp, HiddenDims = new[] { 40, 32 })]
public readonly partial struct TanhD12A40A32;

[AttentionKernel(1, 12, Score.Mlp, HiddenDims = new[] { 16, 32 }, Activation = Activation.Gelu)]
public readonly partial struct GeluD12A16A32;
