using System;

namespace AttentionGen.Sample.Tour;

/// <summary>A sentence as numbers: each word's position and its class.</summary>
internal static class Sentence
{
    /// <summary>Elements of an embedding that tell the position: the sine and the cosine of each speed.</summary>
    public const int PositionDim = 8;

    /// <summary>Elements of an embedding that tell the class: a 1 in the class's place.</summary>
    public const int ClassDim = 4;

    /// <summary>Elements of an embedding.</summary>
    public const int Dim = PositionDim + ClassDim;

    public const int Article = 0;
    public const int Noun = 1;
    public const int Verb = 2;
    public const int Other = 3;

    private static readonly int[] Classes = [Article, Noun, Verb, Article, Noun, Other, Verb];

    public static readonly string[] Words = ["the", "cat", "saw", "the", "dog", "and", "ran"];

    public static readonly string[] ClassNames = ["article", "noun", "verb", "other"];

    /// <summary>How far, in radians, a pair of sine and cosine turns from one word to the next.</summary>
    /// <remarks>Vaswani et al., 2017, section 3.5, with a base of 2: their slowest pairs would stand still over seven words.</remarks>
    public static float Speed(int pair) => MathF.PI / 2 / (1 << pair);

    /// <summary><c>[words, Dim]</c>: what a trained model would have learnt, here set by hand.</summary>
    public static float[] Embed()
    {
        float[] embeddings = new float[Words.Length * Dim];
        for (int i = 0; i < Words.Length; i++)
        {
            Span<float> embedding = embeddings.AsSpan(i * Dim, Dim);
            for (int pair = 0; pair < PositionDim / 2; pair++)
            {
                (embedding[2 * pair], embedding[(2 * pair) + 1]) = MathF.SinCos(i * Speed(pair));
            }

            embedding[PositionDim + Classes[i]] = 1;
        }

        return embeddings;
    }
}
