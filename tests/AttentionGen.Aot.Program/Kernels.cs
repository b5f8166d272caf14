namespace AttentionGen.Aot.Program;

[AttentionKernel(12, 64, Mask = AttentionMask.Causal)]
public readonly partial struct CausalAttention;

[AttentionKernel(32, 128, KeyValueHeads = 8)]
public readonly partial struct GroupedAttention;

// No length that a vector divides.
[AttentionKernel(6, 20, ValueDim = 13, KeyValueHeads = 2, SoftCap = 3, Alibi = true, WindowLeft = 40, Layout = TensorLayout.HeadMajor)]
public readonly partial struct CappedAttention;

[AttentionKernel(1, 48, Score.Additive, HiddenDim = 32)]
public sealed partial class AdditiveAttention;
