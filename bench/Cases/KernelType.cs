using System;
using System.Reflection;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Cases;

/// <summary>A generated kernel as a value, so that a case can name it; the shape is the kernel's own.</summary>
internal abstract class KernelType(Type type)
{
    private readonly AttentionKernelAttribute _attribute = type.GetCustomAttribute<AttentionKernelAttribute>()
        ?? throw new ArgumentException($"{type.Name} is not an attention kernel", nameof(type));

    public int Heads => _attribute.Heads;

    public int KeyValueHeads => _attribute.KeyValueHeads;

    public int Dim => _attribute.Dim;

    public int ValueDim => _attribute.ValueDim;

    public bool Causal => _attribute.Mask == AttentionMask.Causal;

    public TensorLayout Layout => _attribute.Layout;

    public abstract AttentionKernelInfo Info { get; }

    public static KernelType Of<TKernel>()
        where TKernel : struct, IAttentionKernel => new Typed<TKernel>();

    public abstract Contender Create(AttentionCase subject, CaseData data, int threads, string variant);

    private sealed class Typed<TKernel>() : KernelType(typeof(TKernel))
        where TKernel : struct, IAttentionKernel
    {
        public override AttentionKernelInfo Info => TKernel.Info;

        public override Contender Create(AttentionCase subject, CaseData data, int threads, string variant) =>
            new KernelContender<TKernel>(subject, data, threads, variant);
    }
}
