using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AttentionGen.Package.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Package.Tests;

/// <summary>The path of someone who has only the package and the README: its commands, as they stand there.</summary>
[Collection(Workplace.Name)]
public sealed class ReadmeTests(Workplace workplace)
{
    private const string PlaceOfThePackage = "path/to/packages";

    private static string Commands => Block("sh");

    [SkippableFact]
    public void FiveCommandsGiveTheResult()
    {
        Skip.If(OperatingSystem.IsWindows(), "The commands are those of a POSIX shell.");
        Assert.Contains(PlaceOfThePackage, Commands, StringComparison.Ordinal);

        // Neither the workplace's feeds nor its packages: only what the README names.
        DirectoryInfo stranger = Directory.CreateTempSubdirectory("attentiongen-stranger-");
        try
        {
            string folder = stranger.CreateSubdirectory("Attend").FullName;
            Command shell = Command.Run(
                "bash", ["-e", "-c", Commands.Replace(PlaceOfThePackage, workplace.Feed, StringComparison.Ordinal)], folder,
                KeyValuePair.Create("NUGET_PACKAGES", Path.Combine(stranger.FullName, "packages"))).Succeeded();
            Assert.Empty(shell.Warnings);
            Assert.Contains(Block("text").Trim(), shell.Lines);
        }
        finally
        {
            stranger.Delete(recursive: true);
        }
    }

    [Fact]
    public void TheyAreFive()
    {
        int commands = 0;
        string? end = null;
        foreach (string line in Commands.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (end is null)
            {
                commands++;
                end = line.Contains("<<", StringComparison.Ordinal) ? line.Split("<<")[1].Trim('\'') : null;
            }
            else if (line == end)
            {
                end = null;
            }
        }

        Assert.Equal(5, commands);
    }

    [Fact]
    public void NamesTheVersion() => Assert.Contains(
        $"<PackageReference Include=\"AttentionGen\" Version=\"{workplace.Version}\" />", Repository.Read("README.md"), StringComparison.Ordinal);

    // The first block in a language.
    private static string Block(string language) => Repository.Read("README.md").Split($"```{language}\n")[1].Split("```")[0];
}
