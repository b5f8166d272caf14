using System.Collections.Concurrent;
using AttentionGen.Sample.Translator.Model;
using AttentionGen.Sample.Translator.Output;

namespace AttentionGen.Sample.Tests;

/// <summary>The models of the repository.</summary>
internal static class Trained
{
    private static readonly ConcurrentDictionary<ScoreKind, TranslationModel> Models = [];

    public static TranslationModel Model(ScoreKind score) => Models.GetOrAdd(
        score, static score => WeightsFile.Read(WeightsFile.PathIn(TranslateArguments.DefaultWeightsFolder, score), score));

    public static Translation Translate(ScoreKind score, string sentence) =>
        new SentenceTranslator(Model(score)).Translate(InputSentence.Parse(sentence, Model(score).Source));
}
