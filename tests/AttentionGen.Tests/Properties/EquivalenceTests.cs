using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.CompilerServices;
using CsCheck;
using Xunit;

namespace AttentionGen.Tests.Properties;

/// <summary>Different ways to ask for the same attention.</summary>
public sealed class EquivalenceTests
{
    /// <summary>The parts are calls of their own, whose positions count from their first key; a sink belongs to one of them.</summary>
    [Fact]
    public void KeysSplitAndMerged() => RandomCalls.Check(
        Gen.Select(RandomCalls.Of(PropertyKernels.OfAnyLength, sinks: true), Gen.Int[0, 300]), static drawn =>
    {
        (AttentionCase call, int at) = drawn;
        int cut = at % (call.KeyLength + 1);
        AttentionResult whole = call.Run();
        AttentionResult first = call.Part(0, cut).Run();
        AttentionResult second = (call.Part(cut, call.KeyLength) with { Sinks = [] }).Run();
        (float[] output, float[] logSumExp) = PartialResults.Merge(call, first, second);
        Tolerance.Check(Array.ConvertAll(output, static x => (double)x), whole.Output, call, $"output of keys cut at {cut}");
        Tolerance.Check(Array.ConvertAll(logSumExp, static x => (double)x), whole.LogSumExp, call, $"log-sum-exp of keys cut at {cut}");
    });

    /// <summary>All that a call gives, to the bit, as long as windows hold all keys: the first and the last one just so.</summary>
    [Fact]
    public void WindowAsWideAsTheKeysIsNone() => RandomCalls.Check(Wide, static drawn =>
    {
        (AttentionCase call, Kernel without) = drawn;
        AttentionResult window = call.Run(), plain = (call with { Kernel = without }).Run();
        Assert.Equal(plain.Output, window.Output);
        Assert.Equal(plain.Weights, window.Weights);
        Assert.Equal(plain.LogSumExp, window.LogSumExp);
        Assert.Equal(plain.Scores, window.Scores);
    });

    [Fact]
    public void GroupedHeadsAreRepeatedHeads() => RandomCalls.Check(
        from pair in Gen.Int[0, PropertyKernels.Groups.Count - 1].Select(static at => PropertyKernels.Groups[at])
        from call in RandomCalls.Of(pair.Grouped, sinks: true)
        select (pair, call),
        static drawn => Same(drawn.call.Run(), drawn.call.For(drawn.pair.Ungrouped).Run(), drawn.call));

    [Fact]
    public void HeadMajorIsTokenMajorTransposed() => RandomCalls.Check(
        from pair in Gen.Int[0, PropertyKernels.Layouts.Count - 1].Select(static at => PropertyKernels.Layouts[at])
        from call in RandomCalls.Of(pair.Kernel, sinks: true)
        select (pair, call),
        static drawn =>
        {
            AttentionCase transposed = drawn.call.For(drawn.pair.Transposed);
            AttentionResult expected = drawn.call.Run(), actual = transposed.Run();
            Same(expected, actual with { Output = Transposed(actual.Output, transposed, drawn.call) }, drawn.call);
        });

    /// <summary>An axis of length 1 is every entry along it, to the bit.</summary>
    [Fact]
    public void BroadcastIsRepetition() => RandomCalls.Check(RandomCalls.Of(PropertyKernels.All, sinks: true), static call =>
    {
        AttentionResult broadcast = call.Run();
        AttentionResult full = (call.Full() with { Bias = call.Bias is null ? null : call.Full().Bias }).Run();
        Assert.Equal(broadcast.Output, full.Output);
        Assert.Equal(broadcast.Weights, full.Weights);
        Assert.Equal(broadcast.LogSumExp, full.LogSumExp);
    });

    /// <summary>What this machine runs against every other path, whether emitted or in the runtime, in software where need be.</summary>
    [SkippableFact]
    public void AllPathsAgree()
    {
        Skip.IfNot(RuntimeFeature.IsDynamicCodeSupported, "Compiled natively, a program has the code of its own paths only.");
        IReadOnlyList<(Kernel Kernel, IReadOnlyList<Kernel> Others)> paths = PropertyKernels.Paths();
        RandomCalls.Check(
            from kernel in Gen.Int[0, paths.Count - 1].Select(at => paths[at])
            from call in RandomCalls.Of(kernel.Kernel, sinks: true)
            from stage in Gen.Enum<ScoreStage>()
            select (kernel.Others, call with { Stage = stage }),
            static drawn =>
            {
                (IReadOnlyList<Kernel> others, AttentionCase call) = drawn;
                AttentionResult expected = call.Run();
                AttentionReferenceResult exact = call.Expected();
                call.CheckScores(exact, expected.Scores);
                foreach (Kernel other in others)
                {
                    AttentionCase elsewhere = call with { Kernel = other };
                    AttentionResult actual = elsewhere.Run();
                    Same(expected, actual, elsewhere);
                    elsewhere.CheckScores(exact, actual.Scores);
                }
            });
    }

    // Any number of keys that fits, any offset that leaves the last key to the first query, as many queries as keep the first key.
    private static Gen<(AttentionCase Call, Kernel Without)> Wide =>
        from pair in Gen.Int[0, PropertyKernels.Windows.Count - 1].Select(static at => PropertyKernels.Windows[at])
        let left = pair.Window.Declaration.WindowLeft
        let right = pair.Window.Causal ? 0 : pair.Window.Declaration.WindowRight
        from n in Gen.Int[1, left + right + 1]
        from offset in Gen.Int[n - 1 - right, left]
        from m in Gen.Int[1, left - offset + 1]
        from seed in Gen.Int[0, 1000]
        select (new AttentionCase(pair.Window, m, n, batch: 2, seed) { QueryOffsets = [offset], Stage = (ScoreStage)(seed % 3) }, pair.Without);

    private static void Same(AttentionResult expected, AttentionResult actual, AttentionCase call)
    {
        Same(expected.Output, actual.Output, "output");
        Same(expected.Weights, actual.Weights, "weights");
        Same(expected.LogSumExp, actual.LogSumExp, "log-sum-exp");

        void Same(float[] expected, float[] actual, string what) => Tolerance.Check([.. expected.Select(static x => (double)x)], actual, call, what);
    }

    private static float[] Transposed(float[] output, AttentionCase from, AttentionCase to)
    {
        int width = to.Kernel.ValueDim;
        var result = new float[output.Length];
        for (int row = 0; row < to.Rows; row++)
        {
            int i = row % to.QueryLength, h = row / to.QueryLength % to.Kernel.Heads, b = row / to.QueryLength / to.Kernel.Heads;
            output.AsSpan(from.OutputRow(b, h, i) * width, width).CopyTo(result.AsSpan(to.OutputRow(b, h, i) * width));
        }

        return result;
    }
}
