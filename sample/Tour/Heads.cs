using System;

namespace AttentionGen.Sample.Tour;

/// <summary>The projections of four heads: from the embedding of a word to its queries, keys and values.</summary>
/// <remarks>
/// A trained model would have learnt them. These are set by hand, so every pattern has a reason: a query is large where the key that
/// its head looks for is large.
/// </remarks>
internal static class Heads
{
    private const int Itself = 0;
    private const int Previous = 1;
    private const int SameClass = 2;
    private const int Partner = 3;

    public static readonly string[] Names = ["the word itself", "the word before", "words of its class", "its partner"];

    /// <summary><c>[words, H, D]</c>: what each word looks for.</summary>
    public static float[] Queries(ReadOnlySpan<float> embeddings)
    {
        var projection = new Projection(SentenceAttention.Heads, SentenceAttention.Dim);
        Turn(projection, Itself, words: 0, gain: 6);
        Turn(projection, Previous, words: -1, gain: 6);
        for (int wordClass = 0; wordClass < Sentence.ClassDim; wordClass++)
        {
            projection.Set(SameClass, Sentence.PositionDim + wordClass, wordClass, 12);
        }

        // Articles and verbs look for a noun, nouns and the rest for a verb; all of them near the next word. The two slowest pairs do
        // not come round within the sentence, which makes their match a measure of nearness.
        Look(projection, Sentence.Article, Sentence.Noun);
        Look(projection, Sentence.Noun, Sentence.Verb);
        Look(projection, Sentence.Verb, Sentence.Noun);
        Look(projection, Sentence.Other, Sentence.Verb);
        Turn(projection, Partner, words: 1, gain: 12, firstPair: 2, pairs: 2, to: Sentence.ClassDim);
        return projection.Apply(embeddings);
    }

    /// <summary><c>[words, H, D]</c>: what each word is.</summary>
    public static float[] Keys(ReadOnlySpan<float> embeddings)
    {
        var projection = new Projection(SentenceAttention.Heads, SentenceAttention.Dim);
        Turn(projection, Itself, words: 0, gain: 1);
        Turn(projection, Previous, words: 0, gain: 1);
        for (int wordClass = 0; wordClass < Sentence.ClassDim; wordClass++)
        {
            projection.Set(SameClass, Sentence.PositionDim + wordClass, wordClass, 1);
            projection.Set(Partner, Sentence.PositionDim + wordClass, wordClass, 1);
        }

        Turn(projection, Partner, words: 0, gain: 1, firstPair: 2, pairs: 2, to: Sentence.ClassDim);
        return projection.Apply(embeddings);
    }

    /// <summary><c>[words, H, E]</c>: what each word tells, which is its class.</summary>
    public static float[] Values(ReadOnlySpan<float> embeddings)
    {
        var projection = new Projection(SentenceAttention.Heads, SentenceAttention.ValueDim);
        for (int head = 0; head < SentenceAttention.Heads; head++)
        {
            for (int wordClass = 0; wordClass < Sentence.ClassDim; wordClass++)
            {
                projection.Set(head, Sentence.PositionDim + wordClass, wordClass, 1);
            }
        }

        return projection.Apply(embeddings);
    }

    private static void Look(Projection projection, int wordClass, int partner) =>
        projection.Set(Partner, Sentence.PositionDim + wordClass, partner, 20);

    // The position some words further on is each pair of sine and cosine, rotated: that is what puts it within reach of a matrix.
    private static void Turn(
        Projection projection, int head, int words, float gain, int firstPair = 0, int pairs = Sentence.PositionDim / 2, int to = 0)
    {
        for (int pair = firstPair; pair < firstPair + pairs; pair++)
        {
            (float sin, float cos) = MathF.SinCos(words * Sentence.Speed(pair));
            int from = 2 * pair;
            projection.Set(head, from, to, gain * cos);
            projection.Set(head, from + 1, to, gain * sin);
            projection.Set(head, from, to + 1, -gain * sin);
            projection.Set(head, from + 1, to + 1, gain * cos);
            to += 2;
        }
    }
}
