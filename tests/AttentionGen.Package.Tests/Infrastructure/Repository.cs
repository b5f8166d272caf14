using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Xml.Linq;

namespace AttentionGen.Package.Tests.Infrastructure;

/// <summary>The repository's files.</summary>
internal static class Repository
{
    // Nothing of these is packed, and a copy of a build's outputs would not be a fresh one.
    private static readonly HashSet<string> LeftOut =
        new(StringComparer.Ordinal) { ".git", ".vs", ".idea", "bin", "obj", "artifacts", "Generated", "TestResults", "tests", "bench", "sample" };

    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(static each => each.Key == "RepositoryRoot").Value!;

    /// <summary>The folder in which git keeps the repository, or null where the sources are not in one.</summary>
    public static string? GitFolder { get; } = FindGitFolder();

    public static string PathOf(params string[] path) => Path.Combine([Root, .. path]);

    public static string Read(params string[] path) => File.ReadAllText(PathOf(path));

    /// <summary>A version out of Directory.Packages.props.</summary>
    public static string PackageVersion(string package) => XDocument.Parse(Read("Directory.Packages.props"))
        .Descendants("PackageVersion")
        .Single(each => (string?)each.Attribute("Include") == package)
        .Attribute("Version")!.Value;

    /// <summary>The names of the projects whose dlls the compiler loads.</summary>
    public static IEnumerable<string> CompilerExtensions => XDocument.Parse(Read("runtime", "Package", "Package.props"))
        .Descendants("ProjectReference")
        .Where(static each => (string?)each.Attribute("OutputItemType") == "CompilerExtension")
        .Select(static each => Path.GetFileNameWithoutExtension(each.Attribute("Include")!.Value));

    /// <summary>Copies what the package is made of. The copy knows the repository's commit.</summary>
    public static void CopyTo(string folder)
    {
        Copy(new DirectoryInfo(Root), folder);
        if (GitFolder is not null)
        {
            File.WriteAllText(Path.Combine(folder, ".git"), $"gitdir: {GitFolder}\n");
        }
    }

    private static void Copy(DirectoryInfo source, string target)
    {
        Directory.CreateDirectory(target);
        foreach (FileInfo file in source.EnumerateFiles().Where(static file => !LeftOut.Contains(file.Name)))
        {
            file.CopyTo(Path.Combine(target, file.Name));
        }

        foreach (DirectoryInfo folder in source.EnumerateDirectories().Where(static folder => !LeftOut.Contains(folder.Name)))
        {
            Copy(folder, Path.Combine(target, folder.Name));
        }
    }

    // In a further work tree of a repository, .git is a file that names the folder.
    private static string? FindGitFolder()
    {
        string git = PathOf(".git");
        return Directory.Exists(git) ? git
            : File.Exists(git) ? Path.GetFullPath(File.ReadAllText(git)["gitdir: ".Length..].Trim(), Root)
            : null;
    }
}
