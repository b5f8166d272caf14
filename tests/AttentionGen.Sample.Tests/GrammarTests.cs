using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;
using Xunit;

namespace AttentionGen.Sample.Tests;

public class GrammarTests
{
    private static readonly Corpus Corpus = Corpus.Default;

    private static readonly HashSet<string> Measures =
        [.. Lexicon.Things.Select(static thing => thing.Measure), .. Lexicon.Vessels.Select(static vessel => vessel.Chinese)];

    [Fact]
    public void MakesThousandsOfDistinctPairs()
    {
        Assert.True(Corpus.Pairs.Length >= 3000);
        Assert.Equal(Corpus.Pairs.Length, Corpus.Pairs.Select(static pair => pair.English).Distinct().Count());
    }

    [Fact]
    public void HoldsOutATenth()
    {
        Assert.InRange((double)Corpus.HeldOut.Length / Corpus.Pairs.Length, 0.09, 0.11);
        Assert.Equal(Corpus.Pairs.Length, Corpus.Training.Length + Corpus.HeldOut.Length);
        Assert.Empty(Corpus.Training.Select(static pair => pair.English).Intersect(Corpus.HeldOut.Select(static pair => pair.English)));
    }

    // The committed weights were trained without these, so the choice may never change.
    [Theory]
    [InlineData("i love you", false)]
    [InlineData("she loves me", true)]
    [InlineData("i read two books", true)]
    [InlineData("my mother is not a teacher", false)]
    public void ChoosesByAStableHash(string sentence, bool isHeldOut) => Assert.Equal(isHeldOut, SentencePair.IsSentenceHeldOut(sentence));

    [Fact]
    public void IsTheSameEveryTime()
    {
        var again = new Corpus(500, seed: 1);
        Assert.Equal(Corpus.Pairs.Take(500).Select(static pair => pair.ToString()), again.Pairs.Select(static pair => pair.ToString()));
        Assert.NotEqual(again.Pairs[0].English, new Corpus(500, seed: 2).Pairs[0].English);
    }

    [Fact]
    public void HasOneTranslationForASentence()
    {
        var translations = new Dictionary<string, string>();
        var grammar = new SentenceGrammar(new Randomness(3));
        for (int i = 0; i < 100_000; i++)
        {
            SentencePair pair = grammar.Draw();
            Assert.Equal(pair.Chinese, translations.GetValueOrDefault(pair.English, pair.Chinese));
            translations[pair.English] = pair.Chinese;
        }
    }

    [Fact]
    public void TrainsOnEveryWord()
    {
        Assert.Empty(Corpus.HeldOut.SelectMany(static pair => pair.Source).Except(Corpus.Training.SelectMany(static pair => pair.Source)));
        Assert.Empty(Corpus.HeldOut.SelectMany(static pair => pair.Target).Except(Corpus.Training.SelectMany(static pair => pair.Target)));
    }

    [Fact]
    public void KnowsWhereEveryContentWordComesFrom()
    {
        foreach (SentencePair pair in Corpus.Pairs)
        {
            Assert.Equal(pair.Target.Length, pair.Origins.Length);
            Assert.Equal(pair.Target.Length, pair.IsContent.Length);
            for (int i = 0; i < pair.Target.Length; i++)
            {
                Assert.InRange(pair.Origins[i], pair.IsContent[i] ? 0 : -1, pair.Source.Length - 1);
            }
        }
    }

    [Fact]
    public void HasTheKindsOfSentencesThatWereAskedFor()
    {
        Assert.True(Share(static pair => pair.Target.Contains("吗")) > 0.1, "questions");
        Assert.True(Share(static pair => pair.Source.Contains("not")) > 0.1, "negations");
        Assert.True(Share(static pair => pair.Target.Any(Measures.Contains)) > 0.1, "measure words");
        Assert.True(Share(static pair => pair.Target.Contains("在")) > 0.1, "places");
        Assert.True(Share(static pair => pair.Target.Any(static word => word is "昨天" or "今天" or "明天" or "周")) > 0.1, "times");
        Assert.True(Share(static pair => pair.Target.Any(static word => word is "什么" or "哪里" or "谁" or "几")) > 0.1, "question words");

        // Somewhere the words of the translation come from further left than the word before.
        Assert.True(Share(static pair => !IsAscending([.. pair.Origins.Where(static origin => origin >= 0)])) > 0.3, "order of words");

        static double Share(System.Func<SentencePair, bool> has) => (double)Corpus.Pairs.Count(has) / Corpus.Pairs.Length;

        static bool IsAscending(ImmutableArray<int> origins) => origins.SequenceEqual(origins.Order());
    }

    [Fact]
    public void TellsTheOriginOfEachWord()
    {
        // "Two books": two, the measure word that books ask for, book.
        SentencePair pair = Corpus.Pairs.First(static pair => pair.English.EndsWith("two books"));
        int books = pair.Source.IndexOf("books");
        int word = pair.Target.IndexOf("本");
        Assert.Equal(["两", "本", "书"], pair.Target.Skip(word - 1).Take(3));
        Assert.Equal([books - 1, books, books], pair.Origins.Skip(word - 1).Take(3));
        Assert.Equal([true, false, true], pair.IsContent.Skip(word - 1).Take(3));
    }
}
