using System;
using System.Linq;
using System.Reflection;
using Xunit;

namespace AttentionGen.Generator.Tests.Execution;

/// <summary>Every emitted width with windows, soft cap, ALiBi, bias, mask, sinks and kept scores, against double precision.</summary>
public sealed class ForcedWidthOptionTests
{
    private delegate void Kernel(float[] queries, float[] keys, float[] values, float[] output, in AttentionOptions options);

    [Theory]
    [InlineData("Vector256", "4, 20, KeyValueHeads = 2, ValueDim = 33")]
    [InlineData("Vector512", "4, 20, KeyValueHeads = 2, ValueDim = 33")]
    [InlineData("Vector256", "3, 24, WindowLeft = 40, WindowRight = 9, SoftCap = 0.75f, Alibi = true")]
    [InlineData("Vector512", "3, 24, WindowLeft = 40, WindowRight = 9, SoftCap = 0.75f, Alibi = true")]
    [InlineData("Vector256", "2, 16, KeyValueHeads = 1, WindowLeft = 70, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor")]
    [InlineData("Vector512", "2, 16, KeyValueHeads = 1, WindowLeft = 70, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor")]
    public void MatchesTheReference(string width, string attribute)
    {
        Type type = ForcedWidth.Load(width, $$"""
            using AttentionGen;

            [AttentionKernel({{attribute}})]
            public static partial class K
            {
                public static void Run(float[] queries, float[] keys, float[] values, float[] output, in AttentionOptions options) =>
                    Forward(queries, keys, values, output, options);
            }
            """);
        Kernel forward = type.GetMethod("Run")!.CreateDelegate<Kernel>();
        AttentionKernelAttribute kernel = type.GetCustomAttribute<AttentionKernelAttribute>()!;
        foreach ((int m, int n) in new[] { (1, 300), (3, 40), (21, 190) })
        {
            var random = new Random((m * 1000) + n);
            float[] queries = Values(random, m * kernel.Heads * kernel.Dim), keys = Values(random, n * kernel.KeyValueHeads * kernel.Dim);
            float[] values = Values(random, n * kernel.KeyValueHeads * kernel.ValueDim);
            float[] bias = Values(random, kernel.Heads * n), sinks = Values(random, kernel.Heads), logSumExp = new float[kernel.Heads * m];
            bool[] allowed = [.. Enumerable.Range(0, m * n).Select(_ => random.Next(5) != 0)];
            float[] output = new float[m * kernel.Heads * kernel.ValueDim], scores = new float[kernel.Heads * m * n];

            // A key that no row sees, and a NaN that the first row does not.
            bias[7] = float.NegativeInfinity;
            allowed.AsSpan(0, n / 3).Clear();
            values[0] = float.NaN;
            var options = new AttentionOptions
            {
                QueryOffsets = new[] { n - m },
                Bias = new Broadcast<float>(bias, 1, kernel.Heads, 1, n),
                Allowed = new Broadcast<bool>(allowed, 1, 1, m, n),
                Sinks = sinks,
                Scores = scores,
                ScoreStage = ScoreStage.Biased,
                LogSumExp = logSumExp,
            };
            forward(queries, keys, values, output, options);
            AttentionReferenceResult expected = AttentionReference.Compute(kernel, queries, keys, values, options);
            Check(expected.Output, output);
            Check(expected.Scores, scores);
            Check(expected.LogSumExp, logSumExp);
        }
    }

    private static void Check(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (double.IsFinite(expected[i]))
            {
                double bound = 2e-6 + (2e-6 * Math.Abs(expected[i]));
                Assert.InRange(actual[i], expected[i] - bound, expected[i] + bound);
            }
            else
            {
                Assert.Equal(expected[i], (double)actual[i]);
            }
        }
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
}
