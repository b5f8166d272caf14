using System;

namespace AttentionGen;

/// <summary>
/// Textbook attention in double precision, what a kernel's results are to be compared with: one row at a time, in the order in which
/// the formula is written, without blocks, vectors or an online softmax.
/// </summary>
/// <remarks>
/// For query <c>i</c> of head <c>h</c>, at position <c>p</c>, with the keys and values of head <c>h / (H / G)</c>:
/// <list type="number">
/// <item><c>s[j] = scale * score(q, k[j])</c> for every visible key <c>j</c>, the score as <see cref="Score"/> defines it;</item>
/// <item><c>s[j] = cap * tanh(s[j] / cap)</c> in a kernel with a soft cap, then <c>s[j] += bias[j]</c> and <c>s[j] -= slope[h] * |p - j|</c>;</item>
/// <item><c>w[j] = exp(s[j] - M) / sum over visible l of exp(s[l] - M)</c>, <c>M</c> the largest visible score; a sink is one more <c>s</c>
/// in maximum and sum;</item>
/// <item><c>o = sum over visible j of w[j] * v[j]</c>, and the log-sum-exp is <c>M + log(sum over visible j of exp(s[j] - M))</c>;</item>
/// <item>with <see cref="HeadCombine.WeightedSum"/>, the output is <c>sum over h of headWeight[h] * o[h]</c>.</item>
/// </list>
/// A hidden key is not looked at in any step, so nothing it holds can reach a result. In a row without a visible key, or whose visible
/// scores are all -infinity, the weights are 0 and the log-sum-exp is the sink, or -infinity. Everything else follows IEEE 754: a NaN in a visible
/// input, or a score of +infinity, makes its row NaN.
/// </remarks>
public static class AttentionReference
{
    /// <summary>Computes what a kernel of this declaration is to give for these inputs.</summary>
    /// <param name="kernel">The kernel's declaration: the attribute on its type, or one made for the purpose.</param>
    /// <param name="queries"><c>[B, m, H, D]</c> or <c>[B, H, m, D]</c>.</param>
    /// <param name="keys"><c>[B, n, G, D]</c> or <c>[B, G, n, D]</c>.</param>
    /// <param name="values"><c>[B, n, G, E]</c> or <c>[B, G, n, E]</c>.</param>
    /// <param name="options">Batch size, lengths, offsets, bias, masks, sinks, and the stage of the scores. The output spans in it are not used: the result has them all.</param>
    /// <param name="parameters">What the score has learned; the keys are not read, and may be empty, for <see cref="Score.Location"/>.</param>
    /// <returns>Output, weights, log-sum-exp and scores.</returns>
    /// <exception cref="ArgumentException">A length does not fit the kernel's shape.</exception>
    public static AttentionReferenceResult Compute(
        AttentionKernelAttribute kernel, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values,
        in AttentionOptions options = default, in AttentionParameters parameters = default)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        int batch = options.Batch == 0 ? 1 : options.Batch;
        int m = Length(nameof(queries), queries.Length, batch * kernel.Heads * kernel.Dim);
        int n = Length(nameof(values), values.Length, batch * kernel.KeyValueHeads * kernel.ValueDim);
        bool readsKeys = kernel.Score != Score.Location;
        if (readsKeys && Length(nameof(keys), keys.Length, batch * kernel.KeyValueHeads * kernel.Dim) != n)
        {
            throw new ArgumentException("There must be as many values as keys.", nameof(values));
        }

        CheckFixed(nameof(queries), m, kernel.QueryLength);
        CheckFixed(readsKeys ? nameof(keys) : nameof(values), n, kernel.KeyLength);
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
                        visible[j] = PairReference.IsVisible(kernel, options, b, h, i, j);
                        double kept = double.NegativeInfinity;
                        if (visible[j] || options.ScoreStage != ScoreStage.Biased)
                        {
                            int keyRow = Row(kernel.Layout, b, j, n, g, kernel.KeyValueHeads);
                            double scaled = kernel.ExactScale * ReferenceScores.Raw(
                                kernel, parameters, h, queries.Slice(queryRow * kernel.Dim, kernel.Dim),
                                readsKeys ? keys.Slice(keyRow * kernel.Dim, kernel.Dim) : default, j);
                            double capped = PairReference.Capped(kernel, scaled);
                            weights[j] = capped + PairReference.Added(kernel, options, b, h, i, j);
                            kept = options.ScoreStage switch { ScoreStage.Scaled => scaled, ScoreStage.Capped => capped, _ => weights[j] };
                        }

                        result.Scores[(row * n) + j] = kept;
                    }

                    result.LogSumExp[row] = Softmax(weights, visible, options.Sinks.IsEmpty ? double.NegativeInfinity : options.Sinks[h]);
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

    /// <summary>Turns the visible scores into weights, in place; hidden ones become 0. Returns the log-sum-exp, the sink included.</summary>
    private static double Softmax(Span<double> scores, ReadOnlySpan<bool> visible, double sink)
    {
        double largest = sink;
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

        double sum = Math.Exp(sink - largest);
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
