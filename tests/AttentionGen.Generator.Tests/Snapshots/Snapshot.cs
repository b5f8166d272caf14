using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Text;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;
using Xunit;

namespace AttentionGen.Generator.Tests.Snapshots;

/// <summary>
/// Compares generated files with those accepted before, by the names and the flow of Verify.SourceGenerators, which can replace this
/// file: <c>Class.Method#Hint.verified.cs</c> is what was accepted, a <c>.received.cs</c> beside it what a failed test got instead.
/// </summary>
/// <remarks>
/// To accept a change, rename <c>received</c> to <c>verified</c>; or accept all at once, and read the difference before committing:
/// <c>Verify_AutoVerify=true dotnet test tests/AttentionGen.Generator.Tests --filter Snapshots</c>
/// </remarks>
internal static class Snapshot
{
    private static bool AutoVerify { get; } = Environment.GetEnvironmentVariable("Verify_AutoVerify") == "true";

    /// <summary>Compares all files that a test generated.</summary>
    public static void Verify(
        IReadOnlyDictionary<string, string> sources, [CallerFilePath] string testFile = "", [CallerMemberName] string method = "") =>
        Verify(sources, Path.Combine(Path.GetDirectoryName(testFile)!, $"{Path.GetFileNameWithoutExtension(testFile)}.{method}"), AutoVerify);

    /// <summary>Compares with the files whose paths begin with <paramref name="prefix"/> and a number sign.</summary>
    public static void Verify(IReadOnlyDictionary<string, string> sources, string prefix, bool accept)
    {
        var failures = new StringBuilder();
        HashSet<string> stale = [.. Directory.GetFiles(Path.GetDirectoryName(prefix)!, Path.GetFileName(prefix) + "#*.cs")];
        foreach ((string hint, string source) in sources.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            string path = $"{prefix}#{Path.GetFileNameWithoutExtension(hint)}";
            string verified = path + ".verified.cs";
            string text = $"//HintName: {hint}\n{source}";
            stale.Remove(verified);
            if (accept)
            {
                File.WriteAllText(verified, text);
            }

            string expected = File.Exists(verified) ? File.ReadAllText(verified) : "";
            if (expected != text)
            {
                stale.Remove(path + ".received.cs");
                File.WriteAllText(path + ".received.cs", text);
                failures.Append(expected.Length == 0 ? $"New: {verified}\n" : $"Not as in {verified}:\n{Difference(expected, text)}");
            }
        }

        // Left over: received files of tests that pass now, and verified files that nothing generates any more.
        foreach (string file in stale.Order(StringComparer.Ordinal))
        {
            if (accept || file.EndsWith(".received.cs", StringComparison.Ordinal))
            {
                File.Delete(file);
            }
            else
            {
                failures.Append($"No longer generated: {file}\n");
            }
        }

        Assert.True(failures.Length == 0, failures.ToString());
    }

    private static string Difference(string expected, string actual)
    {
        var lines = InlineDiffBuilder.Diff(expected, actual, ignoreWhiteSpace: false).Lines
            .Where(static line => line.Type != ChangeType.Unchanged)
            .Select(static line => (line.Type == ChangeType.Inserted ? "+ " : "- ") + line.Text);
        return string.Join("\n", lines.Take(40)) + "\n";
    }
}
