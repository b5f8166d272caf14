using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>The textbook's algorithm, with a trained model: from the words of a sentence to their translation.</summary>
internal sealed class SentenceTranslator(TranslationModel model)
{
    // Twice the longest sentence of the grammar: a decoder that has lost its way stops here.
    private const int MostWords = 40;

    private readonly Tape _tape = new(model.Parameters, isRecording: false);

    /// <summary>The kernel that attends.</summary>
    public KernelAttention Attention { get; } = KernelAttention.Create(model.Attention);

    /// <summary>Translates; the decoder always takes the likeliest word.</summary>
    /// <param name="source">Words of the model's vocabulary, at least one.</param>
    public Translation Translate(ImmutableArray<Token> source)
    {
        _tape.Clear();

        // The encoder reads the words: h_1, h_2...
        int[] words = model.Source.Numbers(source.Select(static token => token.Text));
        (Tensor states, Tensor state) = model.Encoder.Read(_tape, words, batch: 1);

        var steps = new List<DecoderStep>();
        int word = model.Start;
        while (word != model.End && steps.Count < MostWords)
        {
            // Scores, weights and context vector: the kernel's work.
            Tensor context = _tape.New(1, ModelShape.State);
            float[] scores = new float[source.Length];
            float[] weights = new float[source.Length];
            Attention.Attend(state.Values, states.Values, context.Values, scores, weights);

            // The decoder goes on from its last word, its state and the context, and chooses a word.
            Tensor next = _tape.New(1, ModelShape.State);
            model.Decoder.Step(_tape, model.Decoder.Words(_tape, [word]), context, state, next);
            Span<float> logits = model.Decoder.Logits(_tape, next, context).Values;
            float[] probabilities = new float[logits.Length];
            Activations.Softmax(logits, probabilities);
            word = Largest(probabilities);
            steps.Add(new DecoderStep(
                state.Values.ToArray(), scores, weights, context.Values.ToArray(), model.Target.Words[word], probabilities[word]));
            state = next;
        }

        return new Translation(source, [.. source.Select((_, j) => states.Row(j).ToArray())], [.. steps]);
    }

    private static int Largest(float[] numbers) => Array.IndexOf(numbers, numbers.Max());
}
