using System;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Kernels that know their lengths at compile time.</summary>
public sealed class FixedLengthTests
{
    public static TheoryData<string> Kernels => KernelCatalog.Names("FixedLengths");

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AgreeWithTheReference(string name)
    {
        (Kernel kernel, int m, int n) = Get(name);
        new AttentionCase(kernel, m, n).Check();
        new AttentionCase(kernel, m, n, batch: 2) { KeyLengths = [n, n / 2], QueryOffsets = [n - m, 3] }.Check();
        new AttentionCase(kernel, m, n, batch: 3) { KeyLengths = [0, n + 1, -4], QueryOffsets = [n] }.Check();
    }

    /// <summary>Without weights to give, whether rows are computed whole depends on what they see.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void OutputAlone(string name)
    {
        (Kernel kernel, int m, int n) = Get(name);
        foreach (int offset in new[] { 0, n - m, n, -3, 2 * n })
        {
            foreach (int[] lengths in new int[][] { [], [n, n - 1], [n / 2, n] })
            {
                var call = new AttentionCase(kernel, m, n, batch: 2) { KeyLengths = lengths, QueryOffsets = [offset] };
                Tolerance.Check(call.Expected().Output, call.Output(), call, "output");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void OptionsDoNotChangeABit(string name)
    {
        // All keys seen, by rows that need not be: with weights, and with others that see fewer.
        (Kernel kernel, int m, int n) = Get(name);
        var call = new AttentionCase(kernel, m, n, batch: 2) { QueryOffsets = [n] };
        float[] output = call.Output();
        AttentionResult all = call.Run();
        Assert.Equal(all.Output, output);
        var logSumExp = new float[call.Rows];
        kernel.Forward(call.Queries, call.Keys, call.Values, output, new AttentionOptions { Batch = 2, QueryOffsets = [n], LogSumExp = logSumExp });
        Assert.Equal(all.Output, output);
        Assert.Equal(all.LogSumExp, logSumExp);
        foreach (int degree in new[] { 2, 3, -1 })
        {
            Assert.Equal(output, new AttentionCase(kernel, m, n, batch: 2) { QueryOffsets = [n], MaxDegreeOfParallelism = degree }.Output());
        }
    }

    /// <summary>Each option alone where all keys are seen, so that none of them is lost by rows that are computed whole; then all together.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void EveryOption(string name)
    {
        (Kernel kernel, int m, int n) = Get(name);
        for (int seed = 0; seed < 12; seed++)
        {
            AttentionCase all = OptionCases.Random(kernel, m, n, seed);
            all.Check();
            new AttentionCase(kernel, m, n, batch: 2) { QueryOffsets = [n], Bias = all.Bias }.Check();
            new AttentionCase(kernel, m, n, batch: 2) { QueryOffsets = [n], Allowed = all.Allowed }.Check();
            Same(new AttentionCase(kernel, m, n, batch: 2) { QueryOffsets = [n], Sinks = all.Sinks });
            Same(new AttentionCase(kernel, m, n, batch: 2) { QueryOffsets = [n], Bias = all.Bias });
            Same(new AttentionCase(kernel, m, n, batch: 2) { QueryOffsets = [n], Allowed = all.Allowed });
        }

        // Without the weights, which are a reason of their own to compute rows in tiles.
        static void Same(AttentionCase call)
        {
            AttentionReferenceResult expected = call.Expected();
            var logSumExp = new float[call.Rows];
            Tolerance.Check(expected.Output, call.Output(), call, "output");
            call.Kernel.Forward(call.Queries, call.Keys, call.Values, new float[call.OutputLength], call.Options(logSumExp: logSumExp));
            Tolerance.Check(expected.LogSumExp, logSumExp, call, "log-sum-exp");
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void ScoresOfEveryStage(string name)
    {
        (Kernel kernel, int m, int n) = Get(name);
        foreach (ScoreStage stage in new[] { ScoreStage.Scaled, ScoreStage.Capped, ScoreStage.Biased })
        {
            var call = new AttentionCase(kernel, m, n) { QueryOffsets = [n], Stage = stage };
            var scores = new float[call.Rows * n];
            kernel.Forward(call.Queries, call.Keys, call.Values, new float[call.OutputLength], call.Options(scores: scores));
            call.CheckScores(call.Expected(), scores);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void NonFiniteNumbersStayInTheirRows(string name)
    {
        (Kernel kernel, int m, int n) = Get(name);
        var query = new AttentionCase(kernel, m, n) { QueryOffsets = [n] };
        query.Query(0, 0, m / 2)[0] = float.NaN;
        query.Check();
        var key = new AttentionCase(kernel, m, n) { QueryOffsets = [n], KeyLengths = [n - 1] };
        key.Key(0, 0, n - 1)[0] = float.NaN;
        key.Value(0, 0, n - 1)[0] = float.PositiveInfinity;
        key.Check();
        var value = new AttentionCase(kernel, m, n) { QueryOffsets = [n] };
        value.Value(0, 0, n - 1)[0] = float.NaN;
        value.Check();

        // Scores of -infinity: products too large for a float. Cosines are never large.
        if (kernel.Declaration.Score == Score.Cosine)
        {
            return;
        }

        var low = new AttentionCase(kernel, m, n) { QueryOffsets = [n] };
        low.Queries.AsSpan().Fill(1e30f);
        low.Keys.AsSpan().Fill(-1e30f);
        Assert.All(low.Output(), static x => Assert.Equal(0, x));
        Assert.All(low.Run().LogSumExp, static x => Assert.Equal(float.NegativeInfinity, x));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void OtherLengthsAreNamed(string name)
    {
        (Kernel kernel, int m, int n) = Get(name);
        foreach (int other in new[] { 0, 1, 2, 48, 50, 64, 299 })
        {
            if (kernel.Declaration.QueryLength != 0 && other != m)
            {
                AssertThrows("queries", new AttentionCase(kernel, other, n));
            }

            if (kernel.Declaration.KeyLength != 0 && other != n)
            {
                AssertThrows("keys", new AttentionCase(kernel, m, other));
            }
        }

        // A batch of two has as many elements as one item of twice the length.
        AssertThrows(kernel.Declaration.QueryLength != 0 ? "queries" : "keys", new AttentionCase(kernel, 2 * m, 2 * n));
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void NothingIsReadOrWrittenPastTheEnd(string name)
    {
        (Kernel kernel, int m, int n) = Get(name);
        var call = new AttentionCase(kernel, m, n) { QueryOffsets = [n] };
        float[] exact = call.Output();
        float[] longer = [.. exact, .. Enumerable.Repeat(7f, 40)];
        longer.AsSpan(0, exact.Length).Clear();
        kernel.Forward(call.Queries, call.Keys, call.Values, longer, new AttentionOptions { QueryOffsets = [n] });
        Assert.Equal([.. exact, .. Enumerable.Repeat(7f, 40)], longer);
    }

    private static void AssertThrows(string parameter, AttentionCase call)
    {
        var output = new float[call.OutputLength];
        Assert.Throws<ArgumentException>(parameter, () => call.Kernel.Forward(call.Queries, call.Keys, call.Values, output));
        Assert.All(output, static x => Assert.Equal(0, x));
    }

    // What is not fixed is of a length that is none of the others.
    private static (Kernel Kernel, int QueryLength, int KeyLength) Get(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        return (kernel, Or(kernel.Declaration.QueryLength, 31), Or(kernel.Declaration.KeyLength, 77));
    }

    private static int Or(int length, int otherwise) => length == 0 ? otherwise : length;
}
