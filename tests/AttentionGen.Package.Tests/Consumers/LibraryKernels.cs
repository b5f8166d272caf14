using AttentionGen;

namespace Kernels;

/// <summary>A model with a kernel inside.</summary>
public partial class Model
{
    [AttentionKernel(2, 16, Score.Dot)]
    public readonly partial struct SelfAttention;
}
