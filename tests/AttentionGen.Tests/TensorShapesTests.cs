using System;
using System.Linq;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Which shapes of tensors kernels take, and what the others are told. Nothing is allocated: shapes may be as large as they like.</summary>
public sealed class TensorShapesTests
{
    [Fact]
    public void TokenMajor()
    {
        // H = 4, G = 2, D = 8, E = 4.
        Assert.Equal(3, Check<ShapeH4G2D8E4>([3, 5, 4, 8], [3, 7, 2, 8], [3, 7, 2, 4], [3, 5, 4, 4]));
        Assert.Equal(3, Check<ShapeH4G2D8E4>([3, 5, 32], [3, 7, 16], [3, 7, 8], [3, 5, 16]));
        Assert.Equal(1, Check<ShapeH4G2D8E4>([5, 4, 8], [7, 2, 8], [7, 2, 4], [5, 4, 4]));
        Assert.Equal(1, Check<ShapeH4G2D8E4>([5, 32], [7, 16], [7, 8], [5, 16]));

        // Each rank by itself, where the queries' is another one.
        Assert.Equal(1, Check<ShapeH4G2D8E4>([5, 32], [1, 7, 16], [7, 2, 4], [1, 5, 4, 4]));
        Assert.Equal(1, Check<ShapeH4G2D8E4>([1, 5, 4, 8], [7, 2, 8], [1, 7, 8], [5, 16]));
    }

    [Fact]
    public void HeadMajor()
    {
        // H = G = 3, D = 4, E = 8.
        Assert.Equal(2, Check<ShapeH3G3D4E8>([2, 3, 5, 4], [2, 3, 7, 4], [2, 3, 7, 8], [2, 3, 5, 8]));
        Assert.Equal(1, Check<ShapeH3G3D4E8>([3, 5, 4], [3, 7, 4], [3, 7, 8], [3, 5, 8]));

        // H = 2, G = 1, D = 3, E = 5.
        Assert.Equal(1, Check<ShapeH2G1D3E5>([2, 5, 3], [7, 3], [1, 7, 5], [1, 2, 5, 5]));
    }

    [Fact]
    public void WithoutKeys()
    {
        Assert.Equal(3, CheckKeyless<ShapeH4G2D8E4>([3, 5, 4, 8], [3, 7, 2, 4], [3, 5, 4, 4]));
        Assert.Equal(3, CheckKeyless<ShapeH4G2D8E4>([3, 5, 32], [3, 7, 8], [3, 5, 16]));
        Assert.Equal(1, CheckKeyless<ShapeH4G2D8E4>([5, 4, 8], [7, 2, 4], [5, 4, 4]));
        Assert.Equal(1, CheckKeyless<ShapeH4G2D8E4>([5, 32], [7, 8], [5, 16]));
        Assert.Equal(1, CheckKeyless<ShapeH4G2D8E4>([1, 5, 4, 8], [7, 2, 4], [5, 4, 4]));
    }

    /// <summary>Three axes are what those of the queries are; the message leaves out what they are not.</summary>
    [Fact]
    public void ThreeAxesAsInTheQueries()
    {
        Fails<ShapeH4G2D8E4>(
            "values", "[7, 2, 4]; the kernel takes [batch, length, 2, 4], [batch, length, 8] or [length, 8].",
            [1, 5, 32], [1, 7, 16], [7, 2, 4], [1, 5, 16]);
        Fails<ShapeH4G2D8E4>(
            "keys", "[1, 7, 16]; the kernel takes [batch, length, 2, 8], [length, 2, 8], or [length, 16].", [5, 4, 8], [1, 7, 16], [7, 2, 4], [5, 4, 4]);
        Fails<ShapeH4G2D8E4>(
            "output", "[5, 4, 4]; the kernel takes [batch, length, 4, 4], [batch, length, 16] or [length, 16].", [1, 5, 32], [1, 7, 16], [1, 7, 8], [5, 4, 4]);
        AssertFailure("values", "[7, 2, 4]; the kernel takes", () => CheckKeyless<ShapeH4G2D8E4>([1, 5, 32], [7, 2, 4], [1, 5, 16]));
        AssertFailure("values", "[1, 7, 8]; the kernel takes", () => CheckKeyless<ShapeH4G2D8E4>([5, 4, 8], [1, 7, 8], [5, 4, 4]));
    }

