using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>The sentences that the translator is trained and tested on, all different.</summary>
internal sealed class Corpus
{
    private const int Size = 8000;
    private const ulong Seed = 1;

    private static readonly Lazy<Corpus> Standard = new(static () => new Corpus(Size, Seed));

    /// <param name="size">How many pairs.</param>
    /// <param name="seed">Which ones.</param>
    public Corpus(int size, ulong seed)
    {
        var grammar = new SentenceGrammar(new Randomness(seed));
        var seen = new HashSet<string>();
        var pairs = new List<SentencePair>(size);
        while (pairs.Count < size)
        {
            SentencePair pair = grammar.Draw();
            if (seen.Add(pair.English))
            {
                pairs.Add(pair);
            }
        }

        Pairs = [.. pairs];
        Training = [.. pairs.Where(static pair => !pair.IsHeldOut)];
        HeldOut = [.. pairs.Where(static pair => pair.IsHeldOut)];
    }

    /// <summary>The corpus of the weights in this repository.</summary>
    public static Corpus Default => Standard.Value;

    public ImmutableArray<SentencePair> Pairs { get; }

    /// <summary>Nine tenths.</summary>
    public ImmutableArray<SentencePair> Training { get; }

    /// <summary>One tenth, which training never sees.</summary>
    public ImmutableArray<SentencePair> HeldOut { get; }
}
