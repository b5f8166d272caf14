using System.Globalization;
using System.Linq;
using AttentionGen.Sample.Translator.Model;
using Spectre.Console;

namespace AttentionGen.Sample.Translator.Output;

/// <summary>The attention weights as a coloured grid: source words across, target words down, percent in the cells.</summary>
internal static class AlignmentGrid
{
    // Room for "100" and a gap.
    private const int NarrowestCell = 4;

    public static void Write(IAnsiConsole console, Translation translation)
    {
        int label = translation.Steps.Max(static step => Cells(step.Word)) + 2;
        int cell = translation.Source.Max(static token => Cells(token.Shown)) + 1;
        int room = int.Max(console.Profile.Width - 1 - label, NarrowestCell);

        // Names are cut before the grid is cut into parts.
        cell = int.Max(NarrowestCell, int.Min(cell, room / translation.Source.Length));
        int columns = int.Max(1, room / cell);
        for (int first = 0; first < translation.Source.Length; first += columns)
        {
            int count = int.Min(columns, translation.Source.Length - first);
            console.Write(Part(translation, first, count, label, cell));
            console.WriteLine();
            console.WriteLine();
        }
    }

    private static Paragraph Part(Translation translation, int first, int count, int label, int cell)
    {
        var lines = new Paragraph();
        lines.Append(new string(' ', label));
        for (int j = first; j < first + count; j++)
        {
            string word = translation.Source[j].Shown;
            lines.Append((word.Length < cell ? word : word[..(cell - 1)]).PadLeft(cell), new Style(Color.Grey));
        }

        foreach (DecoderStep step in translation.Steps)
        {
            lines.Append($"\n{step.Word}{new string(' ', label - Cells(step.Word))}");
            for (int j = first; j < first + count; j++)
            {
                string percent = (100 * step.Weights[j]).ToString("0", CultureInfo.InvariantCulture);
                lines.Append(percent.PadLeft(cell), WeightColours.Style(step.Weights[j]));
            }
        }

        return lines;
    }

    // A Chinese character takes the place of two letters.
    private static int Cells(string text) => text.Sum(static letter => letter >= 0x1100 ? 2 : 1);
}
