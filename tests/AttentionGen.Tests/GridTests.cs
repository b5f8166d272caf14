using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>Generated kernels against double precision at every edge of a tile, a vector or a block.</summary>
public sealed class GridTests(ITestOutputHelper log)
{
    private static readonly int[] Edges = [63, 64, 65, 66, 71, 72, 73, 95, 96, 97, 127, 128, 129, 130, 191, 192, 193, 255, 256, 257];

    public static TheoryData<string> Small => KernelCatalog.Names("Small");

    public static TheoryData<string> Large => KernelCatalog.Names("Large");

    [Theory]
    [MemberData(nameof(Small))]
    public void EveryKeyLength(string name) => Check(name, Enumerable.Range(0, 71).Select(static n => (1 + (n * 5 % 13), n)));

    [Theory]
    [MemberData(nameof(Small))]
    public void EveryQueryLength(string name) => Check(name, Enumerable.Range(0, 71).Select(static m => (m, 1 + (m * 11 % 37))));

    [Theory]
    [MemberData(nameof(Large))]
    public void KeyLengthsOfLargeDimensions(string name) =>
        Check(name, Sizes(0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 23, 24, 25, 31, 32, 33, 47, 48, 49, 70).Select(static n => (1 + (n % 4), n)));

    [Theory]
    [MemberData(nameof(Large))]
    public void QueryLengthsOfLargeDimensions(string name) =>
        Check(name, Sizes(0, 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 13, 23, 24, 25, 31, 32, 33, 36, 47, 48, 49, 70).Select(static m => (m, 1 + (m % 11))));

    [Theory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void EdgesOfBlocksOfKeys(string name)
    {
        int block = KernelCatalog.Get(name).Info.BlockKeys;
        Check(name, Edges.Concat([block - 1, block, block + 1, (2 * block) - 1, 2 * block, (2 * block) + 1]).Select(static n => (1 + (n % 3), n)));
    }

    /// <summary>Decoding: one query that sees all keys, which takes a path of its own.</summary>
    [Theory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void OneQuery(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        double worst = 0;
        foreach (int n in Enumerable.Range(1, 20).Concat(Edges).Concat([300, 383, 384, 385, 640]))
        {
            worst = Math.Max(worst, new AttentionCase(kernel, 1, n, 1 + (n % 2), seed: n) { QueryOffsets = [n - 1] }.Check());
        }

        log.WriteLine($"{kernel.Info.Path}: worst error {worst:F3} of the tolerance");
    }

    /// <summary>More queries than any plan puts in one block of rows.</summary>
    [Theory]
    [InlineData("Small.D08E15")]
    [InlineData("Small.D11E36")]
    [InlineData("Small.D18E19")]
    [InlineData("Large.D0064E0032")]
    [InlineData("Large.D0257E0257")]
    public void EdgesOfBlocksOfQueries(string name) =>
        Check(name, Sizes(255, 256, 257, 511, 512, 513, 600).Select(static m => (m, 5 + (m % 7))), batches: 1);

    [Theory]
    [InlineData("Small.D01E07")]
    [InlineData("Small.D14E16")]
    [InlineData("Small.D40E34")]
    [InlineData("Large.D0064E0064")]
    [InlineData("Large.D0128E0128")]
    public void ManyKeys(string name) =>
        Check(name, Sizes(500, 1000, 4096, 16384).SelectMany(static n => Sizes(1, 2, n < 10000 ? 20 : 8).Select(m => (m, n))), batches: 1);

    private static IEnumerable<int> Sizes(params int[] sizes) => sizes;

    private void Check(string name, IEnumerable<(int QueryLength, int KeyLength)> sizes, int batches = 3)
    {
        Kernel kernel = KernelCatalog.Get(name);
        double worst = 0;
        foreach ((int m, int n) in sizes)
        {
            // An offset of n - m lets the last query see every key: no causal kernel is spared the long rows.
            var call = new AttentionCase(kernel, m, n, 1 + ((m + n) % batches), seed: (1000 * m) + n)
            {
                QueryOffsets = n % 2 == 0 ? [n - m] : [],
            };
            worst = Math.Max(worst, call.Check());
        }

        log.WriteLine($"{kernel.Info.Path}: worst error {worst:F3} of the tolerance");
    }
}
