using System;
using System.Collections.Generic;
using System.Linq;
using System.Numerics.Tensors;
using System.Reflection;
using AttentionGen.Generator.Tests.Infrastructure;
using AttentionGen.Tests;
using Xunit;

namespace AttentionGen.Generator.Tests.Execution;

/// <summary>The overloads over tensors: what shapes they take, and that they compute what the spans do.</summary>
public sealed class TensorTests
{
    private static readonly ProjectOptions Project = new() { Tensors = true };

    private static readonly Dictionary<string, MethodInfo> Loaded = [];

    // A kernel of 3 heads, groups of 3, keys of 4 and values of 5 elements; in all calls B = 2, m = 2, n = 3 unless it is said otherwise.
    private const string TokenMajor = "3, 4, KeyValueHeads = 1, ValueDim = 5";
    private const string HeadMajor = "3, 4, KeyValueHeads = 1, ValueDim = 5, Layout = TensorLayout.HeadMajor";
    private const string Summed = "3, 4, KeyValueHeads = 1, ValueDim = 5, Combine = HeadCombine.WeightedSum";

    [Theory]
    [InlineData(TokenMajor, 2, "2,2,3,4", "2,3,1,4", "2,3,1,5", "2,2,3,5")]
    [InlineData(TokenMajor, 2, "2,2,12", "2,3,4", "2,3,5", "2,2,15")]
    [InlineData(TokenMajor, 2, "2,2,12", "2,3,1,4", "2,3,5", "2,2,3,5")]
    [InlineData(TokenMajor, 1, "2,3,4", "3,1,4", "3,1,5", "2,3,5")]
    [InlineData(TokenMajor, 1, "2,12", "3,4", "3,5", "2,15")]
    [InlineData(TokenMajor, 1, "2,12", "1,3,4", "3,1,5", "1,2,15")]
    [InlineData(TokenMajor, 1, "2,12", "0,4", "0,5", "2,15")]
    [InlineData(TokenMajor, 1, "0,12", "3,4", "3,5", "0,15")]
    [InlineData(HeadMajor, 2, "2,3,2,4", "2,1,3,4", "2,1,3,5", "2,3,2,5")]
    [InlineData(HeadMajor, 1, "3,2,4", "3,4", "1,3,5", "3,2,5")]
    [InlineData(Summed, 2, "2,2,3,4", "2,3,1,4", "2,3,1,5", "2,2,5")]
    [InlineData(Summed, 1, "2,3,4", "3,4", "3,1,5", "2,5")]
    public void TheSameBitsAsSpans(string kernel, int batch, string queries, string keys, string values, string output)
    {
        Tensor<float> q = Random(queries, 1), k = Random(keys, 2), v = Random(values, 3);
        float[] expected = new float[Flat(Random(output, 4)).Length];
        Spans(kernel).Invoke(null, [Flat(q), Flat(k), Flat(v), expected, batch]);
        foreach (bool withOptions in new[] { false, true })
        {
            Tensor<float> o = Random(output, 4);
            Call(kernel, q, k, v, o, withOptions ? batch : 0, withOptions);
            Assert.Equal(expected, Flat(o));
        }
    }

