/// <summary>Attention in double precision, from the formula: what the kernels of these projects are compared with.</summary>
internal static class DoublePrecision
{
    /// <summary>Token-major tensors; the score of query i and key j of a head, given their places in the tensors.</summary>
    public static double[] Attention(
        float[] values, int queries, int keys, int heads, int keyValueHeads, int valueDim, bool causal, Func<int, int, int, double> score)
    {
        double[] output = new double[queries * heads * valueDim];
        for (int i = 0; i < queries; i++)
        {
            for (int h = 0; h < heads; h++)
            {
                int group = h / (heads / keyValueHeads), visible = causal ? Math.Min(i + 1, keys) : keys;
                double[] scores = [.. Enumerable.Range(0, visible).Select(j => score(h, (i * heads) + h, (j * keyValueHeads) + group))];
                double[] weights = [.. scores.Select(each => Math.Exp(each - scores.Max()))];
                for (int j = 0; j < visible; j++)
                {
                    for (int e = 0; e < valueDim; e++)
                    {
                        output[(((i * heads) + h) * valueDim) + e] += weights[j] / weights.Sum() * values[(((j * keyValueHeads) + group) * valueDim) + e];
                    }
                }
            }
        }

        return output;
    }

    public static double Dot(float[] a, int row, float[] b, int otherRow, int dim) =>
        Enumerable.Range(0, dim).Sum(d => (double)a[(row * dim) + d] * b[(otherRow * dim) + d]);

    public static float[] Random(int seed, int length)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, length).Select(_ => (2 * random.NextSingle()) - 1)];
    }

    /// <summary>Whether all results are as close as AttentionGen promises.</summary>
    public static bool IsClose(double[] expected, float[] actual) =>
        expected.Zip(actual).All(static pair => Math.Abs(pair.First - pair.Second) <= 2e-6 + (2e-6 * Math.Abs(pair.First)));
}
