using System;
using System.Linq;
using System.Reflection;
using Xunit;

namespace AttentionGen.Generator.Tests.Execution;

/// <summary>Every emitted width with scores that are not plain dot products, against double precision.</summary>
public sealed class ForcedWidthScoreTests
{
    private delegate void Kernel(float[] weights, float[] queries, float[] keys, float[] values, float[] output, in AttentionOptions options);

    [Theory]
    [InlineData("Vector256", "4, 20, Score.Cosine, KeyValueHeads = 2, ValueDim = 33")]
    [InlineData("Vector512", "4, 20, Score.Cosine, KeyValueHeads = 2, ValueDim = 33")]
    [InlineData("Vector256", "2, 24, Score.Cosine, WindowLeft = 40, WindowRight = 9, Layout = TensorLayout.HeadMajor")]
    [InlineData("Vector512", "2, 24, Score.Cosine, WindowLeft = 40, WindowRight = 9, Layout = TensorLayout.HeadMajor")]
    public void WithoutParameters(string width, string attribute) => Check(width, attribute, "", "");

    [Theory]
    [InlineData("Vector256", "4, 20, Score.General, KeyValueHeads = 2, ValueDim = 9, Scale = 0.25f")]
    [InlineData("Vector512", "4, 20, Score.General, KeyValueHeads = 2, ValueDim = 9, Scale = 0.25f")]
    [InlineData("Vector256", "2, 10, Score.Mlp, HiddenDims = new[] { 7 }, Activation = Activation.Relu")]
    [InlineData("Vector512", "2, 10, Score.Mlp, HiddenDims = new[] { 7 }, Activation = Activation.Relu")]
    [InlineData("Vector256", "2, 10, Score.Mlp, HiddenDims = new[] { 40 }, Activation = Activation.Gelu, KeyValueHeads = 1")]
    [InlineData("Vector512", "2, 10, Score.Mlp, HiddenDims = new[] { 40 }, Activation = Activation.Gelu, KeyValueHeads = 1")]
    [InlineData("Vector256", "1, 6, Score.Mlp, HiddenDims = new[] { 18 }, Activation = Activation.Sigmoid")]
    [InlineData("Vector512", "1, 6, Score.Mlp, HiddenDims = new[] { 18 }, Activation = Activation.Sigmoid")]
    [InlineData("Vector256", "2, 9, Score.Mlp, HiddenDims = new[] { 33, 5, 20 }, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor")]
    [InlineData("Vector512", "2, 9, Score.Mlp, HiddenDims = new[] { 33, 5, 20 }, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor")]
    public void WithOneParameter(string width, string attribute) => Check(width, attribute, "weights", "");

    [Theory]
    [InlineData("Vector256", "2, 17, Score.Additive, ValueDim = 5, Mask = AttentionMask.Causal")]
    [InlineData("Vector512", "2, 17, Score.Additive, ValueDim = 5, Mask = AttentionMask.Causal")]
    [InlineData("Vector256", "4, 3, Score.Additive, HiddenDim = 50, KeyValueHeads = 2, Scale = 0.5f, WindowLeft = 30")]
    [InlineData("Vector512", "4, 3, Score.Additive, HiddenDim = 50, KeyValueHeads = 2, Scale = 0.5f, WindowLeft = 30")]
    public void Additive(string width, string attribute) => Check(
        width, attribute,
        "weights.AsSpan(0, H * A * D), weights.AsSpan(H * A * D, H * A * D), weights.AsSpan(2 * H * A * D, H * A), weights.AsSpan((2 * D + 1) * H * A, H * A)",
        "");

    [Theory]
    [InlineData("Vector256", "4, 10, Score.Location, KeyLength = 70, KeyValueHeads = 2")]
    [InlineData("Vector512", "4, 10, Score.Location, KeyLength = 70, KeyValueHeads = 2")]
    public void Location(string width, string attribute) => Check(
        width, attribute, "weights.AsSpan(0, H * N * D), weights.AsSpan(H * N * D, H * N)", "keys");

