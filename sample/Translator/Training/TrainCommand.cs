using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;
using AttentionGen.Sample.Translator.Output;
using Spectre.Console;

namespace AttentionGen.Sample.Translator.Training;

/// <summary>Trains the translator, writes the weights, and tells how well it translates what it has not seen.</summary>
internal sealed class TrainCommand : ICommand
{
    public string Name => "train";

    public string Summary => "Train the translator from scratch.";

    public IReadOnlyList<(string Option, string Meaning)> Options =>
    [
        ("--score NAME", "Train one score: additive, general or dot; else all."),
        ("--epochs N", $"How often every sentence is seen ({new TrainingOptions().Epochs})."),
        ("--seed N", $"What first weights and order follow from ({new TrainingOptions().Seed})."),
        ("--threads N", "The most threads (one a core); no matter to the result."),
        ("--weights FOLDER", "Where to write; else where translate reads."),
    ];

    public void Run(IReadOnlyList<string> arguments, IAnsiConsole console)
    {
        TrainArguments parsed = TrainArguments.Parse(arguments);

        // Before minutes of work, not after.
        WeightsFile.CreateFolder(parsed.WeightsFolder);
        Corpus corpus = Corpus.Default;
        console.WriteLine(
            $"{corpus.Training.Length} pairs of sentences to train on, {corpus.HeldOut.Length} held out, seed {parsed.Options.Seed}.");
        Table table = new Table().Border(TableBorder.Simple).AddColumns("score", "parameters", "seconds", "exact", "aligned");
        foreach (ScoreKind score in parsed.Scores)
        {
            TranslationModel model = TranslationModel.Create(score, corpus.Pairs, parsed.Options.Seed);
            var watch = Stopwatch.StartNew();
            console.Progress()
                .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
                .Start(progress => Train(progress, model, corpus.Training, parsed.Options));
            watch.Stop();
            WeightsFile.Write(WeightsFile.PathIn(parsed.WeightsFolder, score), model);

            var evaluation = Evaluation.Of(new SentenceTranslator(model), corpus.HeldOut);
            table.AddRow(
                Name(score), Invariant($"{model.Parameters.Count}"), Invariant($"{watch.Elapsed.TotalSeconds:0.0}"),
                Invariant($"{100 * evaluation.Accuracy:0.0} % ({evaluation.Exact}/{evaluation.Sentences})"),
                Invariant($"{100 * evaluation.Alignment:0.0} % ({evaluation.Aligned}/{evaluation.ContentWords})"));
        }

        console.Write(table);
        console.WriteLine("Exact: held-out sentences translated word for word as the grammar does.");
        console.WriteLine("Aligned: content words that looked most at the English word they come from.");
        console.WriteLine($"The weights are in {parsed.WeightsFolder}");

        static string Name(ScoreKind score) => score.ToString().ToLowerInvariant();

        static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    private static void Train(ProgressContext progress, TranslationModel model, ImmutableArray<SentencePair> pairs, TrainingOptions options)
    {
        string score = model.Attention.Kind.ToString().ToLowerInvariant();
        ProgressTask task = progress.AddTask($"{score,-8}", maxValue: 1);
        double mean = double.NaN;
        new Trainer(model, pairs, options).Run((done, loss) =>
        {
            // A moving mean: single steps jump.
            mean = double.IsNaN(mean) ? loss : mean + (0.02 * (loss - mean));
            task.Value = done;
            task.Description = string.Create(CultureInfo.InvariantCulture, $"{score,-8} loss {mean:0.0000}");
        });
    }
}
