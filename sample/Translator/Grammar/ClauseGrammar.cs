using System.Collections.Immutable;
using System.Linq;

namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>Draws the parts of a sentence with a verb, such that they make sense together.</summary>
internal sealed class ClauseGrammar(Randomness random)
{
    private static readonly ImmutableArray<ObjectKind> Kinds =
    [
        ObjectKind.Person, ObjectKind.Person, ObjectKind.Thing, ObjectKind.Thing, ObjectKind.Thing, ObjectKind.Substance,
        ObjectKind.Knowledge, ObjectKind.Destination, ObjectKind.None,
    ];

    private readonly NounPhrases _nouns = new(random);

    public NounPhrases Nouns => _nouns;

    public Clause Draw()
    {
        (Phrase subject, Person person) = _nouns.Subject();
        ObjectKind kind = random.Pick(Kinds);
        Verb verb = random.Pick([.. Lexicon.Verbs.Where(verb => verb.Object == kind)]);
        bool isState = verb.Past is null;
        Tense tense = isState ? Tense.Present : (Tense)random.Below(4);

        // A state of mind has no place, and one who goes somewhere has had it named.
        Phrase place = isState || kind == ObjectKind.Destination || random.Chance(0.6) ? Phrase.Empty : _nouns.Place();
        Phrase time = random.Chance(isState ? 0.9 : 0.5) ? Phrase.Empty : Time(tense);
        return new Clause(subject, person.IsThird, verb, tense, Object(verb, person), place, time);
    }

    /// <summary>A time that goes with a tense.</summary>
    public Phrase Time(Tense tense)
    {
        Entry time = random.Pick(tense switch
        {
            Tense.Past => Lexicon.PastTimes,
            Tense.Present => Lexicon.PresentTimes,
            _ => Lexicon.FutureTimes,
        });

        // "next week" is two words in both languages; "every day" as well.
        string[] english = time.English.Split(' ');
        string[] chinese = time.Chinese.Split(' ');
        return chinese.Length == 1
            ? Phrase.Content(time.English, time.Chinese)
            : Phrase.Sequence([.. english.Zip(chinese, Phrase.Content)]);
    }

    private Phrase Object(Verb verb, Person subject) => verb.Object switch
    {
        ObjectKind.Person => _nouns.SomebodyElse(subject),
        ObjectKind.Thing => _nouns.Things(verb.Objects),
        ObjectKind.Substance => _nouns.Substance(verb.Objects),
        ObjectKind.Knowledge => _nouns.Knowledge(verb.Objects),
        ObjectKind.Destination => _nouns.Destination(verb.Objects),
        _ => Phrase.Empty,
    };
}
