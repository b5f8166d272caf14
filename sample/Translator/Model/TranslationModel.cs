using System.Collections.Generic;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>The encoder-decoder and its vocabularies.</summary>
internal sealed class TranslationModel
{
    /// <summary>What the decoder is given in place of a word before the first.</summary>
    public const string StartSymbol = "<s>";

    /// <summary>What the decoder writes after the last word.</summary>
    public const string EndSymbol = "</s>";

    public TranslationModel(ScoreKind score, Vocabulary source, Vocabulary target)
    {
        Source = source;
        Target = target;
        Encoder = new Encoder(Parameters, source.Count);
        Decoder = new Decoder(Parameters, target.Count);
        Attention = new AttentionLayer(Parameters, score);
        Start = target.Find(StartSymbol);
        End = target.Find(EndSymbol);
    }

    public Parameters Parameters { get; } = new();

    public Vocabulary Source { get; }

    public Vocabulary Target { get; }

    public Encoder Encoder { get; }

    public Decoder Decoder { get; }

    public AttentionLayer Attention { get; }

    /// <summary>The number of <see cref="StartSymbol"/>.</summary>
    public int Start { get; }

    /// <summary>The number of <see cref="EndSymbol"/>.</summary>
    public int End { get; }

    /// <summary>A model that knows the words of some sentences, and nothing else yet.</summary>
    public static TranslationModel Create(ScoreKind score, IReadOnlyCollection<SentencePair> pairs, ulong seed)
    {
        var model = new TranslationModel(
            score,
            Vocabulary.Of(pairs.Select(static pair => pair.Source.AsEnumerable())),
            Vocabulary.Of(pairs.Select(static pair => pair.Target.AsEnumerable()), StartSymbol, EndSymbol));
        model.Parameters.Initialise(new Randomness(seed));
        return model;
    }
}