    private static void Check(string width, string attribute, string parameters, string withoutKeys)
    {
        Type type = ForcedWidth.Load(width, $$"""
            using System;
            using AttentionGen;

            [AttentionKernel({{attribute}})]
            public sealed partial class K
            {
                private const int H = Heads, D = Dim;
                private static readonly int A = ((AttentionKernelAttribute)Attribute.GetCustomAttribute(typeof(K), typeof(AttentionKernelAttribute))!).HiddenDim;
                private static readonly int N = ((AttentionKernelAttribute)Attribute.GetCustomAttribute(typeof(K), typeof(AttentionKernelAttribute))!).KeyLength;

                public static void Run(float[] weights, float[] queries, float[] keys, float[] values, float[] output, in AttentionOptions options) =>
                    {{(parameters.Length == 0 ? "" : $"new K({parameters}).")}}Forward(queries, {{(withoutKeys.Length == 0 ? "keys, " : "")}}values, output, options);
            }
            """);
        Kernel forward = type.GetMethod("Run")!.CreateDelegate<Kernel>();
        AttentionKernelAttribute kernel = type.GetCustomAttribute<AttentionKernelAttribute>()!;
        var info = (AttentionKernelInfo)type.GetProperty("Info", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        Assert.Equal(width, info.Path);
        foreach ((int m, int keys) in new[] { (1, 150), (3, 40), (21, 190) })
        {
            int n = kernel.KeyLength > 0 ? kernel.KeyLength : keys;
            var random = new Random((m * 1000) + n);
            float[] weights = Values(random, Length(kernel));
            float[] queries = Values(random, m * kernel.Heads * kernel.Dim), from = Values(random, n * kernel.KeyValueHeads * kernel.Dim);
            float[] values = Values(random, n * kernel.KeyValueHeads * kernel.ValueDim);
            float[] output = new float[m * kernel.Heads * kernel.ValueDim], scores = new float[kernel.Heads * m * n];
            foreach (ScoreStage stage in new[] { ScoreStage.Scaled, ScoreStage.Biased })
            {
                var options = new AttentionOptions { QueryOffsets = new[] { n - m }, Scores = scores, ScoreStage = stage };
                forward(weights, queries, from, values, output, options);
                AttentionReferenceResult expected = AttentionReference.Compute(kernel, queries, from, values, options, Parameters(kernel, weights));
                Near(expected.Output, output);
                Near(expected.Scores, scores);
            }
        }
    }

    private static int Length(AttentionKernelAttribute kernel)
    {
        int hidden = kernel.HiddenDim;
        int[] layers = [2 * kernel.Dim, .. kernel.HiddenDims, 1];
        return kernel.Heads * kernel.Score switch
        {
            Score.General => kernel.Dim * kernel.Dim,
            Score.Location => kernel.KeyLength * (kernel.Dim + 1),
            Score.Additive => hidden * ((2 * kernel.Dim) + 2),
            Score.Mlp => layers.Zip(layers.Skip(1)).Sum(static layer => (layer.First + 1) * layer.Second),
            _ => 0,
        };
    }

    private static AttentionParameters Parameters(AttentionKernelAttribute kernel, float[] weights)
    {
        int matrix = kernel.Heads * kernel.Dim * (kernel.Score == Score.Location ? kernel.KeyLength : kernel.HiddenDim);
        int vector = matrix / kernel.Dim;
        return kernel.Score switch
        {
            Score.General => new() { Weight = weights },
            Score.Mlp => new() { Weights = weights },
            Score.Location => new() { Weight = weights.AsSpan(0, matrix), Bias = weights.AsSpan(matrix) },
            Score.Additive => new()
            {
                QueryWeight = weights.AsSpan(0, matrix),
                KeyWeight = weights.AsSpan(matrix, matrix),
                Bias = weights.AsSpan(2 * matrix, vector),
                ScoreWeight = weights.AsSpan((2 * matrix) + vector),
            },
            _ => default,
        };
    }

    private static void Near(double[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            double bound = 2e-6 + (2e-6 * Math.Abs(expected[i]));
            if (double.IsFinite(expected[i]))
            {
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
