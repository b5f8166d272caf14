using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>A sentence in both languages, and which word comes from which.</summary>
internal sealed class SentencePair
{
    /// <summary>The parts in the order of each language.</summary>
    public SentencePair(IEnumerable<Phrase> english, IEnumerable<Phrase> chinese)
    {
        ImmutableArray<SourceWord> source = [.. english.SelectMany(static part => part.English)];
        ImmutableArray<TargetWord> target = [.. chinese.SelectMany(static part => part.Chinese)];
        Source = [.. source.Select(static word => word.Text)];
        Target = [.. target.Select(static word => word.Text)];
        Origins = [.. target.Select(word => word.Origin is null ? -1 : source.IndexOf(word.Origin))];
        IsContent = [.. target.Select(static word => word.IsContent)];
    }

    /// <summary>The English words.</summary>
    public ImmutableArray<string> Source { get; }

    /// <summary>The Chinese words.</summary>
    public ImmutableArray<string> Target { get; }

    /// <summary>For each Chinese word the place of the English word that it comes from, or -1. Training never sees this.</summary>
    public ImmutableArray<int> Origins { get; }

    /// <summary>For each Chinese word whether it carries meaning of its own.</summary>
    public ImmutableArray<bool> IsContent { get; }

    public string English => string.Join(' ', Source);

    public string Chinese => string.Concat(Target);

    /// <summary>Whether the pair belongs to the tenth that is never trained on.</summary>
    public bool IsHeldOut => IsSentenceHeldOut(English);

    /// <summary>Whether a sentence, should the grammar have it, belongs to the tenth that is never trained on.</summary>
    /// <remarks>FNV-1a over the letters: the same on every machine, which <c>string.GetHashCode</c> is not.</remarks>
    /// <param name="english">The words in lower case, a blank between them.</param>
    public static bool IsSentenceHeldOut(string english)
    {
        ulong hash = 14695981039346656037;
        foreach (char letter in english)
        {
            hash = (hash ^ letter) * 1099511628211;
        }

        // The low bits of this hash follow the low bits of the letters; the high ones mix all of them.
        return (hash >> 32) % 10 == 0;
    }

    public override string ToString() => $"{English} -> {Chinese}";
}
