using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Xunit;

namespace AttentionGen.Tests.Properties;

/// <summary>What attention is invariant to, in whatever kernel and call: no second implementation is needed to tell.</summary>
public sealed class InvarianceTests
{
    [Fact]
    public void WeightsSumToOne() => RandomCalls.Check(RandomCalls.Of(PropertyKernels.All, sinks: true), static call =>
    {
        AttentionResult result = call.Run();
        int n = call.KeyLength;
        double[] expected = [.. result.LogSumExp.Select((logSumExp, row) =>
            double.IsNegativeInfinity(logSumExp) ? 0 : 1 - Math.Exp(Sink(call, row) - logSumExp))];
        float[] sums = [.. Enumerable.Range(0, call.Rows).Select(row => (float)result.Weights.AsSpan(row * n, n).ToArray().Sum(static x => (double)x))];
        Tolerance.Check(expected, sums, call, "sum of weights");
        Assert.All(result.Weights, static weight => Assert.InRange(weight, 0, 1 + 4e-6f));
    });

    /// <summary>
    /// The scores that are kept are those that the softmax got, whatever their errors. With ALiBi as near as numbers of their size can tell: what
    /// it takes from a whole row is rounded, and subtracted from scores, in single precision; the log-sum-exp is rounded once.
    /// </summary>
    [Fact]
    public void WeightsArePowersOfKeptScores() => RandomCalls.Check(RandomCalls.Of(PropertyKernels.All, sinks: true), static drawn =>
    {
        AttentionCase call = drawn with { Stage = ScoreStage.Biased };
        AttentionResult result = call.Run();
        double[] expected = [.. result.Scores.Select(
            (score, at) => float.IsNegativeInfinity(score) ? 0 : Math.Exp((double)score - result.LogSumExp[at / call.KeyLength]))];
        Tolerance.Check(expected, result.Weights, Bound, call, "weights");

        double Bound(int at) => expected[at] == 0 || !call.Kernel.Declaration.Alibi
            ? Tolerance.Of(expected[at])
            : Tolerance.Of(expected[at])
                + (expected[at] * (Tolerance.Ulp(result.Scores[at]) + (Tolerance.Ulp(result.LogSumExp[at / call.KeyLength]) / 2)));
    });

    /// <summary>A constant for each row, which all of its scores are moved by.</summary>
    [Fact]
    public void ConstantAddedToAllScores() => RandomCalls.Check(
        Gen.Select(RandomCalls.Of(PropertyKernels.All), Gen.Int[0, 1000]), static drawn =>
    {
        (AttentionCase call, int seed) = drawn;
        var random = new Random(seed);
        float[] constants = [.. Enumerable.Range(0, call.Rows).Select(_ => random.Next(-32, 33) / 8f)];
        AttentionResult before = call.Run();
        AttentionResult after = (call with { Bias = Moved(call, constants) }).Run();
        Same(before.Output, after.Output, call, "output");
        Same(before.Weights, after.Weights, call, "weights");
        Tolerance.Check([.. before.LogSumExp.Select((x, row) => (double)x + constants[row])], after.LogSumExp, call, "log-sum-exp");
    });

    [Fact]
    public void KeysPermuted()
    {
        int moved = 0;
        RandomCalls.Check(Gen.Select(RandomCalls.Of(PropertyKernels.WithoutPlaces, sinks: true), Gen.Int[0, 1000]), drawn =>
        {
            (AttentionCase call, int seed) = (drawn.Item1.Full(), drawn.Item2);
            var random = new Random(seed);
            int[][] sources = [.. Enumerable.Range(0, call.Batch).Select(b => Permutation(call, b, random))];
            moved += sources.Any(static source => source.Where(static (from, to) => from != to).Any()) ? 1 : 0;
            AttentionResult before = call.Run();
            AttentionResult after = call.Rearranged(Source).Run();
            Same(before.Output, after.Output, call, "output");
            Same(before.LogSumExp, after.LogSumExp, call, "log-sum-exp");
            Same(call.RearrangedPairs(before.Weights, Source), after.Weights, call, "weights");

            int Source(int b, int j) => sources[b][j];
        });
        Assert.True(moved > 50, $"Only {moved} calls had keys to permute.");
    }

