using System.Collections.Immutable;
using System.Linq;

namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>An English word of a phrase. Told apart by reference: a sentence may have the same word twice.</summary>
internal sealed class SourceWord(string text)
{
    public string Text => text;
}

/// <summary>A Chinese word of a phrase, and where it comes from.</summary>
/// <param name="Text">The word.</param>
/// <param name="Origin">The English word that it translates or is asked for by; null where only the sentence as a whole asks for it.</param>
/// <param name="IsContent">Whether it carries meaning of its own, unlike particles, measure words and the like.</param>
internal readonly record struct TargetWord(string Text, SourceWord? Origin, bool IsContent);

/// <summary>
/// What a part of a sentence is in both languages. The two sides are put into their sentences separately, so each language has its
/// own order of parts.
/// </summary>
internal sealed record Phrase(ImmutableArray<SourceWord> English, ImmutableArray<TargetWord> Chinese)
{
    public static readonly Phrase Empty = new([], []);

    /// <summary>A word and its translation. English words in front of the last one, as in "the park", have no counterpart.</summary>
    public static Phrase Content(string english, string chinese) => Translate(english, chinese, isContent: true);

    /// <summary>A word whose translation is a particle or a verb without a meaning of its own.</summary>
    public static Phrase Function(string english, string chinese) => Translate(english, chinese, isContent: false);

    /// <summary>English words that Chinese does without.</summary>
    public static Phrase Silent(string english) => new([.. english.Split(' ').Select(static word => new SourceWord(word))], []);

    /// <summary>A Chinese particle that English does without.</summary>
    public static Phrase Particle(string chinese) => new([], [new TargetWord(chinese, null, IsContent: false)]);

    /// <summary>Parts that follow one another in both languages.</summary>
    public static Phrase Sequence(params ImmutableArray<Phrase> parts) =>
        new([.. parts.SelectMany(static part => part.English)], [.. parts.SelectMany(static part => part.Chinese)]);

    /// <summary>A particle or measure word, behind the Chinese side, that the last English word asks for.</summary>
    public Phrase WithParticle(string chinese) =>
        this with { Chinese = Chinese.Add(new TargetWord(chinese, English[^1], IsContent: false)) };

    private static Phrase Translate(string english, string chinese, bool isContent)
    {
        ImmutableArray<SourceWord> words = Silent(english).English;
        return new Phrase(words, [new TargetWord(chinese, words[^1], isContent)]);
    }
}
