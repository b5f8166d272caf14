using System;
using System.Globalization;
using System.IO;
using System.Reflection;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace AttentionGen.Generator.Tests.Guide;

/// <summary>Programs, compiled with the generator and run in this process.</summary>
internal static class ProgramOutput
{
    private static readonly ProjectOptions Project = new() { Kind = OutputKind.ConsoleApplication };

    /// <summary>
    /// What a program prints in the invariant culture. It must compile without a warning. The console belongs to the process, so a test
    /// that calls this must not run beside others: see <see cref="ConsoleTests"/>.
    /// </summary>
    public static string Of(string source)
    {
        GeneratorRun run = GeneratorRun.Of(Project, source);
        run.CheckCompiles();
        MethodInfo main = LoadedKernels.Load(run).EntryPoint!;
        TextWriter console = Console.Out;
        CultureInfo culture = CultureInfo.CurrentCulture;
        using var output = new StringWriter { NewLine = "\n" };
        try
        {
            Console.SetOut(output);
            CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
            main.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [Array.Empty<string>()], null);
        }
        finally
        {
            Console.SetOut(console);
            CultureInfo.CurrentCulture = culture;
        }

        return output.ToString();
    }
}
