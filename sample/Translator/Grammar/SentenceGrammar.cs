namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>Draws sentences in English and Chinese.</summary>
/// <remarks>
/// English: subject, auxiliary, "not", verb, object, place, time. Chinese: subject, time, negation, auxiliary, place, verb, object,
/// particle. Either may begin with the time.
/// </remarks>
internal sealed class SentenceGrammar(Randomness random)
{
    private static readonly Phrase QuestionParticle = Phrase.Particle("吗");

    private readonly ClauseGrammar _clauses = new(random);

    public SentencePair Draw() => random.Below(20) switch
    {
        < 6 => Statement(Unambiguous(), timeFirst: random.Chance(0.25)),
        < 9 => Negation(_clauses.Draw(), timeFirst: random.Chance(0.25)),
        < 13 => YesNoQuestion(_clauses.Draw()),
        < 14 => WhoQuestion(Unambiguous()),
        < 16 => WhatQuestion(_clauses.Draw()),
        < 17 => WhereOrWhenQuestion(_clauses.Draw()),
        < 18 => Profession(),
        _ => Mood(),
    };

    // 我昨天在商店买了两本书: time and place go in front of the verb.
    private static SentencePair Statement(Clause c, bool timeFirst)
    {
        Phrase modal = c.Modal;
        Phrase verb = c.InflectedVerb;
        return timeFirst
            ? new([c.Time, c.Subject, modal, verb, c.Object, c.Place], [c.Time, c.Subject, modal, c.Place, verb, c.Aspect, c.Object])
            : new([c.Subject, modal, verb, c.Object, c.Place, c.Time], [c.Subject, c.Time, modal, c.Place, verb, c.Aspect, c.Object]);
    }

    // "not" stands behind the auxiliary in English and in front of it in Chinese.
    private static SentencePair Negation(Clause c, bool timeFirst)
    {
        Phrase auxiliary = c.Auxiliary;
        Phrase not = c.Not;
        Phrase verb = c.BareVerb;
        return timeFirst
            ? new(
                [c.Time, c.Subject, auxiliary, not, verb, c.Object, c.Place],
                [c.Time, c.Subject, not, auxiliary, c.Place, verb, c.Object])
            : new(
                [c.Subject, auxiliary, not, verb, c.Object, c.Place, c.Time],
                [c.Subject, c.Time, not, auxiliary, c.Place, verb, c.Object]);
    }

    private static SentencePair YesNoQuestion(Clause c)
    {
        Phrase auxiliary = c.Auxiliary;
        Phrase verb = c.BareVerb;
        return new(
            [auxiliary, c.Subject, verb, c.Object, c.Place, c.Time],
            [c.Subject, c.Time, auxiliary, c.Place, verb, c.Aspect, c.Object, QuestionParticle]);
    }

    // "who" is the subject itself, so that no auxiliary moves.
    private static SentencePair WhoQuestion(Clause clause)
    {
        Clause c = clause with { Subject = Phrase.Content("who", "谁"), IsThird = true };
        return Statement(c, timeFirst: false);
    }

    // Chinese asks where the answer would stand; English moves the question word to the front.
    private SentencePair WhatQuestion(Clause c)
    {
        Phrase what = c.Verb.Object switch
        {
            // To ask where somebody goes home to makes no sense.
            ObjectKind.None => Phrase.Empty,
            ObjectKind.Destination when !c.Verb.Objects.IsEmpty => Phrase.Empty,
            ObjectKind.Person => Phrase.Content("who", "谁"),
            ObjectKind.Destination => Phrase.Content("where", "哪里"),
            ObjectKind.Thing when random.Chance(0.5) => _clauses.Nouns.HowMany(c.Verb.Objects),
            _ => Phrase.Content("what", "什么"),
        };
        if (what == Phrase.Empty)
        {
            return YesNoQuestion(c);
        }

        Phrase auxiliary = c.Auxiliary;
        Phrase verb = c.BareVerb;
        return new(
            [what, auxiliary, c.Subject, verb, c.Place, c.Time],
            [c.Subject, c.Time, auxiliary, c.Place, verb, c.Aspect, what]);
    }

    private SentencePair WhereOrWhenQuestion(Clause c)
    {
        // Nobody asks where or when someone is fond of something.
        if (c.Verb.Past is null)
        {
            return YesNoQuestion(c);
        }

        Phrase auxiliary = c.Auxiliary;
        Phrase verb = c.BareVerb;
        if (c.Verb.Object != ObjectKind.Destination && random.Chance(0.5))
        {
            Phrase where = Phrase.Content("where", "哪里");
            return new(
                [where, auxiliary, c.Subject, verb, c.Object, c.Time],
                [c.Subject, c.Time, auxiliary, Phrase.Particle("在"), where, verb, c.Aspect, c.Object]);
        }

        Phrase when = Phrase.Content("when", "什么时候");
        return new(
            [when, auxiliary, c.Subject, verb, c.Object, c.Place],
            [c.Subject, when, auxiliary, c.Place, verb, c.Aspect, c.Object]);
    }

    // "my mother is not a doctor"
    private SentencePair Profession()
    {
        (Phrase subject, Person person) = _clauses.Nouns.Subject();
        Entry job = random.Pick(Lexicon.Jobs);
        bool isOne = person.Be != "are" || person.Subject == "you";
        Phrase noun = Phrase.Content(isOne ? $"a {job.English}" : $"{job.English}s", job.Chinese);
        Phrase be = Phrase.Function(person.Be, "是");
        Phrase not = Phrase.Content("not", "不");
        return random.Below(3) switch
        {
            0 => new([subject, be, noun], [subject, be, noun]),
            1 => new([subject, be, not, noun], [subject, not, be, noun]),
            _ => new([be, subject, noun], [subject, be, noun, QuestionParticle]),
        };
    }

    // "he is very busy today": Chinese has no verb here, and puts 很 where nothing else stands in front of the adjective.
    private SentencePair Mood()
    {
        (Phrase subject, Person person) = _clauses.Nouns.Subject();
        Entry entry = random.Pick(Lexicon.Moods);
        Phrase mood = Phrase.Content(entry.English, entry.Chinese);
        Phrase be = Phrase.Silent(person.Be);
        Phrase time = random.Chance(0.5) ? Phrase.Empty : _clauses.Time(Tense.Present);
        Phrase very = Phrase.Content("very", "非常");
        Phrase not = Phrase.Content("not", "不");
        return random.Below(4) switch
        {
            0 => new([subject, be, mood, time], [subject, time, Phrase.Particle("很"), mood]),
            1 => new([subject, be, very, mood, time], [subject, time, very, mood]),
            2 => new([subject, be, not, mood, time], [subject, time, not, mood]),
            _ => new([be, subject, mood, time], [subject, time, mood, QuestionParticle]),
        };
    }

    private Clause Unambiguous()
    {
        Clause clause;
        do
        {
            clause = _clauses.Draw();
        }
        while (clause.IsAmbiguous);
        return clause;
    }
}
