using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Xunit.Abstractions;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace AttentionGen.Generator.Tests.Incrementality;

/// <summary>A project of many kernels: generated in little time, and an edit of one kernel writes one file.</summary>
public sealed class ManyKernelsTests(ITestOutputHelper log)
{
    private const int Kernels = 500;

    // Several times what it takes: a growth of another order gets there. Other processes may too, but not in every attempt.
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    private const int Attempts = 4;

    private static readonly ProjectOptions Project = new();

    [Fact]
    public void AnEditOfOneWritesOneFile()
    {
        CSharpCompilation compilation = Project.Compile([.. Enumerable.Range(0, Kernels).Select(static at => Source(at, ""))]);
        GeneratorDriver driver = Driver();
        TimeSpan fastest = Run(ref driver, compilation, "all");
        for (int attempt = 1; attempt < Attempts && fastest > Bound; attempt++)
        {
            driver = Driver();
            TimeSpan again = Run(ref driver, compilation, "all again");
            fastest = again < fastest ? again : fastest;
        }

        Assert.InRange(fastest, TimeSpan.Zero, Bound);
        GeneratorRunResult before = Result(driver);

        const int edited = 123;
        SyntaxTree tree = compilation.SyntaxTrees[edited];
        compilation = compilation.ReplaceSyntaxTree(tree, Project.Parse(Source(edited, ", Unroll = 8"), tree.FilePath));
        Run(ref driver, compilation, "an edit of one");
        GeneratorRunResult after = Result(driver);

        IncrementalStepRunReason[] expected = [.. Enumerable.Range(0, Kernels).Select(static at => at == edited ? Modified : Cached)];
        Assert.Equal(expected, Reasons(after.TrackedSteps[AttentionKernelGenerator.SpecStep]));
        Assert.Equal([Cached], Reasons(after.TrackedSteps[AttentionKernelGenerator.ClashStep]));
        Assert.Equal(expected, Reasons(after.TrackedSteps[AttentionKernelGenerator.NamedStep]));
        Assert.Equal(expected, Reasons(after.TrackedOutputSteps.SelectMany(static pair => pair.Value)));

        // The other texts are not only equal: they are the ones of the run before.
        Assert.Equal(Kernels, after.GeneratedSources.Length);
        Assert.Equal(
            [$"Space.K{edited}.g.cs"],
            after.GeneratedSources.Where((file, at) => !ReferenceEquals(file.SourceText, before.GeneratedSources[at].SourceText)).Select(static file => file.HintName));
    }

    private static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new AttentionKernelGenerator().AsSourceGenerator()],
        parseOptions: Project.ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private TimeSpan Run(ref GeneratorDriver driver, CSharpCompilation compilation, string what)
    {
        long start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        log.WriteLine($"{Kernels} kernels, {what}: {elapsed.TotalSeconds:F2} s");
        return elapsed;
    }

    private static GeneratorRunResult Result(GeneratorDriver driver)
    {
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        return result;
    }

    private static IncrementalStepRunReason[] Reasons(IEnumerable<IncrementalGeneratorRunStep> steps) =>
        [.. steps.SelectMany(static step => step.Outputs).Select(static output => output.Reason)];

    // The shapes of models: heads of 32 to 128 elements, grouped or not, some causal, some learned.
    private static string Source(int at, string more)
    {
        string score = (at % 10) switch { 7 => ", Score.Additive", 8 => ", Score.General", 9 => ", Score.Cosine", _ => "" };
        string mask = at % 3 == 0 ? ", Mask = AttentionMask.Causal" : "";
        return $"using AttentionGen; namespace Space; [AttentionKernel({8 * ((at % 4) + 1)}, {32 * ((at / 4 % 4) + 1)}{score}, KeyValueHeads = 8{mask}{more})] partial class K{at};";
    }
}
