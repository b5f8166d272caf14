using System;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>Orders and sizes of scores that an online softmax could get wrong.</summary>
public sealed class SoftmaxTests(ITestOutputHelper log)
{
    public static TheoryData<string> Kernels => new()
    {
        "Small.D01E07", "Small.D16E30", "Small.D40E34", "Large.D0064E0064", "Large.D0127E0127", "Large.D0128E0128", "Large.D0001E1024",
        "Large.D1024E0001",
    };

    [Theory]
    [MemberData(nameof(Kernels))]
    public void RisingScores(string name) => CheckScores(name, static (j, n) => ((2f * j) - n) / n);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void FallingScores(string name) => CheckScores(name, static (j, n) => (n - (2f * j)) / n);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EqualScores(string name) => CheckScores(name, static (_, _) => 1);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void OneHighScoreAtTheEnd(string name) => CheckScores(name, static (j, n) => j == n - 1 ? 1 : -1);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void OneHighScoreAtTheStart(string name) => CheckScores(name, static (j, _) => j == 0 ? 1 : -1);

    /// <summary>Sums of terms of one sign: rounding errors add up where random signs would cancel them.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void PositiveInputs(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        double worst = 0;
        foreach ((int m, int n) in new[] { (2, 10), (20, 100), (20, 1000), (1, 16384), (8, 16384) })
        {
            var call = new AttentionCase(kernel, m, n, seed: n) { QueryOffsets = [n - m] };
            MakePositive(call.Queries);
            MakePositive(call.Keys);
            MakePositive(call.Values);
            worst = Math.Max(worst, call.Check());
        }

        log.WriteLine($"{kernel.Info.Path}: worst error {worst:F3} of the tolerance");
    }

    /// <summary>Scores far beyond the exponential's range, yet within that of float: one key takes all the weight.</summary>
    [Theory]
    [InlineData("Small.D01E07")]
    [InlineData("Small.D04E28")]
    [InlineData("Small.D22E31")]
    public void HugeScores(string name)
    {
        var call = new AttentionCase(KernelCatalog.Get(name), 20, 150) { QueryOffsets = [130] };
        Scale(call.Queries, 1e18f);
        Scale(call.Keys, 1e18f);
        AttentionResult actual = call.Run();
        AttentionReferenceResult expected = call.Expected();
        Tolerance.Check(expected.Output, actual.Output, call, "output");
        Tolerance.Check(expected.Weights, actual.Weights, call, "weights");
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void SubnormalInputs(string name)
    {
        var call = new AttentionCase(KernelCatalog.Get(name), 7, 80) { QueryOffsets = [73] };
        Scale(call.Queries, 1e-40f);
        Scale(call.Keys, 1e-40f);
        Scale(call.Values, 1e-40f);
        call.Check();
    }

    /// <summary>Scores of 16 * level, from a single product each, so that only what follows the scores is under test.</summary>
    private static void CheckScores(string name, Func<int, int, float> level)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int n in new[] { 9, 100, 700 })
        {
            var call = new AttentionCase(kernel, 5, n) { QueryOffsets = [n - 5] };
            call.Queries.AsSpan().Clear();
            call.Keys.AsSpan().Clear();
            for (int i = 0; i < call.Queries.Length; i += kernel.Dim)
            {
                call.Queries[i] = 16 / kernel.Declaration.Scale;
            }

            for (int g = 0; g < kernel.KeyValueHeads; g++)
            {
                for (int j = 0; j < n; j++)
                {
                    call.Key(0, g, j)[0] = level(j, n);
                }
            }

            call.Check();
        }
    }

    private static void MakePositive(Span<float> data)
    {
        foreach (ref float x in data)
        {
            x = Math.Abs(x);
        }
    }

    private static void Scale(Span<float> data, float factor)
    {
        foreach (ref float x in data)
        {
            x *= factor;
        }
    }
}
