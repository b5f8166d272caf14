using System;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Decoding over caches of several segments and blocks, read token by token.</summary>
public sealed class StreamedTests
{
    // Some segments, the last one shorter, none a whole number of blocks.
    private const int Length = 1301;

    public static TheoryData<string> Names => KernelCatalog.Names("Streamed");

    [Theory]
    [MemberData(nameof(Names))]
    public void OneQuery(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        const int n = Length;
        new AttentionCase(kernel, 1, n) { QueryOffsets = [n - 1] }.Check();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SomeQueriesAndABatch(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        const int n = Length;
        int m = int.Min(MostQueries(kernel), 3);
        new AttentionCase(kernel, m, n, batch: 2) { QueryOffsets = [n - m, n - 100], KeyLengths = [n - 7, n] }.Check();
    }

    /// <summary>Segments that are longer than a block, of head-major and of token-major tensors, with queries that have all of it, part of it, or none.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void LongSegments(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int n in new[] { 2051, 4098, 19003 })
        {
            foreach (int m in new[] { 1, 2, MostQueries(kernel) }.Distinct().Where(m => m <= MostQueries(kernel)))
            {
                new AttentionCase(kernel, m, n) { QueryOffsets = [n - m] }.Check();
                new AttentionCase(kernel, m, n) { QueryOffsets = [n / 2], KeyLengths = [n - 1], MaxDegreeOfParallelism = 3 }.Check();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void HiddenNumbersStayHidden(string name)
    {
        // The longer ones have segments of several blocks, token-major and head-major.
        foreach (int n in new[] { Length, 4000, 20000 })
        {
            CheckHidden(KernelCatalog.Get(name), n);
        }
    }

    // Of those that read the cache token by token.
    private static int MostQueries(Kernel kernel) => kernel.Heads / kernel.KeyValueHeads <= 4 ? 4 : 1;

    private static void CheckHidden(Kernel kernel, int n)
    {
        var call = new AttentionCase(kernel, 1, n)
        {
            QueryOffsets = [n - 1],
            KeyLengths = [n - 3],
            Bias = new PairTensor<float>([.. Enumerable.Range(0, n).Select(static j => j % 500 == 7 ? float.NegativeInfinity : 0)], 1, 1, 1, n),
        };
        for (int g = 0; g < kernel.KeyValueHeads; g++)
        {
            foreach (int j in new[] { 507, n - 1, n - 2 })
            {
                call.Key(0, g, j)[0] = float.NaN;
                call.Value(0, g, j)[^1] = float.NaN;
            }

            // Maxima that grow by far in the last block.
            for (int j = n - 40; j < n - 3; j++)
            {
                foreach (ref float element in call.Key(0, g, j))
                {
                    element += 16;
                }
            }
        }

        call.Queries.AsSpan().Fill(1 / (kernel.Declaration.Scale * kernel.Dim));
        call.Check();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void BitsOfAnyDegree(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        const int n = Length;
        float[] expected = new AttentionCase(kernel, 1, n) { QueryOffsets = [n - 1] }.Output();
        for (int degree = 2; degree <= 8; degree += 3)
        {
            Assert.Equal(expected, new AttentionCase(kernel, 1, n) { QueryOffsets = [n - 1], MaxDegreeOfParallelism = degree }.Output());
        }
    }
}
