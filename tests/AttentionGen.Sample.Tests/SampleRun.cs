using System.IO;
using Spectre.Console;

namespace AttentionGen.Sample.Tests;

/// <summary>One run of the sample, as from a shell that redirects its output.</summary>
internal sealed record SampleRun(int ExitCode, string Output, string Error)
{
    public static SampleRun Of(params string[] arguments) => Of(width: 80, arguments);

    public static SampleRun Of(int width, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = width;
        int exitCode = new CommandLine(Commands.All, console, error).Run(arguments);
        return new SampleRun(exitCode, output.ToString(), error.ToString());
    }
}
