using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;
using Spectre.Console;

namespace AttentionGen.Sample.Translator.Output;

/// <summary>Translates a sentence, and shows how.</summary>
internal sealed class TranslateCommand : ICommand
{
    public string Name => "translate";

    public string Summary => "Translate English into Chinese, and show where the decoder looked.";

    public IReadOnlyList<(string Option, string Meaning)> Options =>
    [
        ("\"SENTENCE\"", "What to translate."),
        ("--quiet", "Print the translation alone."),
        ("--score NAME", "The score: additive (default), general or dot."),
        ("--html FILE", "Write the attention weights as a page, too."),
        ("--words", "List the words that it knows."),
        ("--weights FOLDER", "Where the trained weights lie."),
    ];

    public void Run(IReadOnlyList<string> arguments, IAnsiConsole console)
    {
        TranslateArguments parsed = TranslateArguments.Parse(arguments);
        TranslationModel model = ReadModel(parsed);
        if (parsed.ListsWords)
        {
            console.WriteLine(string.Join(' ', model.Source.Words));
            return;
        }

        ImmutableArray<Token> source = InputSentence.Parse(parsed.Sentence, model.Source);
        var translator = new SentenceTranslator(model);
        Translation translation = translator.Translate(source);
        if (parsed.IsQuiet)
        {
            console.WriteLine(translation.Text);
        }
        else
        {
            StepsReport.Show(console, translation);
        }

        if (parsed.HtmlFile is { } file)
        {
            Write(file, HtmlPage.Render(translation, translator.Attention));
            if (!parsed.IsQuiet)
            {
                console.WriteLine($"Wrote {file}");
            }
        }
    }

    /// <summary>The trained model that the arguments ask for.</summary>
    /// <exception cref="InputException">Its file is missing or damaged.</exception>
    public static TranslationModel ReadModel(TranslateArguments arguments) =>
        WeightsFile.Read(WeightsFile.PathIn(arguments.WeightsFolder, arguments.Score), arguments.Score);

    private static void Write(string file, string page)
    {
        try
        {
            File.WriteAllText(file, page);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new InputException($"The page '{file}' cannot be written: {e.Message}");
        }
    }
}
