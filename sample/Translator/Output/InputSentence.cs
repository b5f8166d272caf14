using System.Collections.Immutable;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;

namespace AttentionGen.Sample.Translator.Output;

/// <summary>From what the user typed to words that the model knows.</summary>
internal static class InputSentence
{
    /// <summary>Longer than any sentence of the grammar.</summary>
    public const int MostWords = 20;

    /// <exception cref="InputException">The sentence is empty, too long, or has a word that the model was not trained on.</exception>
    public static ImmutableArray<Token> Parse(string sentence, Vocabulary vocabulary)
    {
        ImmutableArray<Token> tokens = Tokenizer.Split(sentence);
        if (tokens.IsEmpty)
        {
            throw new InputException("""There is no sentence to translate; for example: translate "I love you".""");
        }

        if (tokens.Length > MostWords)
        {
            throw new InputException($"The sentence has {tokens.Length} words; the translator takes at most {MostWords}.");
        }

        string[] unknown = [.. tokens.Where(token => vocabulary.Find(token.Text) < 0).Select(static token => Quote(token.Shown)).Distinct()];
        return unknown.Length == 0
            ? tokens
            : throw new InputException(
                $"Unknown {(unknown.Length == 1 ? "word" : "words")} {string.Join(", ", unknown)}; translate --words lists those it knows.");
    }

    // A message is one line, and no longer for a word that is.
    private static string Quote(string word)
    {
        const int longest = 40;
        string shown = string.Concat(word.Where(static letter => !char.IsControl(letter)));
        return shown.Length > longest ? $"'{shown[..longest]}...'" : $"'{shown}'";
    }
}
