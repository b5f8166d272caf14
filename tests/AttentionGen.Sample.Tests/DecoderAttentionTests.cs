using System;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;
using Xunit;

namespace AttentionGen.Sample.Tests;

/// <summary>Training and translating must mean the same by attention: the tape's formulas against the generated kernels.</summary>
public class DecoderAttentionTests
{
    [Theory]
    [InlineData(nameof(ScoreKind.Dot), 1)]
    [InlineData(nameof(ScoreKind.Dot), 9)]
    [InlineData(nameof(ScoreKind.General), 1)]
    [InlineData(nameof(ScoreKind.General), 9)]
    [InlineData(nameof(ScoreKind.Additive), 1)]
    [InlineData(nameof(ScoreKind.Additive), 9)]
    public void KernelAndTapeAgree(string score, int words)
    {
        TranslationModel model = Trained.Model(Enum.Parse<ScoreKind>(score));
        var random = new Randomness(1);
        var tape = new Tape(model.Parameters, isRecording: false);
        Tensor query = Fill(tape.New(1, ModelShape.State));
        Tensor states = Fill(tape.New(words, ModelShape.State));
        Tensor expected = tape.New(1, ModelShape.State);
        Tensor scores = model.Attention.Scores(tape, query, model.Attention.Keys(tape, states));
        Tensor weights = tape.Softmax(scores);
        tape.WeightedSum(weights, states, expected);

        float[] context = new float[ModelShape.State];
        float[] kernelWeights = new float[words];
        float[] kernelScores = new float[words];
        KernelAttention.Create(model.Attention).Attend(query.Values, states.Values, context, kernelScores, kernelWeights);
        Near(scores.Values, kernelScores);
        Near(weights.Values, kernelWeights);
        Near(expected.Values, context);

        Tensor Fill(Tensor tensor)
        {
            foreach (ref float value in tensor.Values)
            {
                value = random.Symmetric(1);
            }

            return tensor;
        }

        static void Near(ReadOnlySpan<float> expected, float[] actual) => Assert.All(
            expected.ToArray().Zip(actual),
            static pair => Assert.Equal(pair.First, pair.Second, 2e-5f * (1 + MathF.Abs(pair.First))));
    }

    [Fact]
    public void StepsAreConsistent()
    {
        Translation translation = Trained.Translate(ScoreKind.Additive, "Yesterday I bought two books in the shop");
        foreach (DecoderStep step in translation.Steps)
        {
            Assert.Equal(1, step.Weights.Sum(), 1e-5f);
            float[] softmax = new float[step.Scores.Length];
            Activations.Softmax(step.Scores, softmax);
            Assert.All(softmax.Zip(step.Weights), static pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
            for (int e = 0; e < step.Context.Length; e++)
            {
                Assert.Equal(step.Weights.Select((weight, j) => weight * translation.States[j][e]).Sum(), step.Context[e], 1e-5f);
            }
        }
    }
}
