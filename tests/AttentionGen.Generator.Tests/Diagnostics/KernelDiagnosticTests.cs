using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>Runs generator and analyzer over kernels that break a rule, or nearly do.</summary>
public abstract class KernelDiagnosticTests
{
    /// <summary>
    /// Asserts what is reported, each as <c>ID 'text pointed at': message</c>, that it is an error, and that no kernel gets a file.
    /// </summary>
    protected static void Reports(string source, params string[] expected) => Reports(new ProjectOptions(), source, expected);

    /// <summary>The same for a project with settings of its own.</summary>
    private protected static void Reports(ProjectOptions project, string source, params string[] expected)
    {
        GeneratorRun run = GeneratorRun.Of(project, source);
        Assert.Equal(expected, run.Rules.Select(Describe));
        Assert.All(run.Rules, static each => Assert.Equal(DiagnosticSeverity.Error, each.Severity));
        Assert.Empty(run.Sources);
    }

    /// <summary>Asserts that nothing is reported and that the kernel compiles.</summary>
    protected static void Accepts(string source) => Accepts(new ProjectOptions(), source);

    /// <summary>The same for a project with settings of its own.</summary>
    private protected static void Accepts(ProjectOptions project, string source)
    {
        GeneratorRun run = GeneratorRun.Of(project, source);
        Assert.Single(run.Sources);
        Assert.DoesNotContain(run.Diagnostics, static each => each.Severity == DiagnosticSeverity.Error);
    }

    private static string Describe(Diagnostic diagnostic)
    {
        Location place = diagnostic.Location;
        return $"{diagnostic.Id} '{place.SourceTree!.GetText().ToString(place.SourceSpan)}': {diagnostic.GetMessage(null)}";
    }
}
