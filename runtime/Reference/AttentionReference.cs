using System;

namespace AttentionGen;

/// <summary>
/// Textbook attention in double precision, what a kernel's results are to be compared with: one row at a time, in the order in which
/// the formula is written, without blocks, vectors or an online softmax.
/// </summary>
/// <remarks>
/// For query <c>i</c> of head <c>h</c>, at position <c>p</c>, with the keys and values of head <c>h / (H / G)</c>:
/// <list type="number">
/// <item><c>s[j] = scale * (q . k[j])</c> for every visible key <c>j</c> (Vaswani et al., "Attention Is All You Need", 2017, equation 1);</item>
/// <item><c>w[j] = exp(s[j] - M) / sum over visible l of exp(s[l] - M)</c>, <c>M</c> the largest visible score;</item>
/// <item><c>o = sum over visible j of w[j] * v[j]</c>, and the log-sum-exp is <c>M + log(sum over visible j of exp(s[j] - M))</c>;</item>
/// <item>with <see cref="HeadCombine.WeightedSum"/>, the output is <c>sum over h of headWeight[h] * o[h]</c>.</item>
/// </list>
/// A hidden key is not looked at in any step, so nothing it holds can reach a result. In a row without a visible key, or whose visible
/// scores are all -infinity, the weights are 0 and the log-sum-exp is -infinity. Everything else follows IEEE 754: a NaN in a visible
/// input, or a score of +infinity, makes its row NaN.
/// </remarks>
public static class AttentionReference
{
    /// <summary>Computes what a kernel of this declaration is to give for these inputs.</summary>
    /// <param name="kernel">The kernel's declaration: the attribute on its type, or one made for the purpose.</param>
    /// <param name="queries"><c>[B, m, H, D]</c> or <c>[B, H, m, D]</c>.</param>
    /// <param name="keys"><c>[B, n, G, D]</c> or <c>[B, G, n, D]</c>.</param>
    /// <param name="values"><c>[B, n, G, E]</c> or <c>[B, G, n, E]</c>.</param>
    /// <param name="options">Batch size, lengths and offsets. The output spans in it are not used: the result has them all.</param>
    /// <returns>Output, weights and log-sum-exp.</returns>
    /// <exception cref="ArgumentException">A length does not fit the kernel's shape.</exception>
    public static AttentionReferenceResult Compute(
        AttentionKernelAttribute kernel, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values,
        in AttentionOptions options = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        int batch = options.Batch == 0 ? 1 : options.Batch;
        int m = Length(nameof(queries), queries.Length, batch * kernel.Heads * kernel.Dim);
        int n = Length(nameof(keys), keys.Length, batch * kernel.KeyValueHeads * kernel.Dim);
        if (Length(nameof(values), values.Length, batch * kernel.KeyValueHeads * kernel.ValueDim) != n)
        {
            throw new ArgumentException("There must be as many values as keys.", nameof(values));
        }

        CheckFixed(nameof(queries), m, kernel.QueryLength);
        CheckFixed(nameof(keys), n, kernel.KeyLength);
        int rows = batch * kernel.Heads * m;
        bool sumHeads = kernel.Combine == HeadCombine.WeightedSum;
        var result = new AttentionReferenceResult(rows / (sumHeads ? kernel.Heads : 1) * kernel.ValueDim, rows, n);
        var visible = new bool[n];
        for (int b = 0; b < batch; b++)
        {
            for (int h = 0; h < kernel.Heads; h++)
            {
                int g = h / (kernel.Heads / kernel.KeyValueHeads);
                double headWeight = !sumHeads ? 1 : options.HeadWeights.IsEmpty ? 1.0 / kernel.Heads : options.HeadWeights[h];
                for (int i = 0; i < m; i++)
                {
                    // Extra outputs are [B, H, m, ...] in either layout.
                    int row = (((b * kernel.Heads) + h) * m) + i;
                    int queryRow = Row(kernel.Layout, b, i, m, h, kernel.Heads);
                    Span<double> weights = result.Weights.AsSpan(row * n, n);
                    for (int j = 0; j < n; j++)
                    {
                        visible[j] = IsVisible(kernel, options, b, i, j);
                        if (visible[j])
                        {
                            int keyRow = Row(kernel.Layout, b, j, n, g, kernel.KeyValueHeads);
                            weights[j] = kernel.ExactScale * Dot(
                                queries.Slice(queryRow * kernel.Dim, kernel.Dim), keys.Slice(keyRow * kernel.Dim, kernel.Dim));
                        }
                    }

                    result.LogSumExp[row] = Softmax(weights, visible);
                    int outputRow = sumHeads ? (b * m) + i : queryRow;
                    Span<double> output = result.Output.AsSpan(outputRow * kernel.ValueDim, kernel.ValueDim);
                    for (int j = 0; j < n; j++)
                    {
                        if (visible[j])
                        {
                            int valueRow = Row(kernel.Layout, b, j, n, g, kernel.KeyValueHeads);
                            AddScaled(values.Slice(valueRow * kernel.ValueDim, kernel.ValueDim), headWeight * weights[j], output);
                        }
                    }
                }
            }
        }

        return result;
    }

