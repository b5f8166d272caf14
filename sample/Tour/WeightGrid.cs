using System;
using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AttentionGen.Sample.Tour;

/// <summary>The weights of one head as a grid: a row for each query, a column for each key, the number and a colour in each cell.</summary>
internal static class WeightGrid
{
    /// <param name="title">Above the grid.</param>
    /// <param name="words">The labels of rows and columns, of at most three letters.</param>
    /// <param name="weights"><c>[words, words]</c>.</param>
    public static IRenderable Draw(string title, ReadOnlySpan<string> words, ReadOnlySpan<float> weights)
    {
        var lines = new Paragraph();
        lines.Append($"{title}\n", new Style(decoration: Decoration.Bold));
        lines.Append("   ");
        foreach (string word in words)
        {
            lines.Append($"{word,5}", new Style(Color.Grey));
        }

        for (int i = 0; i < words.Length; i++)
        {
            lines.Append($"\n{words[i],-3}", new Style(Color.Grey));
            foreach (float weight in weights.Slice(i * words.Length, words.Length))
            {
                Cell(lines, weight);
            }
        }

        return lines;
    }

    // A hidden key's weight is exactly 0; none of this sentence's scores lie so far apart that a visible key's would be.
    private static void Cell(Paragraph lines, float weight)
    {
        string text = weight == 0 ? "" : (100 * weight).ToString("0", CultureInfo.InvariantCulture);
        lines.Append($"{text,5}", WeightColours.Style(weight));
    }
}
