using System;
using System.Linq;

namespace AttentionGen.Tests;

/// <summary>Random calls of a kernel: lengths, offsets, bias, masks, sinks, stages, threads.</summary>
internal static class RandomCall
{
    /// <summary>A call that fits the kernel; the same one for the same seed.</summary>
    public static AttentionCase Make(Kernel kernel, int seed)
    {
        var random = new Random(seed);
        AttentionKernelAttribute declaration = kernel.Declaration;
        int m = declaration.QueryLength > 0 ? declaration.QueryLength : Length(0, 12, 60, 130);
        int n = declaration.KeyLength > 0 ? declaration.KeyLength : Length(0, 40, 300, 700);
        int batch = random.Next(3) == 0 ? random.Next(2, 4) : 1;
        return new AttentionCase(kernel, m, n, batch, seed)
        {
            KeyLengths = Half() ? Integers(batch, -1, n + 2) : [],
            QueryOffsets = Half() ? Integers(Half() ? batch : 1, Math.Min(-2, n - m - 2), n + 3) : [],
            Bias = Half() ? OptionCases.Bias(random, kernel, m, n, random.Next(16), batch) : null,
            Allowed = Half() ? OptionCases.Allowed(random, kernel, m, n, random.Next(16), batch) : null,
            Sinks = Half() ? [.. Enumerable.Range(0, kernel.Heads).Select(_ => (random.NextSingle() * 6) - 3)] : [],
            // One sum of many terms up to 1 rounds by more than the tolerance, which is that of outputs.
            Stage = Half() && declaration is not { Score: Score.Additive, HiddenDim: > 32 } ? (ScoreStage)random.Next(3) : null,
            HeadWeights = declaration.Combine == HeadCombine.WeightedSum && Half() ? OptionCases.HeadWeights(kernel) : [],
            MaxDegreeOfParallelism = random.Next(4) == 0 ? random.Next(-1, 5) : 0,
        };

        // Mostly short ones; some of several tiles; a few of several passes of rows or blocks of keys on any path.
        int Length(int least, int few, int many, int most) => random.Next(32) switch
        {
            0 => random.Next(many, most),
            < 9 => random.Next(few, many),
            _ => random.Next(least, few),
        };

        bool Half() => random.Next(2) == 0;

        int[] Integers(int count, int from, int to) => [.. Enumerable.Range(0, count).Select(_ => random.Next(from, to))];
    }
}
