using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using Xunit;

namespace AttentionGen.Package.Tests.Infrastructure;

/// <summary>
/// A temporary folder with the packed package, and below it the projects of users: they find the package in a local feed, and share a
/// cache of packages that was empty at the start.
/// </summary>
public sealed class Workplace : IDisposable
{
    public const string Name = "The package";

    private readonly List<KeyValuePair<string, string>> _environment;

    public Workplace()
    {
        Folder = Directory.CreateTempSubdirectory("attentiongen-package-").FullName;
        Feed = Path.Combine(Folder, "feed");
        Cache = Path.Combine(Folder, "cache");
        _environment = [KeyValuePair.Create("NUGET_PACKAGES", Cache)];
        Pack(Path.Combine(Folder, "source"), Feed);
        Package = Directory.GetFiles(Feed, "*.nupkg").Single();
        Symbols = Directory.GetFiles(Feed, "*.snupkg").Single();
        Version = Path.GetFileNameWithoutExtension(Package)["AttentionGen.".Length..];
        WriteConfiguration();
    }

    public string Folder { get; }

    /// <summary>The folder with the package.</summary>
    public string Feed { get; }

    /// <summary>Where packages are unpacked.</summary>
    public string Cache { get; }

    public string Package { get; }

    public string Symbols { get; }

    public string Version { get; }

    /// <summary>Packs a copy of the repository, as on a build server.</summary>
    public static void Pack(string source, string feed)
    {
        Repository.CopyTo(source);
        string server = Repository.GitFolder is null ? "false" : "true";
        Command.Run(
            "dotnet", ["pack", "runtime", "-c", "Release", "-o", feed, $"-p:ContinuousIntegrationBuild={server}", "-warnaserror"], source).Succeeded();
    }

    /// <summary>A file of the package.</summary>
    public static byte[] Read(string package, string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(package);
        using Stream entry = archive.GetEntry(path)!.Open();
        using var bytes = new MemoryStream();
        entry.CopyTo(bytes);
        return bytes.ToArray();
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // A compiler server may still hold a file; the system clears the folder of temporary files.
        }
    }

    internal Command DotNet(string folder, params IEnumerable<string> arguments) => Command.Run("dotnet", arguments, folder, _environment);

    // The user's own sources stay in force. Packages of this machine's cache are taken from there, unless it has one of ours, which could be
    // mistaken for the one under test.
    private void WriteConfiguration()
    {
        string machine = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        bool usesMachine = Directory.Exists(machine) && !Directory.Exists(Path.Combine(machine, "attentiongen"));
        File.WriteAllText(
            Path.Combine(Folder, "nuget.config"),
            $"""
            <?xml version="1.0" encoding="utf-8"?>
            <configuration>
              <packageSources>
                <add key="package under test" value="{Feed}" />
                {(usesMachine ? $"<add key=\"this machine\" value=\"{machine}\" />" : "")}
              </packageSources>
            </configuration>
            """);
    }
}

/// <summary>The tests share one package, and run one after the other: each keeps the machine busy by itself.</summary>
[CollectionDefinition(Workplace.Name)]
public sealed class WorkplaceCollection : ICollectionFixture<Workplace>;
