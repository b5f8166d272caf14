namespace AttentionGen.Sample.Translator.Grammar;

internal enum Tense
{
    Present,
    Past,
    Future,
    Ability,
}

/// <summary>The parts of a sentence, not yet in any order.</summary>
internal sealed record Clause(Phrase Subject, bool IsThird, Verb Verb, Tense Tense, Phrase Object, Phrase Place, Phrase Time)
{
    /// <summary>"will" or "can", or nothing.</summary>
    public Phrase Modal => Tense switch
    {
        Tense.Future => Phrase.Function("will", "会"),
        Tense.Ability => Phrase.Function("can", "能"),
        _ => Phrase.Empty,
    };

    /// <summary>What questions and negations put in front of the bare verb: "do", "does", "did", "will", "can".</summary>
    public Phrase Auxiliary => Tense switch
    {
        Tense.Present => Phrase.Silent(IsThird ? "does" : "do"),
        Tense.Past => Phrase.Silent("did"),
        _ => Modal,
    };

    /// <summary>"not": Chinese has another one for what did not happen.</summary>
    public Phrase Not => Phrase.Content("not", Tense == Tense.Past ? "没" : "不");

    /// <summary>"buy": the verb after an auxiliary.</summary>
    public Phrase BareVerb => Form(Verb.English);

    /// <summary>"buys", "bought": the verb by itself.</summary>
    public Phrase InflectedVerb => Form(Tense switch
    {
        Tense.Past => Verb.Past!,
        Tense.Present when IsThird => ThirdPerson(Verb.English),
        _ => Verb.English,
    });

    /// <summary>了, where the verb tells of something that happened.</summary>
    public Phrase Aspect => Tense == Tense.Past ? Phrase.Particle("了") : Phrase.Empty;

    /// <summary>Whether the verb by itself, and no word beside it, would tell the tense, and does not.</summary>
    public bool IsAmbiguous => Tense == Tense.Past && Verb.Past == Verb.English && Time == Phrase.Empty;

    private Phrase Form(string verb)
    {
        Phrase word = Phrase.Content(verb, Verb.Chinese);
        return Verb.Preposition is { } preposition ? Phrase.Sequence(word, Phrase.Silent(preposition)) : word;
    }

    private static string ThirdPerson(string verb) => verb switch
    {
        [.., 's' or 'x' or 'o'] or [.., 'c' or 's', 'h'] => verb + "es",
        [.., not ('a' or 'e' or 'o' or 'u'), 'y'] => verb[..^1] + "ies",
        _ => verb + "s",
    };
}
