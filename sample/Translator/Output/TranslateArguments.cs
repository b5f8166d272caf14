using System;
using System.Collections.Generic;
using System.IO;
using AttentionGen.Sample.Translator.Model;

namespace AttentionGen.Sample.Translator.Output;

/// <summary>What the command translate is asked for.</summary>
internal sealed record TranslateArguments
{
    /// <summary>The words of the sentence, with blanks between.</summary>
    public string Sentence { get; private init; } = "";

    public ScoreKind Score { get; private init; } = ScoreKind.Additive;

    /// <summary>Whether to print the translation alone.</summary>
    public bool IsQuiet { get; private init; }

    /// <summary>Whether to list the words that the translator knows.</summary>
    public bool ListsWords { get; private init; }

    /// <summary>Where to write the page, or null.</summary>
    public string? HtmlFile { get; private init; }

    /// <summary>The folder of the weights.</summary>
    public string WeightsFolder { get; private init; } = DefaultWeightsFolder;

    /// <summary>Beside the program: the build copies the weights of the repository there.</summary>
    public static string DefaultWeightsFolder => Path.Combine(AppContext.BaseDirectory, "weights");

    /// <exception cref="UsageException">An argument means nothing.</exception>
    public static TranslateArguments Parse(IReadOnlyList<string> arguments)
    {
        var result = new TranslateArguments();
        var words = new List<string>();
        for (int i = 0; i < arguments.Count; i++)
        {
            string argument = arguments[i];
            result = argument switch
            {
                "--quiet" => result with { IsQuiet = true },
                "--words" => result with { ListsWords = true },
                "--score" => result with { Score = ParseScore(CommandLine.Value(arguments, ref i)) },
                "--html" => result with { HtmlFile = CommandLine.Value(arguments, ref i) },
                "--weights" => result with { WeightsFolder = CommandLine.Value(arguments, ref i) },
                ['-', '-', ..] => throw CommandLine.Unknown(argument),
                _ => result,
            };
            if (argument is not ['-', '-', ..])
            {
                words.Add(argument);
            }
        }

        return result with { Sentence = string.Join(' ', words) };
    }

    /// <exception cref="UsageException">There is no such score.</exception>
    public static ScoreKind ParseScore(string name) => name switch
    {
        "dot" => ScoreKind.Dot,
        "general" => ScoreKind.General,
        "additive" => ScoreKind.Additive,
        _ => throw new UsageException($"Unknown score '{name}': it is dot, general or additive"),
    };
}
