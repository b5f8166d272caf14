using System;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Kernels that add their heads up.</summary>
public sealed class HeadSumTests
{
    private static readonly Kernel Grouped = KernelCatalog.Get("Summed.H6G2HeadMajor");

    public static TheoryData<string> Kernels => KernelCatalog.Names("Summed");

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AgreeWithTheReference(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach ((int m, int n, int batch) in new[] { (1, 9, 2), (1, 300, 1), (5, 40, 2), (14, 150, 2), (100, 20, 1), (3, 0, 1), (0, 4, 1) })
        {
            new AttentionCase(kernel, m, n, batch) { HeadWeights = OptionCases.HeadWeights(kernel) }.Check();
            new AttentionCase(kernel, m, n, batch) { KeyLengths = [.. Enumerable.Repeat(n / 2, batch)], QueryOffsets = [-2] }.Check();
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AnyNumberOfThreadsGivesTheSameBits(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach ((int m, int n, int batch) in new[] { (1, 700, 1), (1, 300, 3), (40, 70, 2), (300, 33, 1) })
        {
            float[] sequential = new AttentionCase(kernel, m, n, batch) { HeadWeights = OptionCases.HeadWeights(kernel), QueryOffsets = [n - m] }.Output();
            foreach (int degree in new[] { 1, 2, 3, 5, 8, 64, -1 })
            {
                var call = new AttentionCase(kernel, m, n, batch)
                {
                    HeadWeights = OptionCases.HeadWeights(kernel),
                    QueryOffsets = [n - m],
                    MaxDegreeOfParallelism = degree,
                };
                Assert.Equal(sequential, call.Output());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void WithEveryOption(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        for (int seed = 0; seed < (kernel.Heads > 100 ? 6 : 40); seed++)
        {
            OptionCases.Random(kernel, 1 + (seed * 5 % 13), 1 + (seed * 37 % 151), seed).Check();
        }
    }

    /// <summary>What is hidden from a head by its mask or bias does not reach the sum of the heads.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void HiddenNaNDoesNotReachTheSum(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int m in new[] { 1, 17 })
        {
            // Heads see keys 0 to 20, but for key 3.
            bool[] allowed = [.. Enumerable.Range(0, 40).Select(static j => j <= 20)];
            float[] bias = new float[40];
            bias[3] = float.NegativeInfinity;
            var call = new AttentionCase(kernel, m, 40)
            {
                QueryOffsets = [15],
                Allowed = new PairTensor<bool>(allowed, 1, 1, 1, 40),
                Bias = new PairTensor<float>(bias, 1, 1, 1, 40),
                HeadWeights = OptionCases.HeadWeights(kernel),
            };
            foreach (int j in new[] { 3, 21, 39 })
            {
                call.Key(0, kernel.KeyValueHeads - 1, j).Fill(float.NaN);
                call.Value(0, 0, j).Fill(float.PositiveInfinity);
            }

            call.Check();
            Assert.All(call.Output(), static x => Assert.True(float.IsFinite(x)));
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EqualWeightsAreTheMean(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        float[] mean = new AttentionCase(kernel, 9, 20).Output();
        Assert.Equal(mean, new AttentionCase(kernel, 9, 20) { HeadWeights = [.. Enumerable.Repeat(1f / kernel.Heads, kernel.Heads)] }.Output());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public void ANaNOfAHeadWithoutWeightStays(int m)
    {
        // As in the formula: 0 * NaN is NaN. The other rows do not see it.
        float[] weights = [1, 2, 0, 1, 1, 1];
        var call = new AttentionCase(Grouped, m, 9) { HeadWeights = weights };
        call.Query(0, 2, 1)[0] = float.NaN;
        float[] output = call.Output();
        for (int i = 0; i < output.Length; i++)
        {
            Assert.Equal(i / Grouped.ValueDim == 1, float.IsNaN(output[i]));
        }
    }

    /// <summary>The product of a head's weight and one over the sum of its row may be 0 or infinite where its share of the output is not.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public void WeightsOfAnyMagnitude(int m)
    {
        // Of one key: the head's output is its value, and as exact.
        new AttentionCase(Grouped, m, 1) { HeadWeights = [float.MaxValue, 1, 1e-40f, float.Epsilon, -1e-3f, -float.Epsilon] }.Check();
        var call = new AttentionCase(Grouped, m, 9) { HeadWeights = [1, 1e-40f, float.Epsilon, 1, 1e-40f, float.Epsilon] };
        call.Value(0, 1, 0)[0] = float.PositiveInfinity;
        call.Check();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(7)]
    public void AsManyWeightsAsHeads(int count)
    {
        var call = new AttentionCase(Grouped, 2, 3) { HeadWeights = new float[count] };
        Assert.Contains("HeadWeights", Assert.Throws<ArgumentException>("options", () => call.Output()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NoWeightsWhereHeadsStayApart()
    {
        Kernel kernel = KernelCatalog.Get("Small.D10E29");
        var call = new AttentionCase(kernel, 2, 3) { HeadWeights = new float[kernel.Heads] };
        Assert.Contains("HeadWeights", Assert.Throws<ArgumentException>("options", () => call.Output()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(20)]
    public void TheOutputHasNoAxisOfHeads(int m)
    {
        var call = new AttentionCase(Grouped, m, 4, batch: 2);
        float[] exact = call.Output();
        Assert.Equal(2 * m * Grouped.ValueDim, exact.Length);
        var longer = new float[exact.Length + 5];
        longer.AsSpan().Fill(7);
        Grouped.Forward(call.Queries, call.Keys, call.Values, longer, new AttentionOptions { Batch = 2 });
        Assert.Equal([.. exact, 7, 7, 7, 7, 7], longer);
        var shorter = new float[exact.Length - 1];
        ArgumentException error = Assert.Throws<ArgumentException>(
            "output", () => Grouped.Forward(call.Queries, call.Keys, call.Values, shorter, new AttentionOptions { Batch = 2 }));
        Assert.Contains($" of heads added up x {Grouped.ValueDim} need {exact.Length}.", error.Message, StringComparison.Ordinal);
        Assert.All(shorter, static x => Assert.Equal(0, x));
    }

    [Fact]
    public void WeightsMustNotOverlapTheOutput()
    {
        var call = new AttentionCase(Grouped, 2, 4);
        var output = new float[call.OutputLength];
        Assert.Throws<ArgumentException>("output", () => Grouped.Forward(
            call.Queries, call.Keys, call.Values, output, new AttentionOptions { HeadWeights = output.AsSpan(0, Grouped.Heads) }));
    }
}
