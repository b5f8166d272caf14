using System.Collections.Generic;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;

namespace AttentionGen.Sample.Translator.Training;

/// <summary>How well a model translates some sentences.</summary>
/// <param name="Sentences">How many there were.</param>
/// <param name="Exact">How many were translated word for word as the grammar does.</param>
/// <param name="ContentWords">Words of the right translations that carry meaning and come from an English word.</param>
/// <param name="Aligned">How many of those were written in their place, with the largest weight on that English word.</param>
internal readonly record struct Evaluation(int Sentences, int Exact, int ContentWords, int Aligned)
{
    /// <summary>The share of exact translations.</summary>
    public double Accuracy => (double)Exact / Sentences;

    /// <summary>The share of content words whose largest weight is where the grammar says.</summary>
    public double Alignment => (double)Aligned / ContentWords;

    public static Evaluation Of(SentenceTranslator translator, IEnumerable<SentencePair> pairs)
    {
        var result = default(Evaluation);
        foreach (SentencePair pair in pairs)
        {
            Translation translation = translator.Translate([.. pair.Source.Select(static word => new Token(word, word))]);
            result = result with
            {
                Sentences = result.Sentences + 1,
                Exact = result.Exact + (translation.Words.SequenceEqual(pair.Target) ? 1 : 0),
            };
            for (int i = 0; i < pair.Target.Length; i++)
            {
                if (pair.IsContent[i])
                {
                    bool aligned = i < translation.Steps.Length && IsAligned(translation.Steps[i], pair, i);
                    result = result with { ContentWords = result.ContentWords + 1, Aligned = result.Aligned + (aligned ? 1 : 0) };
                }
            }
        }

        return result;
    }

    private static bool IsAligned(DecoderStep step, SentencePair pair, int word) =>
        step.Word == pair.Target[word] && step.Weights[pair.Origins[word]] == step.Weights.Max();
}
