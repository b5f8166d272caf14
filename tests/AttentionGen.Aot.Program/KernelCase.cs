using System;
using System.Collections.Generic;
using System.Reflection;

namespace AttentionGen.Aot.Program;

/// <summary>A kernel and a call of it.</summary>
internal sealed class KernelCase
{
    private readonly AttentionKernelAttribute _kernel;
    private readonly ForwardCall _forward;
    private readonly float[] _queries, _keys, _values, _output;
    private readonly Additive? _additive;

    private KernelCase(string name, Type type, int queries, int keys, ForwardCall? forward, string path)
    {
        _kernel = type.GetCustomAttribute<AttentionKernelAttribute>()!;
        Name = name;
        Path = path;
        var random = new Random(20260101);
        _queries = Filled(random, queries * _kernel.Heads * _kernel.Dim);
        _keys = Filled(random, keys * _kernel.KeyValueHeads * _kernel.Dim);
        _values = Filled(random, keys * _kernel.KeyValueHeads * _kernel.ValueDim);
        _output = new float[queries * _kernel.Heads * _kernel.ValueDim];
        if (forward is null)
        {
            _additive = new Additive(_kernel, random);
            forward = new AdditiveAttention(_additive.QueryWeight, _additive.KeyWeight, _additive.Bias, _additive.ScoreWeight).Forward;
        }

        _forward = forward;
    }

    public delegate void ForwardCall(ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output);

    public string Name { get; }

    /// <summary>The path that the kernel takes here.</summary>
    public string Path { get; }

    /// <summary>The smallest of them, for the time that a start takes.</summary>
    public static KernelCase First => Of<CappedAttention>("6 heads of 20, all options, 50 queries, 70 keys", 50, 70);

    public static IEnumerable<KernelCase> All =>
    [
        First,
        Of<CausalAttention>("12 heads of 64, causal, 128 queries, 128 keys", 128, 128),
        Of<GroupedAttention>("32 heads of 128 in groups of 4, 1 query, 1024 keys", 1, 1024),
        new("additive, 48 elements, 32 hidden, 64 queries, 64 keys", typeof(AdditiveAttention), 64, 64, null, AdditiveAttention.Info.Path),
    ];

    public void Run() => _forward(_queries, _keys, _values, _output);

    /// <summary>Runs it. The largest distance from double precision, as a part of what is allowed.</summary>
    public double Error()
    {
        Run();
        AttentionParameters parameters = _additive is null ? default : new AttentionParameters
        {
            QueryWeight = _additive.QueryWeight,
            KeyWeight = _additive.KeyWeight,
            Bias = _additive.Bias,
            ScoreWeight = _additive.ScoreWeight,
        };
        double[] expected = AttentionReference.Compute(_kernel, _queries, _keys, _values, default, parameters).Output;
        double largest = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            // NaN fails: it must not be lost in the maximum.
            double error = Math.Abs(_output[i] - expected[i]) / (2e-6 + (2e-6 * Math.Abs(expected[i])));
            largest = error <= largest ? largest : error;
        }

        return largest;
    }

    private static KernelCase Of<TKernel>(string name, int queries, int keys)
        where TKernel : struct, IAttentionKernel =>
        new(name, typeof(TKernel), queries, keys, static (q, k, v, output) => TKernel.Forward(q, k, v, output), TKernel.Info.Path);

    private static float[] Filled(Random random, int length)
    {
        var data = new float[length];
        for (int i = 0; i < length; i++)
        {
            data[i] = (2 * random.NextSingle()) - 1;
        }

        return data;
    }

    private sealed class Additive(AttentionKernelAttribute kernel, Random random)
    {
        public float[] QueryWeight { get; } = Filled(random, kernel.Heads * kernel.HiddenDim * kernel.Dim);

        public float[] KeyWeight { get; } = Filled(random, kernel.Heads * kernel.HiddenDim * kernel.Dim);

        public float[] Bias { get; } = Filled(random, kernel.Heads * kernel.HiddenDim);

        public float[] ScoreWeight { get; } = Filled(random, kernel.Heads * kernel.HiddenDim);
    }
}
