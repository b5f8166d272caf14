using System;

namespace AttentionGen;

/// <summary>The score of one query and one key, each straight from its formula; see <see cref="Score"/> for where they come from.</summary>
internal static class ReferenceScores
{
    /// <summary>The score of key <paramref name="j"/> before the scale.</summary>
    public static double Raw(
        AttentionKernelAttribute kernel, in AttentionParameters parameters, int head, ReadOnlySpan<float> query, ReadOnlySpan<float> key, int j) =>
        kernel.Score switch
        {
            Score.Cosine => Cosine(query, key),
            Score.General => General(Head(parameters.Weight, head, kernel.Heads), query, key),
            Score.Additive => Additive(parameters, head, kernel.Heads, query, key),
            Score.Mlp => Mlp(kernel, parameters.Weights, head, query, key),
            Score.Location => Location(
                Head(parameters.Weight, head, kernel.Heads), Head(parameters.Bias, head, kernel.Heads), query, j),
            _ => Dot(query, key),
        };

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int d = 0; d < a.Length; d++)
        {
            sum += (double)a[d] * b[d];
        }

        return sum;
    }

    private static double Cosine(ReadOnlySpan<float> query, ReadOnlySpan<float> key)
    {
        double norms = Math.Sqrt(Dot(query, query)) * Math.Sqrt(Dot(key, key));
        return norms == 0 ? 0 : Dot(query, key) / norms;
    }

    private static double General(ReadOnlySpan<float> weight, ReadOnlySpan<float> query, ReadOnlySpan<float> key)
    {
        double sum = 0;
        for (int d = 0; d < query.Length; d++)
        {
            sum += query[d] * Dot(weight.Slice(d * key.Length, key.Length), key);
        }

        return sum;
    }

    private static double Additive(in AttentionParameters parameters, int head, int heads, ReadOnlySpan<float> query, ReadOnlySpan<float> key)
    {
        ReadOnlySpan<float> queryWeight = Head(parameters.QueryWeight, head, heads), keyWeight = Head(parameters.KeyWeight, head, heads);
        ReadOnlySpan<float> bias = Head(parameters.Bias, head, heads), scoreWeight = Head(parameters.ScoreWeight, head, heads);
        double sum = 0;
        for (int a = 0; a < bias.Length; a++)
        {
            double x = Dot(queryWeight.Slice(a * query.Length, query.Length), query) + Dot(keyWeight.Slice(a * key.Length, key.Length), key) + bias[a];
            sum += scoreWeight[a] * Math.Tanh(x);
        }

        return sum;
    }

    private static double Mlp(
        AttentionKernelAttribute kernel, ReadOnlySpan<float> weights, int head, ReadOnlySpan<float> query, ReadOnlySpan<float> key)
    {
        double[] input = new double[query.Length + key.Length];
        for (int d = 0; d < query.Length; d++)
        {
            input[d] = query[d];
            input[query.Length + d] = key[d];
        }

        int[] outputs = [.. kernel.HiddenDims, 1];
        for (int layer = 0; layer < outputs.Length; layer++)
        {
            int size = (outputs[layer] * input.Length) + outputs[layer];
            ReadOnlySpan<float> own = weights.Slice(head * size, size);
            var output = new double[outputs[layer]];
            for (int b = 0; b < output.Length; b++)
            {
                double sum = own[(output.Length * input.Length) + b];
                for (int a = 0; a < input.Length; a++)
                {
                    sum += own[(b * input.Length) + a] * input[a];
                }

                output[b] = layer == outputs.Length - 1 ? sum : Activate(kernel.Activation, sum);
            }

            weights = weights[(kernel.Heads * size)..];
            input = output;
        }

        return input[0];
    }

    private static double Activate(Activation activation, double x) => activation switch
    {
        Activation.Relu => Math.Max(x, 0),
        Activation.Sigmoid => 1 / (1 + Math.Exp(-x)),
        Activation.Gelu => 0.5 * x * (1 + ReferenceMath.Erf(x / Math.Sqrt(2))),
        _ => Math.Tanh(x),
    };

    private static double Location(ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, ReadOnlySpan<float> query, int j) =>
        Dot(weight.Slice(j * query.Length, query.Length), query) + bias[j];

    private static ReadOnlySpan<float> Head(ReadOnlySpan<float> all, int head, int heads) =>
        all.Slice(head * (all.Length / heads), all.Length / heads);
}
