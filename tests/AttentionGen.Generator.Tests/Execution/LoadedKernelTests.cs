using System;
using System.Linq;
using System.Reflection;
using AttentionGen.Generator.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Generator.Tests.Execution;

/// <summary>Generated assemblies, run: that attribute and kernel mean the same shape. The kernels' arithmetic has tests of its own.</summary>
public sealed class LoadedKernelTests
{
    [Theory]
    [InlineData("1, 1", 1, 1, 1, 1, 1, false, false)]
    [InlineData("3, 16, Score.ScaledDot", 3, 3, 16, 16, 0.25, false, false)]
    [InlineData("2, 5, Score.Dot, Mask = AttentionMask.Causal", 2, 2, 5, 5, 1, true, false)]
    [InlineData("6, 9, Scale = -0.5f, KeyValueHeads = 2, ValueDim = 20, Layout = TensorLayout.HeadMajor", 6, 2, 9, 20, -0.5, false, true)]
    [InlineData("4, 25, ValueDim = 3, KeyValueHeads = 1, Mask = AttentionMask.Causal", 4, 1, 25, 3, 0.2, true, false)]
    [InlineData("2, 100, ValueDim = 40, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor", 2, 2, 100, 40, 0.1, true, true)]
    public void ForwardMatchesALoop(string arguments, int heads, int groups, int dim, int valueDim, double scale, bool causal, bool headMajor)
    {
        MethodInfo run = Load(arguments).GetMethod("Run")!;
        var random = new Random(1);
        foreach ((int m, int n) in new[] { (1, 1), (3, 7), (13, 40), (0, 3), (2, 0) })
        {
            float[] queries = Values(random, m * heads * dim);
            float[] keys = Values(random, n * groups * dim);
            float[] values = Values(random, n * groups * valueDim);
            double[] expected = Expected(queries, keys, values);
            foreach (bool generic in new[] { false, true })
            {
                var output = (float[])run.Invoke(null, [queries, keys, values, m * heads * valueDim, generic])!;
                Assert.Equal(expected.Length, output.Length);
                for (int i = 0; i < output.Length; i++)
                {
                    Assert.InRange(output[i], expected[i] - Tolerance(expected[i]), expected[i] + Tolerance(expected[i]));
                }
            }

            double[] Expected(float[] queries, float[] keys, float[] values)
            {
                double[] result = new double[m * heads * valueDim];
                for (int h = 0; h < heads; h++)
                {
                    int g = h / (heads / groups);
                    for (int i = 0; i < m; i++)
                    {
                        int visible = causal ? Math.Min(n, i + 1) : n;
                        double[] weights = [.. Enumerable.Range(0, visible).Select(j => Math.Exp(scale * Enumerable.Range(0, dim).Sum(
                            d => (double)queries[At(h, i, heads, m, dim) + d] * keys[At(g, j, groups, n, dim) + d])))];
                        for (int e = 0; e < valueDim && visible > 0; e++)
                        {
                            result[At(h, i, heads, m, valueDim) + e] =
                                Enumerable.Range(0, visible).Sum(j => weights[j] * values[At(g, j, groups, n, valueDim) + e]) / weights.Sum();
                        }
                    }
                }

                return result;
            }
        }

        int At(int head, int token, int all, int length, int width) => (headMajor ? (head * length) + token : (token * all) + head) * width;
    }

    [Fact]
    public void ConstantsAndInfoTellTheShape()
    {
        Type user = Load("6, 9, KeyValueHeads = 2, ValueDim = 20");
        Assert.Equal([6, 2, 9, 20], (int[])user.GetMethod("Constants")!.Invoke(null, null)!);
        Assert.Equal([6, 2, 9, 20], (int[])user.GetMethod("InterfaceConstants")!.Invoke(null, null)!);
        var info = (AttentionKernelInfo)user.GetMethod("Info")!.Invoke(null, null)!;
        Assert.Equal((6, 2, 9, 20), (info.Heads, info.KeyValueHeads, info.Dim, info.ValueDim));
    }

    private static Type Load(string arguments) => LoadedKernels.Load(GeneratorRun.Of($$"""
        using System;
        using AttentionGen;

        [AttentionKernel({{arguments}})]
        public partial class K;

        public static class User
        {
            public static float[] Run(float[] queries, float[] keys, float[] values, int length, bool generic)
            {
                var output = new float[length];
                if (generic)
                {
                    Forward<K>(queries, keys, values, output);
                }
                else
                {
                    K.Forward(queries, keys, values, output);
                }

                return output;
            }

            public static int[] Constants() => [K.Heads, K.KeyValueHeads, K.Dim, K.ValueDim];
            public static int[] InterfaceConstants() => Numbers<K>();
            public static AttentionKernelInfo Info() => K.Info;

            private static int[] Numbers<T>() where T : IAttentionKernel => [T.Heads, T.KeyValueHeads, T.Dim, T.ValueDim];
            private static void Forward<T>(float[] queries, float[] keys, float[] values, float[] output)
                where T : IAttentionKernel => T.Forward(queries, keys, values, output, new AttentionOptions { Batch = 1 });
        }
        """)).GetType("User")!;

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];

    private static double Tolerance(double value) => 2e-6 + (2e-6 * Math.Abs(value));
}
