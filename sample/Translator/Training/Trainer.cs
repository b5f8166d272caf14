using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;

namespace AttentionGen.Sample.Translator.Training;

/// <summary>How to train.</summary>
internal sealed record TrainingOptions
{
    /// <summary>How often every sentence is seen.</summary>
    public int Epochs { get; init; } = 24;

    /// <summary>The first weights and the order of sentences follow from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The most threads. The result does not depend on it.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;
}

/// <summary>Trains a model on pairs of sentences.</summary>
/// <remarks>
/// A step takes <see cref="Parts"/> batches, each with a tape of its own, and adds up their gradients in the order of the batches:
/// threads change who computes, never the result.
/// </remarks>
internal sealed class Trainer
{
    private const int Parts = 4;
    private const int PartSize = 16;
    private const float Rate = 4e-3f;
    private const float LargestGradient = 1;

    private readonly TranslationModel _model;
    private readonly IReadOnlyList<SentencePair> _pairs;
    private readonly TrainingOptions _options;
    private readonly Randomness _random;
    private readonly Adam _adam;
    private readonly float[] _gradients;
    private readonly Tape[] _tapes;

    public Trainer(TranslationModel model, IReadOnlyList<SentencePair> pairs, TrainingOptions options)
    {
        _model = model;
        _pairs = pairs;
        _options = options;
        _random = new Randomness(options.Seed);
        _adam = new Adam(model.Parameters.Count);
        _gradients = new float[model.Parameters.Count];
        _tapes = [.. Enumerable.Range(0, Parts).Select(_ => new Tape(model.Parameters, isRecording: true))];
    }

    /// <summary>Trains.</summary>
    /// <param name="report">Is told the share of the work that is done, and the mean loss of a word in the step.</param>
    public void Run(Action<double, double> report)
    {
        for (int epoch = 0; epoch < _options.Epochs; epoch++)
        {
            SentenceBatch[] batches = Shuffle();
            for (int first = 0; first < batches.Length; first += Parts)
            {
                double done = (epoch + ((double)first / batches.Length)) / _options.Epochs;
                double loss = Step(batches.AsSpan(first, int.Min(Parts, batches.Length - first)).ToArray(), RateAt(done));
                report(done, loss);
            }
        }

        report(1, double.NaN);
    }

    // A short rise, while Adam's averages are young, then half a cosine down to nothing.
    private static float RateAt(double done) => Rate * (float)(Math.Min(1, done / 0.02) * 0.5 * (1 + Math.Cos(Math.PI * done)));

    private double Step(SentenceBatch[] batches, float rate)
    {
        float factor = 1f / batches.Sum(static batch => batch.Right.Length);
        double[] losses = new double[batches.Length];
        Parallel.For(0, batches.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.Threads }, part =>
        {
            _tapes[part].Clear();
            losses[part] = SentenceLoss.Compute(_model, _tapes[part], batches[part], factor);
            _tapes[part].Backward();
        });

        Array.Clear(_gradients);
        double squares = 0;
        for (int i = 0; i < _gradients.Length; i++)
        {
            for (int part = 0; part < batches.Length; part++)
            {
                _gradients[i] += _tapes[part].ParameterGradients[i];
            }

            squares += (double)_gradients[i] * _gradients[i];
        }

        // One unlucky step must not throw the model off.
        float scale = (float)Math.Min(1, LargestGradient / Math.Sqrt(squares + 1e-12));
        foreach (ref float gradient in _gradients.AsSpan())
        {
            gradient *= scale;
        }

        _adam.Step(_model.Parameters.Values, _gradients, rate);
        return losses.Sum();
    }

    // All sentences in a new order, cut into batches of one length each, in an order of their own.
    private SentenceBatch[] Shuffle()
    {
        SentencePair[] pairs = [.. _pairs];
        _random.Shuffle<SentencePair>(pairs);
        SentenceBatch[] batches =
        [
            .. pairs.GroupBy(static pair => (pair.Source.Length, pair.Target.Length))
                .SelectMany(static group => group.Chunk(PartSize))
                .Select(chunk => new SentenceBatch(_model, chunk)),
        ];
        _random.Shuffle<SentenceBatch>(batches);
        return batches;
    }
}