    /// <summary>Every axis but the length and the batch is the kernel's.</summary>
    [Fact]
    public void EveryAxis()
    {
        const string all = "; the kernel takes [batch, length, 2, 8], [length, 2, 8], [batch, length, 16] or [length, 16].";
        foreach (nint[] keys in (nint[][])[[1, 7, 3, 8], [1, 7, 2, 7], [7, 3, 8], [7, 2, 9], [1, 7, 15], [7, 15], [7], [1, 1, 7, 2, 8]])
        {
            Fails<ShapeH4G2D8E4>("keys", $"[{string.Join(", ", keys)}]{all}", [1, 5, 4, 8], keys, [1, 7, 2, 4], [1, 5, 4, 4]);
        }

        foreach (nint[] keys in (nint[][])[[2, 4, 7, 4], [2, 3, 7, 5], [4, 7, 4], [3, 7, 5], [7, 4], [7]])
        {
            Fails<ShapeH3G3D4E8>(
                "keys", $"[{string.Join(", ", keys)}]; the kernel takes [batch, 3, length, 4] or [3, length, 4].",
                [2, 3, 5, 4], keys, [2, 3, 7, 8], [2, 3, 5, 8]);
        }

        foreach (nint[] keys in (nint[][])[[2, 2, 7, 3], [2, 1, 7, 4], [2, 7, 3], [1, 7, 4], [7, 4], [7]])
        {
            Fails<ShapeH2G1D3E5>(
                "keys", $"[{string.Join(", ", keys)}]; the kernel takes [batch, 1, length, 3], [1, length, 3] or [length, 3].",
                [2, 2, 5, 3], keys, [2, 1, 7, 5], [2, 2, 5, 5]);
        }
    }

    [Fact]
    public void SizesAgree()
    {
        Fails<ShapeH4G2D8E4>(
            "keys", "The keys have a batch size of 2, but the queries have one of 3.", [3, 5, 4, 8], [2, 7, 2, 8], [3, 7, 2, 4], [3, 5, 4, 4]);
        Fails<ShapeH4G2D8E4>(
            "values", "The values have a batch size of 2, but the queries have one of 3.", [3, 5, 4, 8], [3, 7, 2, 8], [2, 7, 2, 4], [3, 5, 4, 4]);
        Fails<ShapeH4G2D8E4>(
            "output", "The output have a batch size of 2, but the queries have one of 3.", [3, 5, 4, 8], [3, 7, 2, 8], [3, 7, 2, 4], [2, 5, 4, 4]);
        Fails<ShapeH4G2D8E4>(
            "values", "The values have a length of 6, but the keys have one of 7.", [3, 5, 4, 8], [3, 7, 2, 8], [3, 6, 2, 4], [3, 5, 4, 4]);
        Fails<ShapeH4G2D8E4>(
            "output", "The output have a length of 6, but the queries have one of 5.", [3, 5, 4, 8], [3, 7, 2, 8], [3, 7, 2, 4], [3, 6, 4, 4]);
        AssertFailure(
            "values", "The values have a batch size of 2, but the queries have one of 3.",
            () => CheckKeyless<ShapeH4G2D8E4>([3, 5, 4, 8], [2, 7, 2, 4], [3, 5, 4, 4]));
        AssertFailure(
            "output", "The output have a batch size of 2, but the queries have one of 3.",
            () => CheckKeyless<ShapeH4G2D8E4>([3, 5, 4, 8], [3, 7, 2, 4], [2, 5, 4, 4]));
    }

