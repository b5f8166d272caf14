using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>The words of one language, each with its number.</summary>
internal sealed class Vocabulary
{
    private readonly Dictionary<string, int> _numbers;

    /// <param name="words">In the order of their numbers.</param>
    /// <exception cref="ArgumentException">A word is there twice.</exception>
    public Vocabulary(IEnumerable<string> words)
    {
        Words = [.. words];
        _numbers = Words.Select(static (word, number) => (word, number)).ToDictionary(static x => x.word, static x => x.number);
    }

    /// <summary>In the order of their numbers.</summary>
    public ImmutableArray<string> Words { get; }

    public int Count => Words.Length;

    /// <summary>The words of sentences, in ordinal order, after some special ones.</summary>
    public static Vocabulary Of(IEnumerable<IEnumerable<string>> sentences, params ImmutableArray<string> special) =>
        new(special.Concat(sentences.SelectMany(static words => words).Distinct().Order(StringComparer.Ordinal)));

    /// <summary>The number of a word, or -1.</summary>
    public int Find(string word) => _numbers.GetValueOrDefault(word, -1);

    /// <summary>The numbers of words that are all in the vocabulary.</summary>
    public int[] Numbers(IEnumerable<string> words) => [.. words.Select(word => _numbers[word])];
}
