using System;
using System.IO;
using Spectre.Console;

namespace AttentionGen.Sample.Tour;

/// <summary>What a reader wants to know of a kernel: its declaration, what this machine runs, where its code lies.</summary>
internal static class KernelCard
{
    public static void Show(IAnsiConsole console, string kernel, AttentionKernelInfo info)
    {
        console.MarkupLine($"[green]{Markup.Escape(Declaration(kernel))}[/]");
        console.MarkupLine($"[grey]runs[/]  {info.Path}, tiles of {info.QueryRows} queries x {info.PanelKeys} keys");

        // The pattern stands for two folders named after the generator, which a terminal of 80 columns has no room for.
        console.MarkupLine($"[grey]code[/]  sample/Generated/*/*/{typeof(DotAttention).Namespace}.{kernel}.g.cs");
        console.WriteLine();
    }

    // The source is the one place that cannot disagree with what was compiled.
    private static string Declaration(string kernel)
    {
        using Stream source = typeof(KernelCard).Assembly.GetManifestResourceStream("Kernels.cs")!;
        using var reader = new StreamReader(source);
        string attribute = "";
        while (reader.ReadLine() is { } line)
        {
            if (line.EndsWith($" {kernel};", StringComparison.Ordinal))
            {
                return $"{attribute}\n{line}";
            }

            attribute = line;
        }

        throw new InvalidOperationException($"Kernels.cs does not declare {kernel} on a line of its own.");
    }
}
