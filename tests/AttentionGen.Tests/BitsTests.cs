using System;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>What must not change a single bit of a result.</summary>
public sealed class BitsTests
{
    public static TheoryData<string> Small => KernelCatalog.Names("Small");

    public static TheoryData<string> Large => KernelCatalog.Names("Large");

    [Theory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void RunningTwice(string name)
    {
        var call = new AttentionCase(KernelCatalog.Get(name), 13, 150, batch: 2);
        AttentionResult first = call.Run();

        // Other sizes and values pass through the thread's buffers in between.
        new AttentionCase(call.Kernel, 29, 201, seed: 5).Output();
        AttentionResult second = call.Run();
        Assert.Equal(first.Output, second.Output);
        Assert.Equal(first.Weights, second.Weights);
        Assert.Equal(first.LogSumExp, second.LogSumExp);
    }

    [Theory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void SplittingTheBatch(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        const int batch = 3, m = 13, n = 150;
        int[] lengths = [n, 67, 0], offsets = [n - m, 40, -3];
        float[] together = new AttentionCase(kernel, m, n, batch) { KeyLengths = lengths, QueryOffsets = offsets }.Output();
        var source = new AttentionCase(kernel, m, n, batch);
        float[] apart = Enumerable.Range(0, batch).SelectMany(b => new AttentionCase(kernel, m, n)
        {
            Queries = Item(source.Queries, b, batch),
            Keys = Item(source.Keys, b, batch),
            Values = Item(source.Values, b, batch),
            KeyLengths = [lengths[b]],
            QueryOffsets = [offsets[b]],
        }.Output()).ToArray();
        Assert.Equal(apart, together);
    }

    [Theory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void ComputingOnSeveralThreads(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach ((int m, int n, int batch) in new[] { (1, 700, 1), (1, 300, 3), (5, 70, 2), (40, 150, 2), (300, 20, 1) })
        {
            float[] sequential = new AttentionCase(kernel, m, n, batch) { QueryOffsets = [n - m] }.Output();
            foreach (int degree in new[] { 1, 2, 3, 4, 5, 6, 7, 8, -1 })
            {
                var call = new AttentionCase(kernel, m, n, batch) { QueryOffsets = [n - m], MaxDegreeOfParallelism = degree };
                Assert.Equal(sequential, call.Output());
            }
        }
    }

    [Theory]
    [InlineData("Large.D0063E0063")]
    [InlineData("Large.D0064E0064")]
    [InlineData("Large.D0129E0129")]
    public void OneBufferAsQueriesKeysAndValues(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        float[] tokens = new AttentionCase(kernel, 37, 37).Queries;
        var shared = new AttentionCase(kernel, 37, 37) { Queries = tokens, Keys = tokens, Values = tokens };
        var copies = new AttentionCase(kernel, 37, 37) { Queries = tokens, Keys = [.. tokens], Values = [.. tokens] };
        shared.Check();
        Assert.Equal(copies.Output(), shared.Output());
    }

    private static float[] Item(float[] tensor, int b, int batch)
    {
        int length = tensor.Length / batch;
        return tensor.AsSpan(b * length, length).ToArray();
    }
}
