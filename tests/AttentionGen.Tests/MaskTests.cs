using System;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Key lengths and query offsets, one by one and together, and rows that see nothing.</summary>
public sealed class MaskTests
{
    /// <summary>Causal and not, both layouts, with and without shared key/value heads.</summary>
    public static TheoryData<string> Kernels => new()
    {
        "Small.D02E14", "Small.D04E28", "Small.D09E22", "Small.D10E29", "Small.D15E23", "Small.D17E37", "Large.D0048E0048", "Large.D0129E0129",
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void KeyLengthPerItem(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int n in new[] { 1, 20, 150 })
        {
            foreach (int[] lengths in new int[][] { [0, n, 1], [n - 1, n + 1, n / 2], [-1, int.MinValue, int.MaxValue], [n, 0, 0] })
            {
                new AttentionCase(kernel, 11, n, batch: 3) { KeyLengths = lengths }.Check();
                new AttentionCase(kernel, 11, n, batch: 3) { KeyLengths = lengths, QueryOffsets = [n - 11] }.Check();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EveryKeyLength(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        for (int length = 0; length <= 140; length++)
        {
            new AttentionCase(kernel, 5, 140) { KeyLengths = [length], QueryOffsets = [136] }.Check();
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void OneOffsetForAll(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int offset in new[] { 0, 1, 7, 60, 75, 1000, int.MaxValue, int.MaxValue - 5, -1, -3, -12, -13, -1000, int.MinValue })
        {
            new AttentionCase(kernel, 13, 75, batch: 2) { QueryOffsets = [offset] }.Check();
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void OffsetPerItem(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        new AttentionCase(kernel, 13, 75, batch: 3) { QueryOffsets = [-5, 62, 3] }.Check();
        new AttentionCase(kernel, 13, 75, batch: 3) { QueryOffsets = [int.MinValue, int.MaxValue, 0] }.Check();
        new AttentionCase(kernel, 13, 75, batch: 3) { QueryOffsets = [-5, 62, 3], KeyLengths = [75, 40, 1] }.Check();
    }

    /// <summary>Every offset from "no query sees a key" to "all see all".</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void EveryOffset(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        for (int offset = -20; offset <= 70; offset++)
        {
            new AttentionCase(kernel, 19, 70) { QueryOffsets = [offset] }.Check();
        }
    }

    /// <summary>Decoding a batch of sequences of different lengths.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void ManyItems(string name)
    {
        const int batch = 40, n = 150;
        int[] lengths = [.. Enumerable.Range(0, batch).Select(static b => (b * 7 % 160) - 5)];
        new AttentionCase(KernelCatalog.Get(name), 1, n, batch)
        {
            KeyLengths = lengths,
            QueryOffsets = [.. lengths.Select(static length => length - 1)],
        }.Check();
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void RowsThatSeeNothingAreZero(string name)
    {
        var call = new AttentionCase(KernelCatalog.Get(name), 9, 33, batch: 2) { KeyLengths = [0, -7] };
        AssertNothingSeen(call.Run());
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void WithoutKeysAllIsZero(string name) => AssertNothingSeen(new AttentionCase(KernelCatalog.Get(name), 9, 0, batch: 2).Run());

    [Theory]
    [MemberData(nameof(Kernels))]
    public void WithoutQueriesNothingIsWritten(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        float[] output = Enumerable.Repeat(7f, 100).ToArray();
        kernel.Forward([], new float[3 * kernel.KeyStep], new float[3 * kernel.ValueStep], output);
        kernel.Forward([], [], [], output);
        Assert.All(output, static x => Assert.Equal(7, x));
    }

    /// <summary>The leading queries of a negative offset lie before the first key; they share tiles with rows that do see keys.</summary>
    [Theory]
    [InlineData("Small.D02E14")]
    [InlineData("Small.D04E28")]
    [InlineData("Small.D10E29")]
    public void QueriesBeforeTheFirstKeySeeNothing(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        Assert.True(kernel.Causal);
        const int m = 9, hidden = 4;
        AttentionResult result = new AttentionCase(kernel, m, 33) { QueryOffsets = [-hidden] }.Run();
        for (int row = 0; row < kernel.Heads * m; row++)
        {
            Assert.Equal(row % m < hidden, float.IsNegativeInfinity(result.LogSumExp[row]));
            Assert.Equal(row % m < hidden ? 0 : 1, result.Weights.AsSpan(row * 33, 33).ToArray().Sum(), 1e-5f);
        }
    }

    private static void AssertNothingSeen(AttentionResult result)
    {
        Assert.All(result.Output, static x => Assert.Equal(0, x));
        Assert.All(result.Weights, static x => Assert.Equal(0, x));
        Assert.All(result.LogSumExp, static x => Assert.Equal(float.NegativeInfinity, x));
    }
}
