using System;
using System.Globalization;
using System.Linq;
using Spectre.Console;

namespace AttentionGen.Sample.Tour;

/// <summary>How the tour writes numbers, headings and tables.</summary>
internal static class Print
{
    /// <summary>A number to four places.</summary>
    public static string Number(float value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A vector to at most four places: <c>[1.2, 0.8]</c>.</summary>
    public static string Vector(ReadOnlySpan<float> vector) =>
        $"[{string.Join(", ", vector.ToArray().Select(static x => x.ToString("0.####", CultureInfo.InvariantCulture)))}]";

    // Every block ends with an empty line, so that none needs to know what comes before it.
    public static void Heading(IAnsiConsole console, string title)
    {
        console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]").LeftJustified().RuleStyle(Style.Parse("grey")));
        console.WriteLine();
    }

    /// <summary>A paragraph of the tour: its line breaks are the source's, not the terminal's. Brackets are Spectre's markup.</summary>
    public static void Text(IAnsiConsole console, string markup)
    {
        Lead(console, markup);
        console.WriteLine();
    }

    /// <summary>A paragraph right before a table, which brings an empty line of its own.</summary>
    public static void Lead(IAnsiConsole console, string markup) => console.MarkupLine(markup.ReplaceLineEndings(" "));

    public static Table Table(params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string column in columns)
        {
            table.AddColumn(new TableColumn(Markup.Escape(column)).RightAligned().NoWrap());
        }

        return table;
    }

    public static void Row(Table table, params string[] cells) => table.AddRow([.. cells.Select(Markup.Escape)]);
}
