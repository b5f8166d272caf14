using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;

namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>Draws subjects and objects.</summary>
internal sealed class NounPhrases(Randomness random)
{
    // Stands in where a relative is the subject: verbs ask for a person and the form of "to be".
    private static readonly Person SomeRelative = new("", "", "", IsThird: true, "is");

    /// <summary>A subject, and the person that its verb agrees with.</summary>
    public (Phrase Phrase, Person Person) Subject()
    {
        Person person = random.Chance(0.6) ? random.Pick(Lexicon.Pronouns) : random.Pick(Lexicon.People);
        return random.Chance(0.2) ? (Relative(), SomeRelative) : (Phrase.Content(person.Subject, person.Chinese), person);
    }

    /// <summary>Somebody other than the subject.</summary>
    public Phrase SomebodyElse(Person subject)
    {
        Person person = subject;
        while (person == subject)
        {
            person = random.Chance(0.65) ? random.Pick(Lexicon.Pronouns) : random.Pick(Lexicon.People);
        }

        return random.Chance(0.2) ? Relative() : Phrase.Content(person.Object, person.Chinese);
    }

    /// <summary>"a book", "two new books", "this book", "my book", "books".</summary>
    public Phrase Things(ImmutableArray<string> allowed)
    {
        Thing thing = PickThing(allowed);
        Phrase adjective = Phrase.Empty;
        if (random.Chance(0.3))
        {
            Entry entry = random.Pick(Lexicon.Adjectives);
            adjective = Phrase.Content(entry.English, entry.Chinese);
        }

        int form = random.Below(10);
        Phrase one = Phrase.Content(thing.English, thing.Chinese);
        Phrase many = Phrase.Content(Plural(thing.English), thing.Chinese);
        return form switch
        {
            < 3 => Counted(Article(adjective.English.FirstOrDefault()?.Text ?? thing.English), "一", adjective, one, thing.Measure),
            < 6 => Counted(random.Pick(Lexicon.Numbers), adjective, many, thing.Measure),
            < 7 => Counted("this", "这", adjective, one, thing.Measure),
            < 8 => Counted("that", "那", adjective, one, thing.Measure),
            < 9 => Phrase.Sequence(Owner().WithParticle("的"), adjective, random.Chance(0.5) ? one : many),
            _ => Phrase.Sequence(adjective, many),
        };
    }

    /// <summary>"how many books".</summary>
    public Phrase HowMany(ImmutableArray<string> allowed)
    {
        Thing thing = PickThing(allowed);
        return Counted("how many", "几", Phrase.Empty, Phrase.Content(Plural(thing.English), thing.Chinese), thing.Measure);
    }

    /// <summary>"tea", "a cup of tea", "two bottles of water"; food is not counted.</summary>
    public Phrase Substance(ImmutableArray<string> allowed)
    {
        Entry[] entries = [.. Lexicon.Drinks.Concat(Lexicon.Foods).Where(entry => allowed.IsEmpty || allowed.Contains(entry.English))];
        Entry substance = random.Pick(entries);
        Phrase noun = Phrase.Content(substance.English, substance.Chinese);
        if (!Lexicon.Drinks.Contains(substance) || random.Chance(0.4))
        {
            return noun;
        }

        // The vessel is the measure word, and here it has a meaning of its own.
        Entry vessel = random.Pick(Lexicon.Vessels);
        bool single = random.Chance(0.5);
        Entry number = single ? new Entry("a", "一") : random.Pick(Lexicon.Numbers);
        return Phrase.Sequence(
            Phrase.Content(number.English, number.Chinese),
            Phrase.Content(single ? vessel.English : Plural(vessel.English), vessel.Chinese), Phrase.Silent("of"), noun);
    }

    /// <summary>A field of study or a language.</summary>
    public Phrase Knowledge(ImmutableArray<string> allowed)
    {
        Entry[] entries = [.. Lexicon.Knowledge.Where(entry => allowed.IsEmpty || allowed.Contains(entry.English))];
        Entry subject = random.Pick(entries);
        return Phrase.Content(subject.English, subject.Chinese);
    }

    /// <summary>Where one goes to.</summary>
    public Phrase Destination(ImmutableArray<string> allowed)
    {
        (string _, string english, string chinese) =
            random.Pick([.. Lexicon.Places.Where(place => allowed.IsEmpty ? place.English != Lexicon.Home : allowed.Contains(place.English))]);
        return Phrase.Content(english == Lexicon.Home ? english : $"to {english}", chinese);
    }

    /// <summary>Where something happens.</summary>
    public Phrase Place()
    {
        (string preposition, string english, string chinese) = random.Pick(Lexicon.Places);
        return Phrase.Sequence(Phrase.Function(preposition, "在"), Phrase.Content(english, chinese));
    }

    private Thing PickThing(ImmutableArray<string> allowed)
    {
        IReadOnlyList<Thing> things = [.. Lexicon.Things.Where(thing => allowed.IsEmpty || allowed.Contains(thing.English))];
        return random.Pick(things);
    }

    private Phrase Relative()
    {
        Entry relative = random.Pick(Lexicon.Relatives);
        return Phrase.Sequence(Owner(), Phrase.Content(relative.English, relative.Chinese));
    }

    private Phrase Owner()
    {
        Entry owner = random.Pick(Lexicon.Owners);
        return Phrase.Content(owner.English, owner.Chinese);
    }

    private static Phrase Counted(Entry number, Phrase adjective, Phrase noun, string measure) =>
        Counted(number.English, number.Chinese, adjective, noun, measure);

    // The measure word stands behind the number, and the noun chooses it.
    private static Phrase Counted(string number, string chinese, Phrase adjective, Phrase noun, string measure)
    {
        Phrase counted = Phrase.Sequence(Phrase.Content(number, chinese), adjective, noun);
        var word = new TargetWord(measure, noun.English[^1], IsContent: false);
        return counted with { Chinese = counted.Chinese.Insert(1, word) };
    }

    private static string Article(string next) => "aeiou".Contains(next[0]) ? "an" : "a";

    private static string Plural(string noun) => noun + "s";
}
