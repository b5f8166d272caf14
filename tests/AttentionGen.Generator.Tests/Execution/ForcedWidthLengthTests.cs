using System;
using System.Linq;
using System.Reflection;
using Xunit;

namespace AttentionGen.Generator.Tests.Execution;

/// <summary>Every emitted width of kernels that know their lengths, against double precision and against the tiles that any length takes.</summary>
public sealed class ForcedWidthLengthTests
{
    private delegate void Kernel(float[] queries, float[] keys, float[] values, float[] output, in AttentionOptions options);

    [Theory]
    [InlineData("Vector256", "2, 64, QueryLength = 49, KeyLength = 49")]
    [InlineData("Vector512", "2, 64, QueryLength = 49, KeyLength = 49")]
    [InlineData("Vector256", "3, 20, ValueDim = 33, QueryLength = 13, KeyLength = 96, Unroll = 3")]
    [InlineData("Vector512", "3, 20, ValueDim = 33, QueryLength = 13, KeyLength = 96, Unroll = 3")]
    [InlineData("Vector256", "2, 130, QueryLength = 8, KeyLength = 5, WindowLeft = 200")]
    [InlineData("Vector512", "2, 130, QueryLength = 8, KeyLength = 5, WindowLeft = 200")]
    [InlineData("Vector256", "6, 16, KeyValueHeads = 2, QueryLength = 25, KeyLength = 160, Mask = AttentionMask.Causal, Combine = HeadCombine.WeightedSum")]
    [InlineData("Vector512", "6, 16, KeyValueHeads = 2, QueryLength = 25, KeyLength = 160, Mask = AttentionMask.Causal, Combine = HeadCombine.WeightedSum")]
    public void WholeRowsHaveTheBitsOfTiles(string width, string attribute)
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
        int m = kernel.QueryLength, n = kernel.KeyLength;
        var random = new Random(m);
        float[] queries = Values(random, m * kernel.Heads * kernel.Dim), keys = Values(random, n * kernel.KeyValueHeads * kernel.Dim);
        float[] values = Values(random, n * kernel.KeyValueHeads * kernel.ValueDim);
        foreach (int offset in new[] { 0, n })
        {
            float[] logSumExp = new float[kernel.Heads * m], tiledLogSumExp = new float[kernel.Heads * m], weights = new float[kernel.Heads * m * n];
            var options = new AttentionOptions { QueryOffsets = new[] { offset }, LogSumExp = logSumExp };
            AttentionReferenceResult expected = AttentionReference.Compute(kernel, queries, keys, values, options);
            float[] output = new float[expected.Output.Length], tiled = new float[expected.Output.Length];
            forward(queries, keys, values, output, options);
            for (int i = 0; i < output.Length; i++)
            {
                double bound = 2e-6 + (2e-6 * Math.Abs(expected.Output[i]));
                Assert.InRange(output[i], expected.Output[i] - bound, expected.Output[i] + bound);
            }

            // Weights are only to be had of tiles.
            forward(queries, keys, values, tiled, options with { LogSumExp = tiledLogSumExp, Weights = weights });
            Assert.Equal(tiled, output);
            Assert.Equal(tiledLogSumExp, logSumExp);
        }
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
}
