using System;
using System.Linq;
using AttentionGen.Generator.Diagnostics;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>What holds for all rules.</summary>
public sealed class ReportingTests
{
    public static TheoryData<string> Ids => [.. KernelDiagnostics.All.Select(static rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void HasAPage(string id)
    {
        DiagnosticDescriptor rule = KernelDiagnostics.All.Single(each => each.Id == id);
        string title = rule.Title.ToString(null);
        string page = Repository.Read("docs", "diagnostics", id + ".md");
        Assert.StartsWith($"# {id}: {title}\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## Cause\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## Example\n", page, StringComparison.Ordinal);
        Assert.Contains("\n## How to fix\n", page, StringComparison.Ordinal);
        Assert.EndsWith($"/docs/diagnostics/{id}.md", rule.HelpLinkUri, StringComparison.Ordinal);
        Assert.Contains(
            $"{id} | {rule.Category} | {rule.DefaultSeverity} | [{title}](../../docs/diagnostics/{id}.md)\n",
            Repository.Read("generator", "Diagnostics", "AnalyzerReleases.Unshipped.md"),
            StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void ThePagesExampleTriggersIt(string id)
    {
        string page = Repository.Read("docs", "diagnostics", id + ".md");
        string example = page.Split("```csharp\n")[1].Split("```")[0];
        var project = new ProjectOptions { Language = id == "ATTN008" ? Microsoft.CodeAnalysis.CSharp.LanguageVersion.CSharp10 : default };
        Assert.Contains(GeneratorRun.Of(project, example).Rules, diagnostic => diagnostic.Id == id);
    }

    [Fact]
    public void NoPageWithoutARule() => Assert.Equal(
        KernelDiagnostics.All.Select(static rule => rule.Id + ".md").Order(),
        System.IO.Directory.GetFiles(System.IO.Path.Combine(Repository.Root, "docs", "diagnostics"), "ATTN*.md").Select(System.IO.Path.GetFileName).Order());

    [Fact]
    public void OtherKernelsGetTheirFiles()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using AttentionGen;
            [AttentionKernel(1, 1)] partial class Good;
            [AttentionKernel(1, 0)] partial class Bad;
            partial class Outer { [AttentionKernel(1, 1)] partial struct AlsoGood; [AttentionKernel(1, 1)] struct AlsoBad; }
            """);
        Assert.Equal(["Good.g.cs", "Outer.AlsoGood.g.cs"], run.Sources.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["ATTN002", "ATTN001"], run.Rules.Select(static diagnostic => diagnostic.Id));
    }

    [Fact]
    public void RulesOfOneTypeAreReportedTogether() => Assert.Equal(
        ["ATTN002", "ATTN002", "ATTN001", "ATTN007"],
        GeneratorRun.Of("[AttentionGen.AttentionKernel(0, 0)] class K { int Dim; }").Rules.Select(static diagnostic => diagnostic.Id));

    [Theory]
    [InlineData("error", DiagnosticSeverity.Error)]
    [InlineData("warning", DiagnosticSeverity.Warning)]
    [InlineData("suggestion", DiagnosticSeverity.Info)]
    [InlineData("none", null)]
    public void EditorConfigSetsTheSeverity(string severity, DiagnosticSeverity? expected)
    {
        var project = new ProjectOptions { EditorConfig = $"root = true\n[*.cs]\ndotnet_diagnostic.ATTN002.severity = {severity}\n" };
        GeneratorRun run = GeneratorRun.Of(project, "[AttentionGen.AttentionKernel(1, 0)] partial class K;");
        Assert.Equal(expected, run.Rules.SingleOrDefault()?.Severity);
        Assert.Empty(run.Sources);
    }

    [Fact]
    public void PragmaSuppresses()
    {
        GeneratorRun run = GeneratorRun.Of("#pragma warning disable ATTN002\n[AttentionGen.AttentionKernel(1, 0)] partial class K;");
        Assert.Empty(run.Rules);
    }
}
