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

    public Score Score => _attribute.Score;

    /// <summary>The elements of the one hidden layer, 0 where the score has none.</summary>
    public int HiddenDim => Score switch { Score.Additive => _attribute.HiddenDim, Score.Mlp => _attribute.HiddenDims[0], _ => 0 };

    /// <summary>The kernel as declared, for a computation that is told what to compute.</summary>
    public AttentionKernelAttribute Declaration => _attribute;

    public abstract AttentionKernelInfo Info { get; }

    public static KernelType Of<TKernel>()
        where TKernel : struct, IAttentionKernel => new Typed<TKernel>();

    /// <summary>A kernel whose score has learned something: how one is made of parameters and then called.</summary>
    public static KernelType Of<TKernel>(AttentionKernelInfo info, Func<LearnedParameters, KernelCall> create)
        where TKernel : struct => new Learned<TKernel>(info, create);

    public abstract Contender Create(AttentionCase subject, CaseData data, int threads, string variant);

    private sealed class Typed<TKernel>() : KernelType(typeof(TKernel))
        where TKernel : struct, IAttentionKernel
    {
        public override AttentionKernelInfo Info => TKernel.Info;

        public override Contender Create(AttentionCase subject, CaseData data, int threads, string variant) =>
            new KernelContender<TKernel>(subject, data, threads, variant);
    }

    private sealed class Learned<TKernel>(AttentionKernelInfo info, Func<LearnedParameters, KernelCall> create) : KernelType(typeof(TKernel))
        where TKernel : struct
    {
        public override AttentionKernelInfo Info => info;

        public override Contender Create(AttentionCase subject, CaseData data, int threads, string variant) =>
            new LearnedKernelContender(subject, data, create(data.Parameters), threads, variant);
    }
}
