using System;
using System.Globalization;
using Spectre.Console;

namespace AttentionGen.Sample.Tour;

/// <summary>What goes into the heads, and what comes out.</summary>
internal static class SentenceTables
{
    /// <summary>The embedding of each word, <c>[words, Sentence.Dim]</c>.</summary>
    public static Table Embeddings(ReadOnlySpan<float> embeddings)
    {
        Table table = Print.Table("word", "position", "class");
        table.Columns[0].LeftAligned();
        for (int i = 0; i < Sentence.Words.Length; i++)
        {
            ReadOnlySpan<float> embedding = embeddings.Slice(i * Sentence.Dim, Sentence.Dim);
            Print.Row(
                table, Sentence.Words[i], Join(embedding[..Sentence.PositionDim], "0.0"), Join(embedding[Sentence.PositionDim..], "0"));
        }

        return table;
    }

    /// <summary>One word's contexts out of <c>[words, H, E]</c>: a row for each head, a column for each class.</summary>
    public static Table Contexts(ReadOnlySpan<float> contexts, int word)
    {
        Table table = Print.Table(["head", .. Sentence.ClassNames]);
        table.Columns[0].LeftAligned();
        for (int head = 0; head < SentenceAttention.Heads; head++)
        {
            string[] cells = new string[1 + SentenceAttention.ValueDim];
            cells[0] = $"{head}: {Heads.Names[head]}";
            for (int e = 0; e < SentenceAttention.ValueDim; e++)
            {
                cells[1 + e] = Print.Number(contexts[(((word * SentenceAttention.Heads) + head) * SentenceAttention.ValueDim) + e]);
            }

            Print.Row(table, cells);
        }

        return table;
    }

    private static string Join(ReadOnlySpan<float> numbers, string format)
    {
        string text = "";
        foreach (float number in numbers)
        {
            // A negative number that rounds to zero would print as -0.0.
            string shown = number.ToString(format, CultureInfo.InvariantCulture);
            text += (shown == $"-{0.ToString(format, CultureInfo.InvariantCulture)}" ? shown[1..] : shown).PadLeft(format.Length + 2);
        }

        return text;
    }
}
