using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;
using AttentionGen.Generator.Tests.Infrastructure;
using Xunit;
using Xunit.Sdk;

namespace AttentionGen.Generator.Tests.Guide;

/// <summary>The guide's programs do what the guide says.</summary>
[Collection(ConsoleTests.Name)]
public sealed class GuideTests
{
    private static readonly string Page = Repository.Read("docs", "attention.md");

    private static readonly IReadOnlyList<Snippet> Snippets = Snippet.Read(Page);

    public static TheoryData<string> Names => [.. Snippets.Select(static snippet => snippet.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void PrintsWhatThePageSays(string name)
    {
        Snippet snippet = Snippets.Single(snippet => snippet.Name == name);
        Assert.Equal(snippet.Output, ProgramOutput.Of(snippet.Code));
    }

    [Fact]
    public void EveryScoreIsShown() => Assert.All(
        Enum.GetNames<Score>(), static score => Assert.Contains(Snippets, snippet => snippet.Code.Contains("Score." + score, StringComparison.Ordinal)));

    [Fact]
    public void EveryConceptHasASnippet() => Assert.All(
        Regex.Matches(Page, "^## (.*)$", RegexOptions.Multiline).Select(static match => match.Groups[1].Value).Except(["How it is computed", "Papers"]),
        static heading => Assert.Contains("```csharp", Section(heading), StringComparison.Ordinal));

    [Fact]
    public void TheReadmesProgramRuns()
    {
        string program = Repository.Read("README.md").Split("```csharp\n")[1].Split("```")[0];
        Assert.Matches(@"^H=12 G=4 D=64 E=64, (Vector512|Vector256|Vector128|Scalar): .*: 1\n$", ProgramOutput.Of(program));
    }

    [Fact]
    public void WhatIsQuotedOfGeneratedCodeIsThere()
    {
        // The kernels that the page reads through: those of the sample, and one that is too large to be unrolled.
        string kernels = Repository.Read("sample", "Kernels.cs");
        GeneratorRun run = GeneratorRun.Of(
            "using AttentionGen;\n" + kernels, "[AttentionGen.AttentionKernel(heads: 1, dim: 64)] public static partial class Large;");
        string[] lines = [.. run.Sources.Values.Append(kernels).SelectMany(static text => text.Split('\n')).Select(static line => line.Trim())];
        string[] quoted = [.. Repository.Read("docs", "generated-code.md").Split("```csharp\n").Skip(1)
            .SelectMany(static block => block.Split("```")[0].Split('\n')).Select(static line => line.Trim()).Where(static line => line.Length > 0)];
        Assert.True(quoted.Length > 10);
        Assert.All(quoted, quote => Assert.Contains(lines, line => line.Contains(quote, StringComparison.Ordinal)));
    }

    [Fact]
    public void ABlockWithoutOutputIsSeen()
    {
        // What the other tests rely on.
        Assert.Throws<TrueException>(static () => Snippet.Read("# A\n```csharp\n;\n```\n# B\n"));
        Assert.Throws<TrueException>(static () => Snippet.Read("# A\n```csharp\n;\n```\n```csharp\n;\n```\n```text\n```\n"));
        Assert.Throws<TrueException>(static () => Snippet.Read("# A\n```text\n1\n```\n"));
        Assert.Throws<TrueException>(static () => Snippet.Read("# A\n```csharp\n;\n```\n"));
        Assert.Equal(["A", "A (2)"], Snippet.Read("# A\n```csharp\n;\n```\nprints\n```text\n1\n```\n```csharp\n;\n```\n```text\n```\n").Select(static snippet => snippet.Name));
    }

    private static string Section(string heading)
    {
        string section = Page[Page.IndexOf($"\n## {heading}\n", StringComparison.Ordinal)..];
        int end = section.IndexOf("\n## ", 1, StringComparison.Ordinal);
        return end < 0 ? section : section[..end];
    }
}
