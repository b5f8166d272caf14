using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Xunit;

namespace AttentionGen.Snapshots.Example;

/// <summary>
/// Compares each file that the compiler emitted into <c>Generated</c> with its accepted copy, <c>Test#File.verified.cs</c>.
/// Where they differ, a <c>.received.cs</c> is written beside it: to accept the change, rename that to <c>.verified.cs</c>.
/// </summary>
public class GeneratedCodeTests
{
    private const string Prefix = $"{nameof(GeneratedCodeTests)}.{nameof(IsAsReviewed)}#";

    // Enough to see where a change is; the .received.cs has the rest.
    private const int ShownLines = 40;

    private static readonly string ProjectDirectory = typeof(GeneratedCodeTests).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(static pair => pair.Key == "ProjectDirectory").Value!;

    [Fact]
    public void IsAsReviewed()
    {
        Dictionary<string, string> emitted = Directory
            .EnumerateFiles(Path.Combine(ProjectDirectory, "Generated", "AttentionGen.Generator"), "*.cs", SearchOption.AllDirectories)
            .ToDictionary(static path => Path.GetFileNameWithoutExtension(path), Read);
        IEnumerable<string> accepted = Directory
            .EnumerateFiles(ProjectDirectory, $"{Prefix}*.verified.cs")
            .Select(static path => Path.GetFileName(path)[Prefix.Length..^".verified.cs".Length]);

        string[] problems =
        [
            .. emitted.Keys.Union(accepted).Order(StringComparer.Ordinal).Select(name => Compare(name, emitted)).OfType<string>(),
        ];
        Assert.True(problems.Length == 0, string.Join("\n\n", problems));
    }

    private static string? Compare(string name, Dictionary<string, string> emitted)
    {
        string verified = Path.Combine(ProjectDirectory, $"{Prefix}{name}.verified.cs");
        string received = Path.Combine(ProjectDirectory, $"{Prefix}{name}.received.cs");
        File.Delete(received);
        if (!emitted.TryGetValue(name, out string? actual))
        {
            return $"{name}.cs is no longer generated; delete {Path.GetFileName(verified)}.";
        }

        string expected = File.Exists(verified) ? Read(verified) : "";
        if (actual == expected)
        {
            return null;
        }

        File.WriteAllText(received, actual);
        return $"{name}.cs is not what was reviewed. To accept it, rename {Path.GetFileName(received)} to {Path.GetFileName(verified)}.\n" +
            Diff(expected, actual);
    }

    private static string Diff(string expected, string actual)
    {
        string[] changes = [.. InlineDiffBuilder.Diff(expected, actual).Lines
            .Where(static line => line.Type != ChangeType.Unchanged)
            .Select(static line => $"{(line.Type == ChangeType.Inserted ? '+' : '-')} {line.Text}")];
        string more = changes.Length > ShownLines ? $"\n... and {changes.Length - ShownLines} lines more" : "";
        return string.Join("\n", changes.Take(ShownLines)) + more;
    }

    // Emitted files have LF; an accepted copy has what git made of it.
    private static string Read(string path) => File.ReadAllText(path).ReplaceLineEndings("\n");
}