    [Theory]
    [InlineData("queries", TokenMajor, "2,2,3,5", "2,3,1,4", "2,3,1,5", "2,2,3,5")]
    [InlineData("queries", TokenMajor, "2,2,13", "2,3,4", "2,3,5", "2,2,15")]
    [InlineData("queries", TokenMajor, "24", "3,4", "3,5", "2,15")]
    [InlineData("queries", TokenMajor, "1,1,2,3,4", "3,4", "3,5", "2,15")]
    [InlineData("queries", TokenMajor, "0,2,3,4", "0,3,1,4", "0,3,1,5", "0,2,3,5")]
    [InlineData("keys", TokenMajor, "2,2,3,4", "1,3,1,4", "1,3,1,5", "2,2,3,5")]
    [InlineData("keys", TokenMajor, "2,2,12", "3,1,4", "2,3,5", "2,2,15")]
    [InlineData("keys", TokenMajor, "2,3,4", "3,12", "3,5", "2,15")]
    [InlineData("values", TokenMajor, "2,3,4", "3,4", "4,5", "2,15")]
    [InlineData("values", TokenMajor, "2,3,4", "3,4", "3,4", "2,15")]
    [InlineData("output", TokenMajor, "2,3,4", "3,4", "3,5", "3,15")]
    [InlineData("output", TokenMajor, "2,3,4", "3,4", "3,5", "2,3,4")]
    [InlineData("output", TokenMajor, "2,2,3,4", "2,3,1,4", "2,3,1,5", "1,2,3,5")]
    [InlineData("queries", HeadMajor, "2,2,3,4", "2,1,3,4", "2,1,3,5", "2,3,2,5")]
    [InlineData("queries", HeadMajor, "6,4", "3,4", "3,5", "3,2,5")]
    [InlineData("output", HeadMajor, "3,2,4", "3,4", "3,5", "2,3,5")]
    [InlineData("output", Summed, "2,3,4", "3,4", "3,5", "2,3,5")]
    public void WhatDoesNotFitIsNamed(string parameter, string kernel, string queries, string keys, string values, string output)
    {
        Tensor<float> o = Random(output, 4);
        float[] before = Flat(o);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Call(kernel, Random(queries, 1), Random(keys, 2), Random(values, 3), o, 0, true));
        Assert.Equal(parameter, error.ParamName);
        Assert.Equal(before, Flat(o));
    }

    [Fact]
    public void TheBatchOfTheOptionsMustBeThatOfTheTensors() => Assert.Equal("options", Assert.Throws<ArgumentException>(
        static () => Call(TokenMajor, Random("2,2,3,4", 1), Random("2,3,1,4", 2), Random("2,3,1,5", 3), Random("2,2,3,5", 4), 1, true)).ParamName);

    [Fact]
    public void StridedTensorsAreNamedAndNotCopied()
    {
        Tensor<float> wide = Random("2,24", 1);
        Tensor<float> slice = wide.Slice([0..2, 0..12]);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Call(TokenMajor, slice, Random("3,4", 2), Random("3,5", 3), Random("2,15", 4), 0, false));
        Assert.Equal("queries", error.ParamName);
        Assert.Contains("CopyTo", error.Message, StringComparison.Ordinal);

        // A slice that leaves no gap is dense, wherever it starts.
        Tensor<float> o = Random("2,15", 4), same = Random("2,15", 4);
        Tensor<float> rows = Random("4,12", 5);
        Call(TokenMajor, rows.Slice([1..3, 0..12]), Random("3,4", 2), Random("3,5", 3), o, 0, false);
        Call(TokenMajor, Tensor.Create(Flat(rows)[12..36], [2, 12]), Random("3,4", 2), Random("3,5", 3), same, 0, false);
        Assert.Equal(Flat(same), Flat(o));
    }

    [Fact]
    public void PermutedTensorsAreNamed()
    {
        float[] data = Flat(Random("2,12", 1));
        Tensor<float> columns = Tensor.Create(data, [2, 12], [1, 2]);
        Assert.Equal("queries", Assert.Throws<ArgumentException>(
            () => Call(TokenMajor, columns, Random("3,4", 2), Random("3,5", 3), Random("2,15", 4), 0, false)).ParamName);
    }

    /// <summary>The overloads of a kernel with parameters are instance methods too, and where there are no keys they take none.</summary>
    [Theory]
    [InlineData("partial class", "2, 4, Score.Additive", "keys", "new float[32], new float[32], new float[8], new float[8]")]
    [InlineData("readonly partial struct", "2, 4, Score.Location, KeyLength = 3", "", "new float[24], new float[6]")]
    public void LearnedKernels(string declaration, string kernel, string keys, string parameters)
    {
        GeneratorRun run = GeneratorRun.Of(Project, $$"""
            using AttentionGen;
            using System;
            using System.Numerics.Tensors;

            [AttentionKernel({{kernel}})]
            public {{declaration}} K;

            public static class User
            {
                public static void Run(Tensor<float> queries, Tensor<float> keys, Tensor<float> values, Tensor<float> output, float[] expected)
                {
                    var kernel = new K({{parameters}});
                    float[] q = new float[16], keysFlat = new float[24], v = new float[24];
                    queries.FlattenTo(q);
                    keys.FlattenTo(keysFlat);
                    values.FlattenTo(v);
                    kernel.Forward(q, {{(keys.Length > 0 ? "keysFlat, " : "")}}v, expected);
                    kernel.Forward(queries, {{(keys.Length > 0 ? "keys, " : "")}}values, output);
                    kernel.Forward(queries, {{(keys.Length > 0 ? "keys, " : "")}}values, output, new AttentionOptions { Batch = 1 });
                }
            }
            """);
        run.CheckCompiles();
        var forward = LoadedKernels.Load(run).GetType("User")!.GetMethod("Run")!
            .CreateDelegate<Action<Tensor<float>, Tensor<float>, Tensor<float>, Tensor<float>, float[]>>();
        Tensor<float> output = Random("1,2,2,4", 4);
        float[] expected = new float[16];
        forward(Random("1,2,2,4", 1), Random("1,3,2,4", 2), Random("1,3,2,4", 3), output, expected);
        Assert.Contains(expected, static x => x != 0);
        Assert.Equal(expected, Flat(output));

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => forward(Random("1,2,2,4", 1), Random("1,3,2,4", 2), Random("1,2,3,4", 3), output, expected));
        Assert.Equal("values", error.ParamName);
    }

    [Theory]
    [InlineData(TokenMajor, "2,2,3,4", "2,3,1,4", "2,3,1,5", "2,2,3,5")]
    [InlineData(TokenMajor, "2,12", "3,4", "3,5", "2,15")]
    [InlineData(HeadMajor, "2,3,20,4", "2,1,30,4", "2,1,30,5", "2,3,20,5")]
    public void NothingIsAllocated(string kernel, string queries, string keys, string values, string output)
    {
        Tensor<float> q = Random(queries, 1), k = Random(keys, 2), v = Random(values, 3), o = Random(output, 4);
        var call = Load(kernel).CreateDelegate<Action<Tensor<float>, Tensor<float>, Tensor<float>, Tensor<float>, int, bool>>();
        Allocations.None(() =>
        {
            call(q, k, v, o, 0, true);
            call(q, k, v, o, 0, false);
        });
    }

    private static void Call(
        string kernel, Tensor<float> queries, Tensor<float> keys, Tensor<float> values, Tensor<float> output, int batch, bool withOptions) =>
        Load(kernel).CreateDelegate<Action<Tensor<float>, Tensor<float>, Tensor<float>, Tensor<float>, int, bool>>()(
            queries, keys, values, output, batch, withOptions);

    private static MethodInfo Spans(string kernel) => Load(kernel).DeclaringType!.GetMethod("Spans")!;

    private static MethodInfo Load(string kernel)
    {
        lock (Loaded)
        {
            if (!Loaded.TryGetValue(kernel, out MethodInfo? run))
            {
                run = LoadedKernels.Load(GeneratorRun.Of(Project, $$"""
                    using AttentionGen;
                    using System.Numerics.Tensors;

                    [AttentionKernel({{kernel}})]
                    public static partial class K;

                    public static class User
                    {
                        public static void Tensors(Tensor<float> q, Tensor<float> k, Tensor<float> v, Tensor<float> o, int batch, bool withOptions)
                        {
                            if (withOptions)
                            {
                                K.Forward(q, k, v, o, new AttentionOptions { Batch = batch });
                            }
                            else
                            {
                                K.Forward(q, k, v, o);
                            }
                        }

                        public static void Spans(float[] q, float[] k, float[] v, float[] o, int batch) =>
                            K.Forward(q, k, v, o, new AttentionOptions { Batch = batch });
                    }
                    """)).GetType("User")!.GetMethod("Tensors")!;
                Loaded.Add(kernel, run);
            }

            return run;
        }
    }

    private static Tensor<float> Random(string shape, int seed)
    {
        var random = new Random(seed);
        nint[] lengths = [.. shape.Split(',').Select(nint.Parse)];
        return Tensor.Create([.. Enumerable.Range(0, (int)lengths.Aggregate(static (a, b) => a * b)).Select(_ => (2 * random.NextSingle()) - 1)], lengths);
    }

    private static float[] Flat(Tensor<float> tensor)
    {
        var flat = new float[tensor.FlattenedLength];
        tensor.FlattenTo(flat);
        return flat;
    }
}
