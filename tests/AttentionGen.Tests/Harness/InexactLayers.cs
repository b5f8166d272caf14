using System;
using System.Collections.Generic;
using System.Linq;

namespace AttentionGen.Tests;

/// <summary>The hidden layers of one head, computed with the errors of single precision.</summary>
internal sealed class InexactLayers
{
    private readonly AttentionKernelAttribute _declaration;
    private readonly List<(Inexact[][] Rows, Inexact[] Bias)> _layers = [];

    public InexactLayers(Kernel kernel, int head)
    {
        _declaration = kernel.Declaration;
        KernelParameters learned = kernel.Parameters;
        int dim = kernel.Dim;
        if (_declaration.Score == Score.Additive)
        {
            int hidden = _declaration.HiddenDim;
            float[] both = [.. Enumerable.Range(head * hidden, hidden).SelectMany(
                a => learned.QueryWeight[(a * dim)..((a + 1) * dim)].Concat(learned.KeyWeight[(a * dim)..((a + 1) * dim)]))];
            Add(both, learned.Bias[(head * hidden)..((head + 1) * hidden)]);
            Add(learned.ScoreWeight[(head * hidden)..((head + 1) * hidden)], [0]);
        }
        else
        {
            int start = 0, input = 2 * dim;
            foreach (int output in (int[])[.. _declaration.HiddenDims, 1])
            {
                int size = (input + 1) * output, own = start + (head * size);
                Add(learned.Weights[own..(own + (input * output))], learned.Weights[(own + (input * output))..(own + size)]);
                start += kernel.Heads * size;
                input = output;
            }
        }

        // The scale lies in the weights of the last layer.
        (Inexact[][] last, Inexact[] offset) = _layers[^1];
        _layers[^1] = ([.. last.Select(Scaled)], Scaled(offset));
    }

    /// <summary>What the first layer makes of a query, its bias included.</summary>
    public Inexact[] OfQuery(Inexact[] query) =>
        [.. _layers[0].Rows.Select((row, a) => (Inexact.Dot(query, row.AsSpan(0, query.Length)) + _layers[0].Bias[a]).Rounded())];

    /// <summary>What the first layer makes of a key.</summary>
    public Inexact[] OfKey(Inexact[] key) => [.. _layers[0].Rows.Select(row => Inexact.Dot(key, row.AsSpan(key.Length)))];

    /// <summary>The score of a query and a key, each behind the first layer.</summary>
    public Inexact Combine(Inexact[] query, Inexact[] key)
    {
        Inexact[] active = [.. query.Select((x, a) => Activate((x + key[a]).Rounded()))];
        for (int layer = 1; layer < _layers.Count; layer++)
        {
            (Inexact[][] rows, Inexact[] bias) = _layers[layer];
            Inexact[] sums = [.. rows.Select((row, b) => (Inexact.Dot(row, active) + bias[b]).Rounded())];
            active = layer == _layers.Count - 1 ? sums : [.. sums.Select(Activate)];
        }

        return active[0];
    }

    // With the errors that VectorMath states.
    private Inexact Activate(Inexact x)
    {
        double value = x.Value;
        switch (_declaration.Activation)
        {
            case Activation.Relu:
                return value > 0 ? x : new Inexact(0, x.Spread);
            case Activation.Sigmoid:
                double sigmoid = 1 / (1 + Math.Exp(-value));
                return x.Through(sigmoid, sigmoid * (1 - sigmoid), 4e-7 * sigmoid);
            case Activation.Gelu:
                double normal = 0.5 * (1 + ReferenceMath.Erf(value / Math.Sqrt(2)));
                return x.Through(value * normal, normal + (value * Math.Exp(-value * value / 2) / Math.Sqrt(2 * Math.PI)), 2.5e-7 * Math.Abs(value));
            default:
                double tanh = Math.Tanh(value);
                return x.Through(tanh, 1 - (tanh * tanh), 3e-7 * Math.Abs(tanh));
        }
    }

    private Inexact[] Scaled(Inexact[] row) => _declaration.Scale == 1 ? row : [.. row.Select(x => (x * _declaration.Scale).Rounded())];

    private void Add(float[] matrix, float[] bias)
    {
        int input = matrix.Length / bias.Length;
        _layers.Add((
            [.. bias.Select((_, b) => (Inexact[])[.. matrix[(b * input)..((b + 1) * input)].Select(static x => (Inexact)x)])],
            [.. bias.Select(static x => (Inexact)x)]));
    }
}
