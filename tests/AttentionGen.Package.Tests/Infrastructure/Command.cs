using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace AttentionGen.Package.Tests.Infrastructure;

/// <summary>A program that has ended.</summary>
/// <param name="ExitCode">0 is success.</param>
/// <param name="Output">What it wrote, errors at the end.</param>
internal sealed partial record Command(int ExitCode, string Output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    // What the build that started the tests tells its own children, and not a user's shell.
    private static readonly string[] ForeignVariables = ["MSBUILD", "VSTEST", "TESTINGPLATFORM", "COREHOST", "DOTNET_HOST_PATH", "DOTNET_GCServer", "CI"];

    /// <summary>The warnings, without the repetition at the end of a build.</summary>
    public string[] Warnings => [.. Lines.Where(static line => WarningLine().IsMatch(line)).Distinct()];

    public string[] Lines => [.. Output.Split('\n').Select(static line => line.Trim()).Where(static line => line.Length > 0)];

    /// <summary>Whether packages other than the tested one could not be had.</summary>
    public bool LacksPackages => ExitCode != 0 && Lines.Any(static line => MissingPackage().IsMatch(line) && !line.Contains("AttentionGen ", StringComparison.Ordinal));

    public static Command Run(string program, IEnumerable<string> arguments, string folder, params IEnumerable<KeyValuePair<string, string>> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string name in start.Environment.Keys.Where(IsForeign).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDTERMINALLOGGER"] = "off";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(Patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{program} {string.Join(' ', arguments)} did not end.");
        }

        return new Command(process.ExitCode, output.GetAwaiter().GetResult() + errors.GetAwaiter().GetResult());
    }

    /// <summary>Fails unless the program succeeded; skips where packages are out of reach.</summary>
    public Command Succeeded()
    {
        Skip.If(LacksPackages, "Packages that the project needs cannot be restored here: " + Lines.FirstOrDefault(static line => MissingPackage().IsMatch(line)));
        Assert.True(ExitCode == 0, Output);
        return this;
    }

    private static bool IsForeign(string name) => ForeignVariables.Any(start =>
        start == "CI" ? name == start : name.StartsWith(start, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"\bwarning [A-Z]+[0-9]+:|\bwarning :")]
    private static partial Regex WarningLine();

    // Not found, not in that version, only as a prerelease, source out of reach.
    [GeneratedRegex(@"\berror NU1(101|102|103|301):")]
    private static partial Regex MissingPackage();
}
