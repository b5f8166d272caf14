using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Model;
using AttentionGen.Generator.Parsing;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AttentionGen.Generator.Tests.Incrementality;

/// <summary>An editor cancels a run with every key stroke: the run ends soon, and nothing half done is kept for the next one.</summary>
public sealed class CancellationTests
{
    private static readonly CSharpCompilation Project = new ProjectOptions().Compile(
        [.. Enumerable.Range(0, 40).Select(static at => $"[AttentionGen.AttentionKernel(4, {at + 1})] public static partial class K{at};")]);

    private static readonly Lazy<IReadOnlyDictionary<string, string>> Complete = new(static () => GeneratorRun.Of(
        [.. Project.SyntaxTrees.Select(static tree => tree.ToString())]).Sources);

    private static readonly CancellationToken Cancelled = new(canceled: true);

    [Fact]
    public void ParsingStops()
    {
        INamedTypeSymbol type = Project.GetTypeByMetadataName("K1")!;
        Assert.Throws<OperationCanceledException>(() => KernelParser.Parse(type, KernelAttribute.Find(type)!, Cancelled));
    }

    [Fact]
    public void EmissionStops()
    {
        INamedTypeSymbol type = Project.GetTypeByMetadataName("K1")!;
        KernelSpec spec = KernelParser.Parse(type, KernelAttribute.Find(type)!, CancellationToken.None).Spec!;
        Assert.Throws<OperationCanceledException>(() => KernelEmitter.Emit(spec, tensors: false, Cancelled));
        Assert.Throws<OperationCanceledException>(() => HintNames.Clashes(["a", "b"], Cancelled));
    }

    [Fact]
    public void NothingOfACancelledRunIsKept()
    {
        GeneratorDriver driver = Driver();
        Assert.Throws<OperationCanceledException>(() => driver.RunGenerators(Project, Cancelled));
        CheckComplete(driver.RunGenerators(Project));
    }

    /// <summary>Cancelled while it runs, at some time; the caller gets an exception or, if it was too late, all files.</summary>
    [Fact]
    public async Task CancelledMidway()
    {
        int cancelled = 0;
        for (int milliseconds = 0; milliseconds < 60 && cancelled < 5; milliseconds++)
        {
            GeneratorDriver driver = Driver();
            using var source = new CancellationTokenSource();
            using var started = new ManualResetEventSlim();
            Task cancel = Task.Run(() =>
            {
                started.Wait();
                Thread.Sleep(milliseconds);
                source.Cancel();
            });
            try
            {
                started.Set();
                driver = driver.RunGenerators(Project, source.Token);
            }
            catch (OperationCanceledException)
            {
                cancelled++;
            }

            await cancel;
            CheckComplete(driver.RunGenerators(Project));
        }

        Assert.NotEqual(0, cancelled);
    }

    private static GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new AttentionKernelGenerator().AsSourceGenerator()],
        parseOptions: new ProjectOptions().ParseOptions,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    private static void CheckComplete(GeneratorDriver driver)
    {
        GeneratorRunResult result = Assert.Single(driver.GetRunResult().Results);
        Assert.Null(result.Exception);
        Assert.Equal(Complete.Value, result.GeneratedSources.ToDictionary(static file => file.HintName, static file => file.SourceText.ToString()));
    }
}