    /// <summary>Whether query <c>i</c> of item <c>b</c> sees key <c>j</c>.</summary>
    private static bool IsVisible(AttentionKernelAttribute kernel, in AttentionOptions options, int b, int i, int j)
    {
        int offset = options.QueryOffsets.Length switch
        {
            0 => 0,
            1 => options.QueryOffsets[0],
            _ => options.QueryOffsets[b],
        };
        long position = (long)i + offset;
        return (options.KeyLengths.IsEmpty || j < options.KeyLengths[b]) &&
            (kernel.Mask != AttentionMask.Causal || j <= position);
    }

    /// <summary>Turns the visible scores into weights, in place; hidden ones become 0. Returns the log-sum-exp.</summary>
    private static double Softmax(Span<double> scores, ReadOnlySpan<bool> visible)
    {
        double largest = double.NegativeInfinity;
        for (int j = 0; j < scores.Length; j++)
        {
            // Math.Max passes a NaN on.
            largest = visible[j] ? Math.Max(largest, scores[j]) : largest;
        }

        if (double.IsNegativeInfinity(largest))
        {
            scores.Clear();
            return double.NegativeInfinity;
        }

        double sum = 0;
        for (int j = 0; j < scores.Length; j++)
        {
            scores[j] = visible[j] ? Math.Exp(scores[j] - largest) : 0;
            sum += scores[j];
        }

        for (int j = 0; j < scores.Length; j++)
        {
            scores[j] = visible[j] ? scores[j] / sum : 0;
        }

        return largest + Math.Log(sum);
    }

    private static double Dot(ReadOnlySpan<float> query, ReadOnlySpan<float> key)
    {
        double sum = 0;
        for (int d = 0; d < query.Length; d++)
        {
            sum += (double)query[d] * key[d];
        }

        return sum;
    }

    private static void AddScaled(ReadOnlySpan<float> value, double weight, Span<double> output)
    {
        for (int e = 0; e < value.Length; e++)
        {
            output[e] += weight * value[e];
        }
    }

    private static int Row(TensorLayout layout, int b, int token, int length, int head, int heads) =>
        layout == TensorLayout.TokenMajor ? (((b * length) + token) * heads) + head : (((b * heads) + head) * length) + token;

    private static void CheckFixed(string name, int length, int fixedLength)
    {
        if (fixedLength != 0 && length != fixedLength)
        {
            throw new ArgumentException($"There are {length}; the kernel is made for {fixedLength}.", name);
        }
    }

    private static int Length(string name, int elements, int step) =>
        elements % step == 0
            ? elements / step
            : throw new ArgumentException($"{elements} elements are no multiple of {step}.", name);
}
