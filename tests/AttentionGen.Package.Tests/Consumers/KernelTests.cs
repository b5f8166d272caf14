using AttentionGen;
using Xunit;
using static DoublePrecision;

public sealed class KernelTests
{
    [Fact]
    public void AgreesWithDoublePrecision()
    {
        const int count = 6, dim = Cosines.Dim;
        float[] queries = Random(1, count * dim), keys = Random(2, count * dim), values = Random(3, count * dim), output = new float[count * dim];
        Cosines.Forward(queries, keys, values, output);
        double[] expected = Attention(
            values, count, count, 1, 1, dim, causal: false,
            (h, q, k) => Dot(queries, q, keys, k, dim) / Math.Sqrt(Dot(queries, q, queries, q, dim) * Dot(keys, k, keys, k, dim)));
        Assert.True(IsClose(expected, output));
    }
}

[AttentionKernel(1, 33, Score.Cosine)]
internal static partial class Cosines;
