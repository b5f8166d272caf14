using System;
using System.Globalization;
using System.Linq;
using AttentionGen.Sample.Translator.Model;
using Spectre.Console;

namespace AttentionGen.Sample.Translator.Output;

/// <summary>The steps of the algorithm, with the numbers of one translation.</summary>
internal static class StepsReport
{
    // Of the numbers of a vector: enough to tell vectors apart.
    private const int Shown = 6;

    public static void Show(IAnsiConsole console, Translation translation)
    {
        int width = translation.Source.Max(static token => token.Shown.Length);
        console.MarkupLine($"[bold]The encoder[/] reads the words: a state of {ModelShape.State} numbers for each.");
        for (int j = 0; j < translation.Source.Length; j++)
        {
            Line(console, $"  {$"h{j + 1}",-4}{translation.Source[j].Shown.PadRight(width)}  {Vector(translation.States[j])}");
        }

        console.WriteLine();
        console.MarkupLine("[bold]The decoder[/] writes. Scores e, weights a = softmax(e), context c = sum of a h.");
        for (int t = 0; t < translation.Steps.Length; t++)
        {
            Show(console, translation, t, width);
        }

        console.MarkupLine($"[bold]Translation[/]: {Markup.Escape(translation.Text)}");
        console.WriteLine();
        AlignmentGrid.Write(console, translation);
    }

    private static void Show(IAnsiConsole console, Translation translation, int t, int width)
    {
        DecoderStep step = translation.Steps[t];
        Line(console, $"  s{t} = {Vector(step.Query)}");
        for (int j = 0; j < step.Weights.Length; j++)
        {
            string bar = new('#', (int)MathF.Round(20 * step.Weights[j]));
            string word = translation.Source[j].Shown.PadRight(width);
            Line(console, $"    {$"h{j + 1}",-4}{word}  e {Number(step.Scores[j]),9}  a {Number(step.Weights[j])}  {bar}".TrimEnd());
        }

        Line(console, $"  c{t + 1} = {Vector(step.Context)}");
        string probability = (100 * step.Probability).ToString("0.0", CultureInfo.InvariantCulture);
        console.MarkupLine($"  word {t + 1}: [bold]{Markup.Escape(step.Word)}[/] [grey]({probability} %)[/]");
        console.WriteLine();
    }

    // Not as markup: brackets are brackets.
    private static void Line(IAnsiConsole console, string text) => console.WriteLine(text);

    private static string Vector(float[] numbers) =>
        $"[{string.Join(", ", numbers.Take(Shown).Select(static x => x.ToString("0.00", CultureInfo.InvariantCulture)))}, ...]";

    private static string Number(float number) => number.ToString("0.0000", CultureInfo.InvariantCulture);
}
