using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using AttentionGen.CompilerServices;

namespace AttentionGen.Tests;

/// <summary>A kernel under test, whatever computes it, with the declaration that says what it is to compute.</summary>
public abstract class Kernel
{
    private Kernel(string name, AttentionKernelAttribute declaration)
    {
        Name = name;
        Declaration = declaration;
    }

    public string Name { get; }

    public AttentionKernelAttribute Declaration { get; }

    public int Heads => Declaration.Heads;

    public int KeyValueHeads => Declaration.KeyValueHeads;

    public int Dim => Declaration.Dim;

    public int ValueDim => Declaration.ValueDim;

    public bool Causal => Declaration.Mask == AttentionMask.Causal;

    /// <summary>Elements of the queries of one token.</summary>
    public int QueryStep => Heads * Dim;

    /// <summary>Elements of the keys of one token.</summary>
    public int KeyStep => KeyValueHeads * Dim;

    /// <summary>Elements of the values of one token.</summary>
    public int ValueStep => KeyValueHeads * ValueDim;

    /// <summary>Elements of the output of one token.</summary>
    public int OutputStep => Heads * ValueDim;

    public abstract AttentionKernelInfo Info { get; }

    /// <summary>What the score has learned.</summary>
    public virtual KernelParameters Parameters { get; } = new();

    /// <summary>What the generator wrote for a type.</summary>
    public static Kernel Of<TKernel>()
        where TKernel : IAttentionKernel => new Generated<TKernel>();

    /// <summary>The same for a type that is known by name; compiled natively, by the methods that it has to implement the interface.</summary>
    public static Kernel Of(Type type) => RuntimeFeature.IsDynamicCodeSupported
        ? (Kernel)Activator.CreateInstance(typeof(Generated<>).MakeGenericType(type))!
        : new Learned(type.Name, Declared(type), Member<Func<AttentionKernelInfo>>(type, "get_Info")(), new(), Member<KernelForward>(type, "Forward"));

    /// <summary>The driver over chosen tile operations, on any machine.</summary>
    public static Kernel Of<TShape, TTiles>()
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations => new Tiled<TShape, TTiles>();

    /// <summary>A kernel with parameters, by what it calls.</summary>
    public static Kernel Of(
        string name, AttentionKernelAttribute declaration, AttentionKernelInfo info, KernelParameters parameters, KernelForward forward) =>
        new Learned(name, declaration, info, parameters, forward);

    public abstract void Forward(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output, in AttentionOptions options);

    public abstract void Forward(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output);

    public override string ToString() => Name;

    private static AttentionKernelAttribute Declared(Type type) => type.GetCustomAttribute<AttentionKernelAttribute>()!;

    private static TDelegate Member<TDelegate>(Type type, string name)
        where TDelegate : Delegate => type.GetMethods(BindingFlags.Public | BindingFlags.Static)
            .Where(method => method.Name == name && ParameterTypes(method).SequenceEqual(ParameterTypes(typeof(TDelegate).GetMethod("Invoke")!)))
            .Single().CreateDelegate<TDelegate>();

    private static IEnumerable<Type> ParameterTypes(MethodInfo method) => method.GetParameters().Select(static parameter => parameter.ParameterType);

    private sealed class Generated<TKernel>() : Kernel(typeof(TKernel).Name, Declared(typeof(TKernel)))
        where TKernel : IAttentionKernel
    {
        public override AttentionKernelInfo Info => TKernel.Info;

        public override void Forward(
            ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output, in AttentionOptions options) =>
            TKernel.Forward(queries, keys, values, output, options);

        public override void Forward(
            ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output) =>
            TKernel.Forward(queries, keys, values, output);
    }

    private sealed class Learned(
        string name, AttentionKernelAttribute declaration, AttentionKernelInfo info, KernelParameters parameters, KernelForward forward)
        : Kernel(name, declaration)
    {
        public override AttentionKernelInfo Info => info;

        public override KernelParameters Parameters => parameters;

        public override void Forward(
            ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output, in AttentionOptions options) =>
            forward(queries, keys, values, output, options);

        public override void Forward(
            ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output) =>
            forward(queries, keys, values, output, default);
    }

    private sealed class Tiled<TShape, TTiles>() : Kernel($"{typeof(TShape).Name} on {TTiles.Path}", Declare())
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        public override AttentionKernelInfo Info { get; } = AttentionKernelInfo.Describe<TShape, TTiles>();

        public override void Forward(
            ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output, in AttentionOptions options) =>
            AttentionDriver<TShape, TTiles>.Forward(queries, keys, values, output, options);

        public override void Forward(
            ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output) =>
            Forward(queries, keys, values, output, default);

        private static AttentionKernelAttribute Declare() => new(TShape.Heads, TShape.Dim)
        {
            KeyValueHeads = TShape.KeyValueHeads,
            ValueDim = TShape.ValueDim,
            Scale = TShape.Scale,
            Mask = TShape.Causal ? AttentionMask.Causal : AttentionMask.None,
            Layout = TShape.Layout,
            SoftCap = TShape.SoftCap,
            WindowLeft = TShape.WindowLeft,
            WindowRight = TShape.WindowRight,
            Alibi = TShape.Alibi,
            Combine = TShape.Combine,
        };
    }
}
