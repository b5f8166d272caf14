using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Runtime.InteropServices;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;
using Microsoft.ML.OnnxRuntime;
using Spectre.Console;

namespace AttentionGen.Bench.Reporting;

/// <summary>The table on standard output, and below it whatever a reader needs to judge it.</summary>
internal static class TableReport
{
    private const int RedirectedWidth = 320;

    private static readonly Column[] Columns =
    [
        new("case", Justify.Left, r => r.Case.Name),
        new("time, min", Justify.Right, r => r.Own.IsMismatch ? Wrong : Figures.Time(r.Own.Time?.Minimum)),
        new("median", Justify.Right, r => Figures.Time(r.Own.Time?.Median)),
        new("rate", Justify.Right, r => Figures.Rate(r.Rate, r.Case.ReadBound)),
        new("of limit", Justify.Right, r => Figures.Percent(r.PartOfLimit)),
        Family("ONNX Runtime", Families.OnnxRuntime),
        new("its operator", Justify.Left, r => r.BestOf(Families.OnnxRuntime)?.Variant ?? Figures.None),
        Family("TorchSharp", Families.TorchSharp),
        Family("TensorPrimitives", Families.TensorPrimitives),
        Family("plain loop", Families.PlainLoop),
        new("vs best peer", Justify.Right, r => Figures.Ratio(r.RatioOfMinima)),
        new("(medians)", Justify.Right, r => Figures.Ratio(r.RatioOfMedians)),
        new("best peer", Justify.Left, r => r.BestPeer?.Family ?? Figures.None),
        new("within the project", Justify.Left, r => r.AgainstRatio is null ? Figures.None : $"{Figures.Ratio(r.AgainstRatio)} {r.Case.Against!.Label}"),
        new("B/call", Justify.Right, r => r.AllocatedPerCall?.ToString("0", CultureInfo.InvariantCulture) ?? Figures.None),
    ];

    private const string Wrong = "WRONG";

    public static void Write(IReadOnlyList<CaseResult> results, TimeStatistics? cold, string? torchUnavailable)
    {
        if (Console.IsOutputRedirected)
        {
            // A file has no width, and a table wrapped to 80 columns can't be read.
            AnsiConsole.Profile.Width = RedirectedWidth;
        }

        // A column without a figure would only make the others wrap.
        var columns = Columns.Where((c, i) => i < 5 || results.Any(r => c.Cell(r) != Figures.None)).ToArray();
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Markdown : TableBorder.Rounded };
        foreach (var column in columns)
        {
            table.AddColumn(new TableColumn(column.Header) { Alignment = column.Alignment });
        }

        foreach (var result in results)
        {
            table.AddRow([.. columns.Select(c => Styled(c.Cell(result)))]);
        }

        if (cold is not null)
        {
            string[] figures = [CaseList.ColdCall, Figures.Time(cold.Minimum), Figures.Time(cold.Median)];
            table.AddRow([.. figures, .. Enumerable.Repeat(Figures.None, columns.Length - figures.Length)]);
        }

        AnsiConsole.Write(table);
        WriteNotes(results, torchUnavailable);
    }

    private static Column Family(string header, string family) => new(
        header, Justify.Right, r => r.Peers.Any(p => p.Family == family && p.IsMismatch) ? Wrong : Figures.Time(r.BestOf(family)?.Time?.Minimum));

    private static Text Styled(string cell) => new(cell, cell == Wrong ? new Style(Color.Red) : Style.Plain);

    private static void WriteNotes(IReadOnlyList<CaseResult> results, string? torchUnavailable)
    {
        Console.WriteLine();
        foreach (var result in results)
        {
            foreach (var wrong in result.Peers.Prepend(result.Own).Where(p => p.IsMismatch))
            {
                AnsiConsole.MarkupLine($"[red]MISMATCH[/] {Markup.Escape($"{result.Case.Name}, {wrong.Family} {wrong.Variant}: {wrong.Problem}")}");
            }
        }

        foreach (var threads in results.Where(r => r.Limit is not null && !r.Case.ReadBound).GroupBy(r => r.Threads).OrderBy(g => g.Key))
        {
            Console.WriteLine($"Limit of compute, {Count(threads.Key)}: {Figures.Rate(threads.Max(r => r.Limit), bytes: false)} ({FmaLimit.Path} multiply-adds).");
        }

        foreach (var read in results.Where(r => r.Limit is not null && r.Case.ReadBound))
        {
            Console.WriteLine($"Limit of reading {read.Case.KeyValueBytes / 1e6:0.0} MB, {Count(read.Threads)}: {Figures.Rate(read.Limit, bytes: true)} ({read.Case.Name}).");
        }

        if (torchUnavailable is not null)
        {
            Console.WriteLine(torchUnavailable);
        }

        if (results.FirstOrDefault() is { } first)
        {
            Console.WriteLine($"ONNX Runtime {OrtEnv.Instance().GetVersionString()}, {RuntimeInformation.FrameworkDescription}.");
            Console.WriteLine($"Kernels run their {first.Case.Kernel.Info.Path} path. Ratios above 1 mean that this project is faster; \"-\": not run, or can't express the case.");
        }
    }

    private static string Count(int threads) => threads == 1 ? "one thread" : $"{threads} threads";

    private sealed record Column(string Header, Justify Alignment, Func<CaseResult, string> Cell);
}
