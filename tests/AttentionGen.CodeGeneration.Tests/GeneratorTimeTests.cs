using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using AttentionGen.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.CodeGeneration.Tests;

/// <summary>What the generator adds to a build.</summary>
public sealed class GeneratorTimeTests(ITestOutputHelper output)
{
    private const int Kernels = 50;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    [Fact]
    public void FiftyKernelsTakeASecondAtMost()
    {
        // Compiler servers are warm; the first run of a process is for the JIT. Its kernels are others.
        TimeSpan first = Measure(300);
        TimeSpan time = Measure(20);
        output.WriteLine($"{Kernels} kernels: {time.TotalMilliseconds:F0} ms, in a process that never ran the generator before {first.TotalMilliseconds:F0} ms.");
        Assert.InRange(time, TimeSpan.Zero, Limit);
    }

    private static TimeSpan Measure(int firstDim)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Kernels",
            Enumerable.Range(0, Kernels).Select(kernel => CSharpSyntaxTree.ParseText(
                $"[AttentionGen.AttentionKernel({1 + kernel}, {firstDim + (3 * kernel)}, ValueDim = {firstDim + kernel})] public partial class K{kernel};",
                path: $"K{kernel}.cs")),
            [
                MetadataReference.CreateFromFile(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System.Runtime.dll")),
                MetadataReference.CreateFromFile(typeof(object).Assembly.Location),
                MetadataReference.CreateFromFile(typeof(AttentionKernelAttribute).Assembly.Location),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.Empty(compilation.GetDiagnostics());

        GeneratorDriver driver = CSharpGeneratorDriver.Create(new AttentionKernelGenerator());
        long start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        Assert.Equal(Kernels, driver.GetRunResult().GeneratedTrees.Length);
        return elapsed;
    }
}