    /// <summary>As many elements as a span can have, and as large a batch as a number can be, where there are no elements.</summary>
    [Fact]
    public void TheLargest()
    {
        nint most = int.MaxValue, more = most + 1;
        Assert.Equal(1, Check<ShapeH1G1D1E1>([most, 1], [most, 1], [most, 1], [most, 1]));
        Fails<ShapeH1G1D1E1>(
            "queries", "The queries of shape [2147483648, 1] have more elements than the 2147483647 of a span.", [more, 1], [1, 1], [1, 1], [1, 1]);
        Assert.Equal(int.MaxValue, Check<ShapeH1G1D1E1>([most, 0, 1, 1], [most, 0, 1, 1], [most, 0, 1, 1], [most, 0, 1, 1]));
        Fails<ShapeH1G1D1E1>(
            "queries", "have a batch size of 2147483648; it must be at least 1.", [more, 0, 1, 1], [1, 0, 1, 1], [1, 0, 1, 1], [1, 0, 1, 1]);
        Fails<ShapeH1G1D1E1>("keys", "have a batch size of 0; it must be at least 1.", [1, 1, 1, 1], [0, 1, 1, 1], [1, 1, 1, 1], [1, 1, 1, 1]);
    }

    /// <summary>Heads that are added up leave an output without an axis for them, as dense as the others.</summary>
    [Fact]
    public void SumOfHeads()
    {
        Assert.Equal(2, Check<Summed>([2, 5, 2, 3], [2, 7, 2, 3], [2, 7, 2, 3], [2, 5, 3]));
        Assert.Equal(1, Check<Summed>([5, 2, 3], [7, 2, 3], [7, 2, 3], [5, 3]));
        Fails<Summed>("output", "[1, 5, 2, 3]; the kernel takes [batch, length, 3] or [length, 3].", [1, 5, 2, 3], [1, 7, 2, 3], [1, 7, 2, 3], [1, 5, 2, 3]);
        Fails<Summed>("output", "[5, 6]; the kernel takes [batch, length, 3] or [length, 3].", [5, 2, 3], [7, 2, 3], [7, 2, 3], [5, 6]);
        Assert.Equal("output", Assert.Throws<ArgumentException>(static () => TensorShapes.Check<Summed>(
            default, [5, 2, 3], [6, 3, 1], [7, 2, 3], [6, 3, 1], [7, 2, 3], [6, 3, 1], [5, 3], [6, 1])).ParamName);
    }

    private static int Check<TShape>(nint[] queries, nint[] keys, nint[] values, nint[] output)
        where TShape : struct, IKernelShape =>
        TensorShapes.Check<TShape>(default, queries, Dense(queries), keys, Dense(keys), values, Dense(values), output, Dense(output)).Batch;

    private static int CheckKeyless<TShape>(nint[] queries, nint[] values, nint[] output)
        where TShape : struct, IKernelShape =>
        TensorShapes.Check<TShape>(default, queries, Dense(queries), values, Dense(values), output, Dense(output)).Batch;

    private static void Fails<TShape>(string name, string message, nint[] queries, nint[] keys, nint[] values, nint[] output)
        where TShape : struct, IKernelShape => AssertFailure(name, message, () => Check<TShape>(queries, keys, values, output));

    private static void AssertFailure(string name, string message, Func<object> call)
    {
        ArgumentException failure = Assert.Throws<ArgumentException>(call);
        Assert.Equal(name, failure.ParamName);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
    }

    private static nint[] Dense(nint[] lengths) => [.. lengths.Select((_, axis) => lengths.Skip(axis + 1).Aggregate((nint)1, static (product, length) => product * length))];

    private readonly struct Summed : IKernelShape
    {
        public static int Heads => 2;

        public static int KeyValueHeads => 2;

        public static int Dim => 3;

        public static int ValueDim => 3;

        public static float Scale => 1;

        public static bool Causal => false;

        public static TensorLayout Layout => TensorLayout.TokenMajor;

        public static HeadCombine Combine => HeadCombine.WeightedSum;
    }
}
