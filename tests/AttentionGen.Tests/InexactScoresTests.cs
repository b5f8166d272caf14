using System;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>The bounds that kept scores are held to: made for the right numbers, and no wider than they need be.</summary>
public sealed class InexactScoresTests(ITestOutputHelper log)
{
    public static TheoryData<string> Names => LearnedKernels.Names;

    public static TheoryData<string> Options => KernelCatalog.Names("Options");

    [Theory]
    [MemberData(nameof(Names))]
    public void OfLearnedScores(string name) => Check(LearnedKernels.Get(name));

    [Theory]
    [MemberData(nameof(Options))]
    public void OfOptions(string name) => Check(KernelCatalog.Get(name));

    private void Check(Kernel kernel)
    {
        double largest = 0;
        foreach (ScoreStage stage in Enum.GetValues<ScoreStage>())
        {
            int n = LearnedKernels.KeyLength(kernel, 60);
            var call = new AttentionCase(kernel, 9, n) { QueryOffsets = [n - 9], Stage = stage };
            AttentionReferenceResult expected = call.Expected();
            largest = Math.Max(largest, call.CheckScores(expected, call.Run().Scores));
            for (int head = 0; head < kernel.Heads; head++)
            {
                var scores = new InexactScores(call, 0, head);
                foreach ((int i, int j) in from i in Enumerable.Range(0, 9) from j in Enumerable.Range(0, n) select (i, j))
                {
                    double score = expected.Scores[(((head * 9) + i) * n) + j];
                    if (double.IsFinite(score))
                    {
                        Assert.Equal(score, scores[i, j].Value, 1e-6 * (1 + Math.Abs(score)));
                    }
                }
            }
        }

        log.WriteLine($"{kernel.Info.Path}: worst error {largest:F3} of the bound");
        Assert.True(largest > 1 / 30.0, $"The worst error is {largest:F3} of the bound.");
    }
}
