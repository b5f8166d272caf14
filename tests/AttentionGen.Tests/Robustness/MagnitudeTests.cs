using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Tests.Properties;
using Xunit;

namespace AttentionGen.Tests.Robustness;

/// <summary>Numbers at the ends of what a float holds: denormal, tiny, huge, and zero of either sign; on every path.</summary>
public sealed class MagnitudeTests
{
    private static readonly IReadOnlyList<Kernel> Kernels =
    [
        .. new[] { "Plain", "CausalWindow", "Capped", "Alibi", "All" }.SelectMany(static name => OnEveryPath(KernelCatalog.Get($"Options.{name}"), $"Options.{name}")),
        .. new[] { "CosineGrouped", "GeneralHeadMajor", "AdditiveGrouped", "MlpRelu", "MlpDeep", "LocationGrouped" }
            .SelectMany(static name => OnEveryPath(LearnedKernels.Get(name), $"Learned.{name}")),
    ];

    public static TheoryData<int, string> Numbered
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int at = 0; at < Kernels.Count; at++)
            {
                data.Add(at, $"{Kernels[at]}");
            }

            return data;
        }
    }

    /// <summary>
    /// Queries, keys and values, each multiplied by a power of two: down to where all elements are denormal, up to where products of them
    /// nearly overflow. Errors are measured in the units that the numbers then have.
    /// </summary>
    [Theory]
    [MemberData(nameof(Numbered))]
    public void PowersOfTwo(int at, string kernel)
    {
        Assert.Equal(kernel, $"{Kernels[at]}");
        foreach ((int queries, int keys, int values) in new[]
        {
            (0, 0, -140), (0, 0, -126), (0, 0, -60), (0, 0, 60), (0, 0, 100), (-140, 0, 0), (0, -140, 0), (-149, -149, -149), (-70, -70, -70), (60, -60, 0), (-60, 60, 0),
            (100, -100, 90), (-126, 100, -126), (40, 0, 0), (0, 40, 0), (50, 50, 0),
        })
        {
            // A perceptron adds queries to keys: of keys that are small beside the queries, no float has anything left.
            if (Kernels[at].Declaration.Score == Score.Mlp && queries != keys && int.Max(queries, keys) > 0)
            {
                continue;
            }

            Check(Scaled(new AttentionCase(Kernels[at], 1, Keys(at)), queries, keys, values), values, queries + keys);
            Check(Scaled(new AttentionCase(Kernels[at], 19, Keys(at)) { QueryOffsets = [Keys(at) - 19] }, queries, keys, values), values, queries + keys);
        }
    }

    /// <summary>Elements of all magnitudes beside one another: small ones are lost in sums, and in nothing else.</summary>
    [Theory]
    [MemberData(nameof(Numbered))]
    public void AllMagnitudesTogether(int at, string kernel)
    {
        Assert.Equal(kernel, $"{Kernels[at]}");
        foreach (int m in new[] { 1, 19 })
        {
            var call = new AttentionCase(Kernels[at], m, Keys(at)) { QueryOffsets = [Keys(at) - m] };
            var random = new Random(at);
            foreach (float[] tensor in new[] { call.Queries, call.Keys, call.Values })
            {
                for (int i = 0; i < tensor.Length; i++)
                {
                    tensor[i] = (float)Math.ScaleB(tensor[i], -random.Next(0, 160));
                }
            }

            Check(call, 0, 0);
        }
    }

    /// <summary>The sign of a zero among queries and keys is nowhere to be seen, and a sum of zeros of any sign is zero.</summary>
    [Theory]
    [MemberData(nameof(Numbered))]
    public void NegativeZero(int at, string kernel)
    {
        Assert.Equal(kernel, $"{Kernels[at]}");
        foreach (int m in new[] { 1, 19 })
        {
            var call = new AttentionCase(Kernels[at], m, Keys(at)) { QueryOffsets = [Keys(at) - m] };
            foreach (float[] tensor in new[] { call.Queries, call.Keys, call.Values })
            {
                for (int i = 0; i < tensor.Length; i += 3)
                {
                    tensor[i] = 0;
                }
            }

            float[] expected = call.Output();
            foreach (float[] tensor in new[] { call.Queries, call.Keys, call.Values })
            {
                for (int i = 0; i < tensor.Length; i += 3)
                {
                    tensor[i] = -0f;
                }
            }

            Assert.Equal(expected, call.Output());
            Array.Fill(call.Values, -0f);
            Assert.All(call.Output(), static x => Assert.Equal(0, x));
        }
    }

    /// <summary>
    /// Bits of a row do not depend on the rows that share a tile with it, however large their scores are, nor on what earlier calls of the
    /// thread left in memory where a tile has no row.
    /// </summary>
    [Theory]
    [MemberData(nameof(Numbered))]
    public void HugeNumbersBesideAndBefore(int at, string kernel)
    {
        Assert.Equal(kernel, $"{Kernels[at]}");
        foreach (int m in new[] { 1, 2, 7, 19 })
        {
            var call = new AttentionCase(Kernels[at], m, Keys(at)) { QueryOffsets = [Keys(at) - m] };
            float[] expected = call.Output();
            var huge = new AttentionCase(Kernels[at], m, Keys(at)) { QueryOffsets = [Keys(at) - m] };
            for (int row = 0; row < m; row += 3)
            {
                for (int h = 0; h < huge.Kernel.Heads; h++)
                {
                    foreach (ref float x in huge.Query(0, h, row))
                    {
                        x *= 1e30f;
                    }
                }
            }

            float[] beside = huge.Output();
            Assert.Equal(expected, call.Output());
            int width = call.Kernel.ValueDim;
            for (int row = 0; row < m; row++)
            {
                for (int h = 0; row % 3 > 0 && h < call.Kernel.Heads; h++)
                {
                    int own = call.OutputRow(0, h, row) * width;
                    Assert.Equal(expected[own..(own + width)], beside[own..(own + width)]);
                }
            }
        }
    }

    private static IEnumerable<Kernel> OnEveryPath(Kernel kernel, string name) =>
        [kernel, .. KernelPaths.Others(kernel, typeof(MagnitudeTests).Assembly, $"AttentionGen.Tests.Kernels.{name}")];

    private static int Keys(int at) => LearnedKernels.KeyLength(Kernels[at], 150);

    private static AttentionCase Scaled(AttentionCase call, int queries, int keys, int values)
    {
        Scale(call.Queries, queries);
        Scale(call.Keys, keys);
        Scale(call.Values, values);
        return call;

        static void Scale(float[] tensor, int power)
        {
            for (int i = 0; i < tensor.Length; i++)
            {
                tensor[i] = (float)Math.ScaleB(tensor[i], power);
            }
        }
    }

    /// <param name="call">The call.</param>
    /// <param name="values">The power of two that values, and so outputs, are near.</param>
    /// <param name="scores">The same of scores, and so of the log-sum-exp; below 1 they are 0, and it is what it always is.</param>
    private static void Check(AttentionCase call, int values, int scores)
    {
        AttentionResult actual = call.Run();
        AttentionReferenceResult expected = call.Expected();

        // What is lost where an output is denormal: half of the last bit for each key that was added.
        Compare(expected.Output, actual.Output, Math.ScaleB(1, values), call.KeyLength * (double)float.Epsilon, "output");
        Compare(expected.LogSumExp, actual.LogSumExp, Math.ScaleB(1, int.Max(scores, 0)), 0, "log-sum-exp");
        Tolerance.Check(expected.Weights, actual.Weights, call, "weights");

        void Compare(double[] expected, float[] actual, double unit, double lost, string what)
        {
            for (int i = 0; i < actual.Length; i++)
            {
                double error = Math.Abs(expected[i] - actual[i]);
                Assert.True(error <= (2e-6 * (unit + Math.Abs(expected[i]))) + lost, $"{call}: {what}[{i}] is {actual[i]:G9}, expected {expected[i]:G9}, in units of {unit:G3}");
            }
        }
    }
}
