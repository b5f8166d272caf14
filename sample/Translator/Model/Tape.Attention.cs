using System;
using System.Runtime.Intrinsics;

namespace AttentionGen.Sample.Translator.Model;

/// <content>
/// Attention, for training: the same formulas as the kernels', a step at a time, for several sentences of one length. The states of
/// sentence <c>b</c> of <c>B</c> are the rows <c>j * B + b</c>.
/// </content>
internal sealed partial class Tape
{
    /// <summary><c>e[b, j] = query_b . key_bj</c>.</summary>
    /// <returns><c>[B, n]</c>.</returns>
    public Tensor DotScores(Tensor queries, Tensor keys)
    {
        int batch = queries.Rows;
        Tensor scores = New(batch, keys.Rows / batch);
        for (int row = 0; row < keys.Rows; row++)
        {
            scores.Row(row % batch)[row / batch] = Matrix.Dot(queries.Row(row % batch), keys.Row(row));
        }

        Note(() =>
        {
            for (int row = 0; row < keys.Rows; row++)
            {
                int b = row % batch;
                float gradient = scores.GradientRow(b)[row / batch];
                Matrix.AddScaled(gradient, keys.Row(row), queries.GradientRow(b));
                Matrix.AddScaled(gradient, queries.Row(b), keys.GradientRow(row));
            }
        });
        return scores;
    }

    /// <summary><c>e[b, j] = vector . tanh(query_b + key_bj)</c>, of queries and keys that their matrices have been applied to.</summary>
    /// <returns><c>[B, n]</c>.</returns>
    public Tensor AdditiveScores(Tensor queries, Tensor keys, Tensor vector)
    {
        int batch = queries.Rows;
        Tensor scores = New(batch, keys.Rows / batch);
        Tensor hidden = New(keys.Rows, keys.Columns);
        for (int row = 0; row < keys.Rows; row++)
        {
            ReadOnlySpan<float> query = queries.Row(row % batch);
            ReadOnlySpan<float> key = keys.Row(row);
            Span<float> tanh = hidden.Row(row);
            for (int i = 0; i < tanh.Length; i += Matrix.Lanes)
            {
                Activations.Tanh(Vector256.Create(query[i..]) + Vector256.Create(key[i..])).CopyTo(tanh[i..]);
            }

            scores.Row(row % batch)[row / batch] = Matrix.Dot(vector.Values, tanh);
        }

        Note(() =>
        {
            for (int row = 0; row < keys.Rows; row++)
            {
                int b = row % batch;
                Vector256<float> gradient = Vector256.Create(scores.GradientRow(b)[row / batch]);
                ReadOnlySpan<float> tanh = hidden.Row(row);
                for (int i = 0; i < tanh.Length; i += Matrix.Lanes)
                {
                    Vector256<float> t = Vector256.Create(tanh[i..]);
                    Vector256<float> v = Vector256.Create((ReadOnlySpan<float>)vector.Values[i..]);
                    AddTo(vector.Gradients[i..], gradient * t);
                    Vector256<float> inner = gradient * v * (Vector256<float>.One - (t * t));
                    AddTo(queries.GradientRow(b)[i..], inner);
                    AddTo(keys.GradientRow(row)[i..], inner);
                }
            }
        });
        return scores;
    }

    /// <summary><c>a[b, j] = exp(e[b, j]) / sum_i exp(e[b, i])</c>.</summary>
    public Tensor Softmax(Tensor scores)
    {
        Tensor weights = New(scores.Rows, scores.Columns);
        for (int b = 0; b < scores.Rows; b++)
        {
            Activations.Softmax(scores.Row(b), weights.Row(b));
        }

        Note(() =>
        {
            for (int b = 0; b < scores.Rows; b++)
            {
                ReadOnlySpan<float> weight = weights.Row(b);
                ReadOnlySpan<float> gradient = weights.GradientRow(b);
                Span<float> result = scores.GradientRow(b);
                float mean = 0;
                for (int j = 0; j < weight.Length; j++)
                {
                    mean += weight[j] * gradient[j];
                }

                for (int j = 0; j < weight.Length; j++)
                {
                    result[j] += weight[j] * (gradient[j] - mean);
                }
            }
        });
        return weights;
    }

    /// <summary><c>context_b = sum_j a[b, j] state_bj</c>.</summary>
    /// <param name="weights"><c>[B, n]</c>.</param>
    /// <param name="states">The rows <c>j * B + b</c>.</param>
    /// <param name="contexts"><c>[B, D]</c>, zeros: receives the result.</param>
    public void WeightedSum(Tensor weights, Tensor states, Tensor contexts)
    {
        int batch = weights.Rows;
        for (int row = 0; row < states.Rows; row++)
        {
            Matrix.AddScaled(weights.Row(row % batch)[row / batch], states.Row(row), contexts.Row(row % batch));
        }

        Note(() =>
        {
            for (int row = 0; row < states.Rows; row++)
            {
                int b = row % batch;
                ReadOnlySpan<float> gradient = contexts.GradientRow(b);
                weights.GradientRow(b)[row / batch] += Matrix.Dot(gradient, states.Row(row));
                Matrix.AddScaled(weights.Row(b)[row / batch], gradient, states.GradientRow(row));
            }
        });
    }

    private static void AddTo(Span<float> sum, Vector256<float> value) =>
        (Vector256.Create((ReadOnlySpan<float>)sum) + value).CopyTo(sum);
}
