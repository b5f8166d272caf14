using System;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;
using AttentionGen.Sample.Translator.Training;
using Xunit;

namespace AttentionGen.Sample.Tests;

/// <summary>Derivatives against differences of the loss.</summary>
public class TapeTests
{
    // Every operation of the tape lies between the parameters and this loss.
    [Theory]
    [InlineData("dot")]
    [InlineData("general")]
    [InlineData("additive")]
    public void DerivativesAreThoseOfTheLoss(string score)
    {
        SentencePair[] pairs = [.. new Corpus(400, seed: 5).Pairs.GroupBy(static pair => (pair.Source.Length, pair.Target.Length))
            .OrderByDescending(static group => group.Count()).First().Take(3)];
        TranslationModel model = TranslationModel.Create(TranslateArguments(score), pairs, seed: 7);
        float[] values = model.Parameters.Values;

        // Biases begin at zero, where a mistake could hide.
        var random = new Randomness(11);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] += random.Symmetric(0.1f);
        }

        var batch = new SentenceBatch(model, pairs);
        var tape = new Tape(model.Parameters, isRecording: true);
        float factor = 1f / batch.Right.Length;
        _ = SentenceLoss.Compute(model, tape, batch, factor);
        tape.Backward();
        float[] gradients = [.. tape.ParameterGradients];

        // Along random directions: a difference of two losses then measures all derivatives at once.
        for (int trial = 0; trial < 8; trial++)
        {
            float[] direction = [.. values.Select(_ => random.Symmetric(1))];
            double expected = gradients.Zip(direction, static (gradient, d) => (double)gradient * d).Sum();
            double measured = (Loss(direction, 1e-3f) - Loss(direction, -1e-3f)) / 2e-3;
            Assert.InRange(measured - expected, -0.01 * Scale(gradients), 0.01 * Scale(gradients));
        }

        // Each block of parameters by itself: along its own derivatives the loss rises by their squares.
        foreach (int block in Enumerable.Range(0, 40))
        {
            int first = values.Length / 40 * block;
            float[] direction = new float[values.Length];
            gradients.AsSpan(first, values.Length / 40).CopyTo(direction.AsSpan(first));
            double length = Scale(direction);
            if (length < 1e-4)
            {
                continue;
            }

            float step = (float)(0.02 / length);
            double measured = (Loss(direction, step) - Loss(direction, -step)) / (2 * step);
            Assert.InRange(measured / (length * length), 0.97, 1.03);
        }

        double Loss(float[] direction, float step)
        {
            float[] saved = [.. values];
            for (int i = 0; i < values.Length; i++)
            {
                values[i] += step * direction[i];
            }

            tape.Clear();
            double loss = SentenceLoss.Compute(model, tape, batch, factor);
            saved.CopyTo(values, 0);
            return loss;
        }

        static double Scale(float[] vector) => Math.Sqrt(vector.Sum(static x => (double)x * x));

        static ScoreKind TranslateArguments(string score) => Translator.Output.TranslateArguments.ParseScore(score);
    }

    [Fact]
    public void WithoutRecordingComputesTheSame()
    {
        SentencePair[] pairs = [new Corpus(1, seed: 1).Pairs[0]];
        TranslationModel model = TranslationModel.Create(ScoreKind.Additive, pairs, seed: 1);
        int[] words = model.Source.Numbers(pairs[0].Source);
        (Tensor recorded, _) = model.Encoder.Read(new Tape(model.Parameters, isRecording: true), words, batch: 1);
        (Tensor computed, _) = model.Encoder.Read(new Tape(model.Parameters, isRecording: false), words, batch: 1);
        Assert.Equal(recorded.Values, computed.Values);
        Assert.True(computed.Gradients.IsEmpty);
    }

    // Sizes on both sides of the blocks that the products are computed in.
    [Theory]
    [InlineData(1, 8, 1)]
    [InlineData(2, 16, 4)]
    [InlineData(3, 40, 5)]
    [InlineData(5, 64, 11)]
    public void ProductsAreThoseOfPlainLoops(int rows, int inner, int outs)
    {
        var random = new Randomness(3);
        float[] x = [.. Enumerable.Range(0, rows * inner).Select(_ => random.Symmetric(1))];
        float[] w = [.. Enumerable.Range(0, outs * inner).Select(_ => random.Symmetric(1))];
        float[] y = [.. Enumerable.Repeat(0.5f, rows * outs)];
        Matrix.AddProductTransposed(x, w, y, rows, inner, outs);
        for (int i = 0; i < rows; i++)
        {
            for (int o = 0; o < outs; o++)
            {
                double sum = 0.5;
                for (int k = 0; k < inner; k++)
                {
                    sum += (double)x[(i * inner) + k] * w[(o * inner) + k];
                }

                Assert.Equal(sum, y[(i * outs) + o], 1e-5);
            }
        }

        // y w and its transposed counterpart y^T x.
        float[] back = new float[rows * inner];
        Matrix.AddProduct(y, outs, 1, w, back, rows, outs, inner);
        float[] across = new float[outs * inner];
        Matrix.AddProduct(y, 1, outs, x, across, outs, rows, inner);
        for (int k = 0; k < inner; k++)
        {
            double ofLastRow = Enumerable.Range(0, outs).Sum(o => (double)y[((rows - 1) * outs) + o] * w[(o * inner) + k]);
            Assert.Equal(ofLastRow, back[((rows - 1) * inner) + k], 1e-4);
            double ofLastOut = Enumerable.Range(0, rows).Sum(i => (double)y[(i * outs) + outs - 1] * x[(i * inner) + k]);
            Assert.Equal(ofLastOut, across[((outs - 1) * inner) + k], 1e-4);
        }
    }
}
