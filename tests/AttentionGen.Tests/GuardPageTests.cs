using System;
using System.Runtime.InteropServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Kernels whose tensors touch unreadable memory on either side.</summary>
public sealed class GuardPageTests
{
    public static TheoryData<string> Small => KernelCatalog.Names("Small");

    public static TheoryData<string> Large => KernelCatalog.Names("Large");

    [SkippableTheory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void NothingIsTouchedPastTheEnd(string name) => Check(name, atEnd: true);

    [SkippableTheory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void NothingIsTouchedBeforeTheStart(string name) => Check(name, atEnd: false);

    public static TheoryData<string> Options => KernelCatalog.Names("Options");

    /// <summary>The last queries of a cache: windows begin in the middle of the keys.</summary>
    [SkippableTheory]
    [MemberData(nameof(Options))]
    public void TheLastQueries(string name)
    {
        Check(name, atEnd: true, atLastQueries: true);
        Check(name, atEnd: false, atLastQueries: true);
    }

    [SkippableTheory]
    [MemberData(nameof(Options))]
    public void BiasMaskAndScores(string name)
    {
        GuardedMemory.SkipWhereMissing();
        Kernel kernel = KernelCatalog.Get(name);
        foreach ((int m, int n) in new[] { (1, 1), (1, 300), (2, 19), (9, 33), (13, 70) })
        {
            Check(atEnd: true);
            Check(atEnd: false);

            void Check(bool atEnd)
            {
                var random = new Random(n);
                var call = new AttentionCase(kernel, m, n)
                {
                    Bias = OptionCases.Bias(random, kernel, m, n, 15, batch: 1),
                    Allowed = OptionCases.Allowed(random, kernel, m, n, 12, batch: 1),
                    Stage = ScoreStage.Biased,
                };
                AttentionResult expected = call.Run();
                using var bias = new GuardedMemory(call.Bias.Data, atEnd);
                using var words = new GuardedMemory(new float[((m * n) + 3) / 4], atEnd);
                Span<bool> bytes = MemoryMarshal.Cast<float, bool>(words.Span);
                Span<bool> allowed = atEnd ? bytes[^(m * n)..] : bytes[..(m * n)];
                call.Allowed.Data.CopyTo(allowed);
                using var scores = new GuardedMemory(new float[expected.Scores.Length], atEnd);
                float[] output = new float[call.OutputLength];
                kernel.Forward(call.Queries, call.Keys, call.Values, output, new AttentionOptions
                {
                    Bias = new Broadcast<float>(bias.Span, 1, kernel.Heads, m, n),
                    Allowed = new Broadcast<bool>(allowed, 1, 1, m, n),
                    Scores = scores.Span,
                    ScoreStage = ScoreStage.Biased,
                });
                Assert.Equal(expected.Output, output);
                Assert.Equal(expected.Scores, scores.Span.ToArray());
            }
        }
    }

    private static void Check(string name, bool atEnd, bool atLastQueries = false)
    {
        GuardedMemory.SkipWhereMissing();
        Kernel kernel = KernelCatalog.Get(name);
        foreach ((int m, int n) in new[] { (1, 1), (1, 7), (2, 3), (5, 9), (7, 17), (13, 70), (1, 300), (13, 330) })
        {
            var call = new AttentionCase(kernel, m, n) { QueryOffsets = [atLastQueries ? n - m : 0] };
            AttentionResult expected = call.Run();
            using var queries = new GuardedMemory(call.Queries, atEnd);
            using var keys = new GuardedMemory(call.Keys, atEnd);
            using var values = new GuardedMemory(call.Values, atEnd);
            using var output = new GuardedMemory(new float[call.OutputLength], atEnd);
            using var weights = new GuardedMemory(new float[expected.Weights.Length], atEnd);
            using var logSumExp = new GuardedMemory(new float[expected.LogSumExp.Length], atEnd);
            kernel.Forward(
                queries.Span, keys.Span, values.Span, output.Span, call.Options(weights.Span, logSumExp.Span));
            Assert.Equal(expected.Output, output.Span.ToArray());
            Assert.Equal(expected.Weights, weights.Span.ToArray());
            Assert.Equal(expected.LogSumExp, logSumExp.Span.ToArray());
        }
    }
}
