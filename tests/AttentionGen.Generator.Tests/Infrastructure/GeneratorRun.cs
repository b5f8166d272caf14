using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using AttentionGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace AttentionGen.Generator.Tests.Infrastructure;

/// <summary>
/// The generator on one compilation. Every run is repeated on an identical compilation, where all steps must be cached: whatever a
/// test is about, it also tests that.
/// </summary>
internal sealed class GeneratorRun
{
    /// <summary>The generator's own steps, in the order of the pipeline.</summary>
    public static readonly ImmutableArray<string> Steps =
        [AttentionKernelGenerator.SpecStep, AttentionKernelGenerator.ClashStep, AttentionKernelGenerator.NamedStep];

    private readonly GeneratorDriver _driver;
    private IReadOnlyList<Diagnostic>? _diagnostics;

    private GeneratorRun(GeneratorDriver driver, CSharpCompilation compilation)
    {
        _driver = driver.RunGenerators(compilation);
        Result = Check(_driver);
        Output = compilation.AddSyntaxTrees(Result.GeneratedSources.Select(static source => source.SyntaxTree));
        Sources = Result.GeneratedSources.ToDictionary(static source => source.HintName, static source => source.SourceText.ToString());
        CheckCached(Check(_driver.RunGenerators(compilation.Clone())));
    }

    public GeneratorRunResult Result { get; }

    /// <summary>The user's sources and the generated ones.</summary>
    public CSharpCompilation Output { get; }

    /// <summary>Generated texts by file name.</summary>
    public IReadOnlyDictionary<string, string> Sources { get; }

    public static GeneratorRun Of(params string[] sources) => Of(new ProjectOptions(), sources);

    public static GeneratorRun Of(ProjectOptions project, params string[] sources) => new(
        CSharpGeneratorDriver.Create(
            [new AttentionKernelGenerator().AsSourceGenerator()],
            parseOptions: project.ParseOptions,
            driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)),
        project.Compile(sources));

    /// <summary>A further run after an edit, which may use what this one cached.</summary>
    public GeneratorRun Then(CSharpCompilation edited) => new(_driver, edited);

    /// <summary>Why a step's outputs are what they are, compared to the run before.</summary>
    public IncrementalStepRunReason[] Reasons(string step) => Result.TrackedSteps.TryGetValue(step, out var runs) ? Reasons(runs) : [];

    /// <summary>The same for the files.</summary>
    public IncrementalStepRunReason[] OutputReasons() => Reasons(Result.TrackedOutputSteps.SelectMany(static pair => pair.Value));

    /// <summary>What the compiler and the analyzer say of the user's and the generated code together, in the order of the source.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => _diagnostics ??= Diagnose(Output);

    /// <summary>What the analyzer says.</summary>
    public IEnumerable<Diagnostic> Rules => Diagnostics.Where(static each => each.Id.StartsWith("ATTN", StringComparison.Ordinal));

    /// <summary>The compiler's errors.</summary>
    public IEnumerable<Diagnostic> CompilerErrors =>
        Diagnostics.Where(static each => each.Severity == DiagnosticSeverity.Error).Except(Rules);

    /// <summary>Asserts that the user's and the generated code compile together without a warning.</summary>
    public void CheckCompiles() => Assert.DoesNotContain(Diagnostics, static each => each.Severity >= DiagnosticSeverity.Warning);

    /// <summary>The compiled assembly.</summary>
    public byte[] Emit()
    {
        using var image = new MemoryStream();
        Assert.DoesNotContain(Output.Emit(image).Diagnostics, static each => each.Severity >= DiagnosticSeverity.Warning);
        return image.ToArray();
    }

    private static IReadOnlyList<Diagnostic> Diagnose(CSharpCompilation compilation)
    {
        ImmutableArray<Diagnostic> found = compilation.WithAnalyzers([new AttentionKernelAnalyzer()])
            .GetAllDiagnosticsAsync().GetAwaiter().GetResult();
        Assert.DoesNotContain(found, static each => each.Id == "AD0001");
        return [.. found.OrderBy(static each => each.Location.SourceSpan.Start).ThenBy(static each => each.Id, StringComparer.Ordinal)];
    }

    private static GeneratorRunResult Check(GeneratorDriver driver)
    {
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        Assert.Empty(result.Diagnostics);
        return result;
    }

    private static void CheckCached(GeneratorRunResult again)
    {
        IEnumerable<IncrementalGeneratorRunStep> steps = Steps
            .SelectMany(step => again.TrackedSteps.TryGetValue(step, out var runs) ? runs : [])
            .Concat(again.TrackedOutputSteps.SelectMany(static pair => pair.Value));
        Assert.All(Reasons(steps), static reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));

        // A question to every compilation that has kernels, whose answer is the same.
        if (again.TrackedSteps.TryGetValue(AttentionKernelGenerator.TensorStep, out var questions))
        {
            Assert.Equal([IncrementalStepRunReason.Unchanged], Reasons(questions));
        }
    }

    private static IncrementalStepRunReason[] Reasons(IEnumerable<IncrementalGeneratorRunStep> steps) =>
        [.. steps.SelectMany(static step => step.Outputs).Select(static output => output.Reason)];
}
