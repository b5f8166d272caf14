using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Xunit;
using Xunit.Sdk;

namespace AttentionGen.Generator.Tests.Snapshots;

/// <summary>The harness: a snapshot that could not fail would be worth nothing.</summary>
public sealed class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snapshots").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void MissingFails()
    {
        Assert.StartsWith("New: ", Failure(("K.g.cs", "class K;\n")), StringComparison.Ordinal);
        Assert.Equal(["Class.Method#K.g.received.cs"], Files());
        Assert.Equal("//HintName: K.g.cs\nclass K;\n", File.ReadAllText(Path.Combine(_folder, "Class.Method#K.g.received.cs")));
    }

    [Fact]
    public void SamePassesAndRemovesReceived()
    {
        Verify(accept: true, ("K.g.cs", "class K;\n"));
        Failure(("K.g.cs", "class L;\n"));
        Verify(accept: false, ("K.g.cs", "class K;\n"));
        Assert.Equal(["Class.Method#K.g.verified.cs"], Files());
    }

    [Fact]
    public void DifferenceFailsAndIsShown()
    {
        Verify(accept: true, ("K.g.cs", "class K;\nclass Same;\n"));
        string failure = Failure(("K.g.cs", "class L;\nclass Same;\n"));
        Assert.Contains("- class K;\n+ class L;\n", failure, StringComparison.Ordinal);
        Assert.DoesNotContain("Same", failure, StringComparison.Ordinal);
        Assert.Equal(["Class.Method#K.g.received.cs", "Class.Method#K.g.verified.cs"], Files());
    }

    [Fact]
    public void LineEndsAreCompared()
    {
        Verify(accept: true, ("K.g.cs", "class K;\n"));
        Failure(("K.g.cs", "class K;\r\n"));
    }

    [Fact]
    public void NoLongerGeneratedFails()
    {
        Verify(accept: true, ("K.g.cs", "class K;\n"), ("L.g.cs", "class L;\n"));
        Assert.StartsWith("No longer generated: ", Failure(("K.g.cs", "class K;\n")), StringComparison.Ordinal);
    }

    [Fact]
    public void AcceptingRemovesWhatIsNoLongerGenerated()
    {
        Verify(accept: true, ("K.g.cs", "class K;\n"), ("L.g.cs", "class L;\n"));
        Verify(accept: true, ("L.g.cs", "class M;\n"));
        Assert.Equal(["Class.Method#L.g.verified.cs"], Files());
    }

    private string Failure(params (string Hint, string Text)[] sources) =>
        Assert.Throws<TrueException>(() => Verify(accept: false, sources)).Message;

    private void Verify(bool accept, params (string Hint, string Text)[] sources) => Snapshot.Verify(
        sources.ToDictionary(static source => source.Hint, static source => source.Text), Path.Combine(_folder, "Class.Method"), accept);

    private IEnumerable<string?> Files() => Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
