using System.Collections.Generic;
using Spectre.Console;

namespace AttentionGen.Sample.Tour;

/// <summary>The textbook example, a step at a time, each step computed by a kernel that the compiler wrote.</summary>
internal sealed class TourCommand : ICommand
{
    public string Name => "tour";

    public string Summary => "Walk through attention with generated kernels.";

    public void Run(IReadOnlyList<string> arguments, IAnsiConsole console)
    {
        if (arguments.Count > 0)
        {
            throw CommandLine.Unknown(arguments[0]);
        }

        Print.Text(console, """
            [bold]AttentionGen[/]: attention kernels that the compiler writes, each for one shape. This tour declares its kernels in
            sample/Kernels.cs; the compiler's files lie beside it, and docs/generated-code.md reads through one.
            """);
        ScoresAndWeights.Show(console);
        ContextVector.Show(console);
        WholeAttention.Show(console);
        MultiHead.Show(console);
        TranslatorStep.Show(console);
    }
}
