using System;
using System.Collections.Generic;
using System.Collections.Immutable;

namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>A word of the input.</summary>
/// <param name="Text">In lower case, as the vocabulary has it.</param>
/// <param name="Shown">As it was written.</param>
internal readonly record struct Token(string Text, string Shown);

/// <summary>From English text to words.</summary>
internal static class Tokenizer
{
    private static readonly Dictionary<string, string> Contractions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["don't"] = "do not",
        ["doesn't"] = "does not",
        ["didn't"] = "did not",
        ["can't"] = "can not",
        ["cannot"] = "can not",
        ["won't"] = "will not",
        ["isn't"] = "is not",
        ["aren't"] = "are not",
        ["i'm"] = "I am",
        ["you're"] = "you are",
        ["we're"] = "we are",
        ["they're"] = "they are",
        ["he's"] = "he is",
        ["she's"] = "she is",
        ["i'll"] = "I will",
        ["you'll"] = "you will",
        ["he'll"] = "he will",
        ["she'll"] = "she will",
        ["we'll"] = "we will",
        ["they'll"] = "they will",
    };

    /// <summary>Cuts at blanks and punctuation; "don't" becomes "do not".</summary>
    public static ImmutableArray<Token> Split(string sentence)
    {
        var tokens = new List<Token>();
        foreach (string piece in sentence.Replace('\u2019', '\'').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            string word = piece.Trim('.', ',', '!', '?', ';', ':', '"', '\u201C', '\u201D');
            foreach (string part in Contractions.GetValueOrDefault(word, word).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                tokens.Add(new Token(part.ToLowerInvariant(), part));
            }
        }

        return [.. tokens];
    }
}
