using System;
using System.Linq;

namespace AttentionGen.Tests;

/// <summary>
/// The scores of one head of a call, computed with the errors that single precision makes on the way: how exact a kept score is depends on
/// the numbers that it is the sum of, not on the score itself. See docs/numerics.md.
/// </summary>
internal sealed class InexactScores
{
    private readonly AttentionCase _call;
    private readonly int _batch;
    private readonly int _head;
    private readonly Inexact[][] _queries;
    private readonly Inexact[][] _keys;
    private readonly InexactLayers? _layers;

    public InexactScores(AttentionCase call, int batch, int head)
    {
        (_call, _batch, _head) = (call, batch, head);
        int group = head / (call.Kernel.Heads / call.Kernel.KeyValueHeads);
        _layers = Declaration.Score is Score.Additive or Score.Mlp ? new InexactLayers(call.Kernel, head) : null;
        _queries = [.. Enumerable.Range(0, call.QueryLength).Select(i => Query(Exact(call.Query(batch, head, i))))];
        _keys = [.. Enumerable.Range(0, call.KeyLength).Select(j => Key(Declaration.Score == Score.Location ? [] : Exact(call.Key(batch, group, j)), j))];
    }

    private AttentionKernelAttribute Declaration => _call.Kernel.Declaration;

    /// <summary>The score of a pair at the stage that the call asks for; before the bias as if every key were seen.</summary>
    public Inexact this[int i, int j]
    {
        get
        {
            Inexact scaled = Scaled(_queries[i], _keys[j], j);
            return _call.Stage switch
            {
                ScoreStage.Scaled => scaled,
                ScoreStage.Capped => Capped(scaled),
                _ => Biased(Capped(scaled), i, j),
            };
        }
    }

    private Inexact[] Query(Inexact[] query) => Declaration.Score switch
    {
        Score.Cosine => Normalised(query, Declaration.Scale),
        Score.General => Projected(Scaled(query)),
        Score.Additive or Score.Mlp => _layers!.OfQuery(query),
        _ => Scaled(query),
    };

    private Inexact[] Key(Inexact[] key, int j) => Declaration.Score switch
    {
        Score.Cosine => Normalised(key, 1),
        Score.Location => Exact(OfHead(_call.Kernel.Parameters.Weight).AsSpan(j * Declaration.Dim, Declaration.Dim)),
        Score.Additive or Score.Mlp => _layers!.OfKey(key),
        _ => key,
    };

    private Inexact Scaled(Inexact[] query, Inexact[] key, int j)
    {
        if (_layers is not null)
        {
            return _layers.Combine(query, key);
        }

        Inexact product = Inexact.Dot(query, key);
        return Declaration.Score switch
        {
            // The root of D is no single-precision number.
            Score.ScaledDot => product.Rounded(),

            // With few queries, keys are divided by their norms after the product.
            Score.Cosine => product.Rounded(),
            Score.Location => (product + ((Inexact)(OfHead(_call.Kernel.Parameters.Bias)[j] * Declaration.Scale)).Rounded()).Rounded(),
            _ => product,
        };
    }

    private Inexact[] Scaled(Inexact[] query) => [.. query.Select(x => (x * Declaration.Scale).Rounded())];

    // The squares of a norm have one sign: of n of them, a sum in single precision is off by the root of n / 3 roundings, and its root by half
    // of that; then the root, its inverse, and the product are rounded.
    private static Inexact[] Normalised(Inexact[] vector, double factor)
    {
        double norm = Math.Sqrt(vector.Sum(static x => x.Value * x.Value));
        double units = Math.Sqrt(((vector.Length + 1) / 12.0) + 3);
        return [.. vector.Select(x => norm == 0 ? 0 : ((Inexact)(factor * (x.Value / norm))).Within(units))];
    }

    // q^T W.
    private Inexact[] Projected(Inexact[] query)
    {
        float[] weight = OfHead(_call.Kernel.Parameters.Weight);
        int dim = query.Length;
        return [.. Enumerable.Range(0, dim).Select(e => Inexact.Dot(query, [.. Enumerable.Range(0, dim).Select(d => (Inexact)weight[(d * dim) + e])]))];
    }

    private Inexact Capped(Inexact score)
    {
        double cap = Declaration.SoftCap;
        if (cap == 0)
        {
            return score;
        }

        Inexact x = (score * (1 / cap)).Rounded(2);
        double tanh = Math.Tanh(x.Value);
        return (x.Through(tanh, 1 - (tanh * tanh), 3e-7 * Math.Abs(tanh)) * cap).Rounded();
    }

    // ALiBi rounds its slope, two products and two sums, a bias one sum; no sum on the way exceeds that of the absolute values.
    private Inexact Biased(Inexact score, int i, int j)
    {
        AttentionOptions options = _call.Options();
        double added = PairReference.Added(Declaration, options, _batch, _head, i, j);
        double bias = options.Bias.IsAbsent ? 0 : Math.Abs(added - PairReference.Added(Declaration, options with { Bias = default }, _batch, _head, i, j));
        double distance = Declaration.Alibi ? Math.Abs(PairReference.Added(Declaration, options with { Bias = default }, _batch, _head, i, j)) : 0;
        double largest = Math.Abs(score.Value) + distance + bias;
        double spread = (Declaration.Alibi ? (2 * distance * distance) + (2 * largest * largest) : 0) + (options.Bias.IsAbsent ? 0 : largest * largest);
        return new Inexact(score.Value + added, score.Spread + spread);
    }

    private float[] OfHead(float[] all)
    {
        int length = all.Length / _call.Kernel.Heads;
        return all[(_head * length)..((_head + 1) * length)];
    }

    private static Inexact[] Exact(ReadOnlySpan<float> vector)
    {
        var exact = new Inexact[vector.Length];
        for (int d = 0; d < vector.Length; d++)
        {
            exact[d] = vector[d];
        }

        return exact;
    }
}
