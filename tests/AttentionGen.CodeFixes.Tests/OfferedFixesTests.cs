using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using AttentionGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace AttentionGen.CodeFixes.Tests;

/// <summary>What holds for all code fixes.</summary>
public sealed class OfferedFixesTests
{
    private static readonly IReadOnlyList<KernelCodeFix> Fixes =
        [.. typeof(KernelCodeFix).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(KernelCodeFix)))
            .Select(static type => (KernelCodeFix)Activator.CreateInstance(type)!)];

    /// <summary>An editor finds them.</summary>
    [Fact]
    public void EachIsExported()
    {
        Assert.NotEmpty(Fixes);
        Assert.All(Fixes, static fix =>
        {
            var export = fix.GetType().GetCustomAttribute<ExportCodeFixProviderAttribute>()!;
            Assert.Equal([LanguageNames.CSharp], export.Languages);
            Assert.Equal(fix.GetType().Name, export.Name);
        });
    }

    /// <summary>The page of a rule says that a fix is offered if, and only if, there is one.</summary>
    [Fact]
    public void EachIsOnThePageOfItsRule() => Assert.Equal(
        Fixes.SelectMany(static fix => fix.FixableDiagnosticIds).Order(StringComparer.Ordinal),
        KernelDiagnostics.All.Select(static rule => rule.Id).Where(static id => Page(id).Contains("\nAn editor offers ", StringComparison.Ordinal)));

    private static string Page(string id, [CallerFilePath] string source = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(source)!, "..", "..", "docs", "diagnostics", id + ".md"));
}
