using System;
using System.Linq;
using System.Reflection;
using Xunit;

namespace AttentionGen.Generator.Tests.Execution;

/// <summary>
/// Every emitted width on every machine: the generated file is made to believe that the width is accelerated, and where it is not, the
/// framework computes the vectors in software. So the Vector512 path is tested without AVX-512 too.
/// </summary>
public sealed class ForcedWidthTests
{
    private delegate void Kernel(float[] queries, float[] keys, float[] values, float[] output);

    public static TheoryData<string, int, int, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, int, int, bool>();
            foreach (string width in new[] { "Vector256", "Vector512" })
            {
                foreach ((int dim, int valueDim) in new[] { (1, 1), (7, 9), (16, 16), (20, 33), (64, 64), (40, 17), (130, 65) })
                {
                    cases.Add(width, dim, valueDim, false);
                    cases.Add(width, dim, valueDim, true);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void ForwardMatchesALoop(string width, int dim, int valueDim, bool causal)
    {
        (Kernel forward, AttentionKernelInfo info) = Load(width, dim, valueDim, causal);
        Assert.Equal(width, info.Path);
        foreach ((int m, int n) in new[] { (1, 1), (1, 37), (3, 300), (9, 16), (21, 150) })
        {
            var random = new Random((m * 1000) + n);
            float[] queries = Values(random, m * 2 * dim), keys = Values(random, n * dim), values = Values(random, n * valueDim);
            float[] output = new float[m * 2 * valueDim];
            forward(queries, keys, values, output);
            for (int row = 0; row < m * 2; row++)
            {
                int visible = causal ? Math.Min(n, (row / 2) + 1) : n;
                double[] weights = [.. Enumerable.Range(0, visible).Select(j => Math.Exp(
                    Enumerable.Range(0, dim).Sum(d => (double)queries[(row * dim) + d] * keys[(j * dim) + d]) / Math.Sqrt(dim)))];
                for (int e = 0; e < valueDim; e++)
                {
                    double expected = Enumerable.Range(0, visible).Sum(j => weights[j] * values[(j * valueDim) + e]) / weights.Sum();
                    double bound = 2e-6 + (2e-6 * Math.Abs(expected));
                    Assert.InRange(output[(row * valueDim) + e], expected - bound, expected + bound);
                }
            }
        }
    }

    private static (Kernel Forward, AttentionKernelInfo Info) Load(string width, int dim, int valueDim, bool causal)
    {
        Type kernel = ForcedWidth.Load(width, $$"""
            using AttentionGen;

            [AttentionKernel(2, {{dim}}, KeyValueHeads = 1, ValueDim = {{valueDim}}, Mask = AttentionMask.{{(causal ? "Causal" : "None")}})]
            public static partial class K
            {
                public static void Run(float[] queries, float[] keys, float[] values, float[] output) => Forward(queries, keys, values, output);
            }
            """);
        return (
            kernel.GetMethod("Run")!.CreateDelegate<Kernel>(),
            (AttentionKernelInfo)kernel.GetProperty("Info", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!);
    }

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)];
}