    /// <summary>Whatever the weights, they take a mean.</summary>
    [Fact]
    public void IdenticalValues() => RandomCalls.Check(RandomCalls.Of(PropertyKernels.Concatenated), static call =>
    {
        Kernel kernel = call.Kernel;
        for (int b = 0; b < call.Batch; b++)
        {
            for (int g = 0; g < kernel.KeyValueHeads; g++)
            {
                for (int j = 1; j < call.KeyLength; j++)
                {
                    call.Value(b, g, 0).CopyTo(call.Value(b, g, j));
                }
            }
        }

        AttentionResult result = call.Run();
        var expected = new double[call.OutputLength];
        for (int row = 0; row < call.Rows; row++)
        {
            int i = row % call.QueryLength, h = row / call.QueryLength % kernel.Heads, b = row / call.QueryLength / kernel.Heads;
            for (int e = 0; e < kernel.ValueDim && !float.IsNegativeInfinity(result.LogSumExp[row]); e++)
            {
                expected[(call.OutputRow(b, h, i) * kernel.ValueDim) + e] = call.Value(b, h / (kernel.Heads / kernel.KeyValueHeads), 0)[e];
            }
        }

        Tolerance.Check(expected, result.Output, call, "output");
    });

    /// <summary>The copy takes the place of another key, which is hidden where there is no copy: so places do not matter.</summary>
    [Fact]
    public void KeyTwiceIsBiasOfLogTwo()
    {
        int doubled = 0;
        RandomCalls.Check(Gen.Select(RandomCalls.Of(PropertyKernels.WithoutPlaces, sinks: true), Gen.Int[0, 1000]), drawn =>
        {
            (AttentionCase call, int seed) = (drawn.Item1.Full(), drawn.Item2);
            var random = new Random(seed);
            (int Key, int Copy)[] pairs = [.. Enumerable.Range(0, call.Batch).Select(b => Two(call, b, random))];
            doubled += pairs.Any(static pair => pair.Key != pair.Copy) ? 1 : 0;
            AttentionCase twice = call.Rearranged((b, j) => j == pairs[b].Copy ? pairs[b].Key : j);
            float[] bias = [.. twice.Bias!.Data];
            int n = call.KeyLength, item = call.Kernel.Heads * call.QueryLength * n;
            for (int at = 0; at < bias.Length; at++)
            {
                (int key, int copy) = pairs[at / item];
                if (key != copy)
                {
                    bias[at] = at % n == copy ? float.NegativeInfinity : at % n == key ? bias[at] + MathF.Log(2) : bias[at];
                }
            }

            AttentionResult one = (twice with { Bias = twice.Bias with { Data = bias } }).Run();
            AttentionResult two = twice.Run();
            Same(two.Output, one.Output, call, "output");
            Same(two.LogSumExp, one.LogSumExp, call, "log-sum-exp");
        });
        Assert.True(doubled > 50, $"Only {doubled} calls had a key to repeat.");
    }

    private static double Sink(AttentionCase call, int row) =>
        call.Sinks.Length == 0 ? double.NegativeInfinity : call.Sinks[row / call.QueryLength % call.Kernel.Heads];

    // A bias of its own, for each row, where the call has none; otherwise on top of the call's.
    private static PairTensor<float> Moved(AttentionCase call, float[] constants)
    {
        if (call.Bias is null)
        {
            return new PairTensor<float>(constants, call.Batch, call.Kernel.Heads, call.QueryLength, 1);
        }

        PairTensor<float> full = call.Full().Bias!;
        return full with { Data = [.. full.Data.Select((x, at) => x + constants[at / call.KeyLength])] };
    }

    private static int[] Permutation(AttentionCase call, int b, Random random)
    {
        int[] source = [.. Enumerable.Range(0, call.KeyLength)];
        random.Shuffle(source.AsSpan(call.SeenByAll(b)));
        return source;
    }

    // Equal where too few are seen.
    private static (int Key, int Copy) Two(AttentionCase call, int b, Random random)
    {
        (int begin, int count) = call.SeenByAll(b).GetOffsetAndLength(call.KeyLength);
        return count == 0 ? (0, 0) : (begin + random.Next(count), begin + random.Next(count));
    }

    private static void Same(IReadOnlyCollection<float> expected, float[] actual, AttentionCase call, string what) =>
        Tolerance.Check([.. expected.Select(static x => (double)x)], actual, call, what);
}
