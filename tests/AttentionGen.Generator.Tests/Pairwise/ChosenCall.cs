using System;
using System.Linq;
using AttentionGen.Tests;

namespace AttentionGen.Generator.Tests.Pairwise;

/// <summary>Calls a kernel as a choice says, and compares what it gives with double precision.</summary>
internal static class ChosenCall
{
    public static void Check(Choice choice, Kernel kernel, int seed)
    {
        AttentionCase call = Make(choice, kernel, seed);
        float[] output = Unwritten(call.OutputLength);
        float[] weights = Unwritten(choice.Has("Weights") ? call.Rows * call.KeyLength : 0);
        float[] scores = Unwritten(choice.Has("Scores") ? call.Rows * call.KeyLength : 0);
        float[] logSumExp = Unwritten(choice.Has("LogSumExp") ? call.Rows : 0);
        kernel.Forward(call.Queries, call.Keys, call.Values, output, call.Options(weights, logSumExp, scores));

        AttentionReferenceResult expected = call.Expected();
        Compare(expected.Output, output, "output");
        Compare(expected.Weights, weights, "weights");
        Compare(expected.LogSumExp, logSumExp, "log-sum-exp");
        call.CheckScores(expected, scores);

        void Compare(double[] expected, float[] actual, string what)
        {
            if (actual.Length > 0)
            {
                Tolerance.Check(expected, actual, $"{choice} on {kernel.Info.Path}", what);
            }
        }
    }

    private static AttentionCase Make(Choice choice, Kernel kernel, int seed)
    {
        var random = new Random(seed);
        int m = choice.Number("m"), n = choice.Number("n"), batch = choice.Number("Batch");
        var call = new AttentionCase(kernel, m, n, batch, seed)
        {
            KeyLengths = choice.Has("KeyLengths") ? [.. new[] { n - 2, n / 2 }.Take(batch)] : [],
            QueryOffsets = choice["QueryOffsets"] switch { "one" => [n - m], "each" => [.. new[] { (n - m) / 2, -1 }.Take(batch)], _ => [] },
            Bias = Axes(choice["Bias"]) is { } axes ? OptionCases.Bias(random, kernel, m, n, axes, batch) : null,
            Allowed = Axes(choice["Allowed"]) is { } others ? OptionCases.Allowed(random, kernel, m, n, others, batch) : null,
            Sinks = choice.Has("Sinks") ? [.. Enumerable.Range(0, kernel.Heads).Select(_ => (random.NextSingle() * 6) - 3)] : [],
            HeadWeights = choice["Combine"].Contains("HeadWeights", StringComparison.Ordinal) ? OptionCases.HeadWeights(kernel) : [],
            Stage = choice.Has("Scores") ? Enum.Parse<ScoreStage>(choice["Scores"]) : null,
            MaxDegreeOfParallelism = choice.Has("MaxDegreeOfParallelism") ? choice.Number("MaxDegreeOfParallelism") : 0,
        };
        if (choice["hidden keys"] == "NaN")
        {
            Spoil(call);
        }

        return call;

        // The bits that say which axes are full: batch, heads, queries, keys.
        static int? Axes(string full) => full switch { "keys" => 8, "queries" => 4, "full" => 15, _ => null };
    }

    // Keys that no query of any head of the group sees.
    private static void Spoil(AttentionCase call)
    {
        double[] scores = (call with { Stage = ScoreStage.Biased }).Expected().Scores;
        int m = call.QueryLength, n = call.KeyLength, group = call.Kernel.Heads / call.Kernel.KeyValueHeads;
        for (int b = 0; b < call.Batch; b++)
        {
            for (int g = 0; g < call.Kernel.KeyValueHeads; g++)
            {
                int first = ((b * call.Kernel.Heads) + (g * group)) * m;
                for (int j = 0; j < n; j++)
                {
                    if (Enumerable.Range(first, group * m).All(row => double.IsNegativeInfinity(scores[(row * n) + j])))
                    {
                        call.Key(b, g, j).Fill(float.NaN);
                        call.Value(b, g, j).Fill(j % 2 == 0 ? float.NaN : float.PositiveInfinity);
                    }
                }
            }
        }
    }

    // What the kernel does not write is to be seen.
    private static float[] Unwritten(int length)
    {
        var data = new float[length];
        data.AsSpan().Fill(1e30f);
        return data;
    }
}
