using System;
using System.Runtime.Intrinsics;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AttentionGen.Generator.Tests.Execution;

/// <summary>Kernels that run one of the emitted widths, whatever the machine accelerates.</summary>
internal static class ForcedWidth
{
    /// <summary>Compiles a source with one kernel, named <c>K</c>, which takes the code of a width; returns the type.</summary>
    public static Type Load(string width, string kernel)
    {
        GeneratorRun run = GeneratorRun.Of(kernel);
        string source = Assert.Single(run.Sources).Value;
        foreach (string emitted in new[] { nameof(Vector256), nameof(Vector512) })
        {
            string question = $"global::System.Runtime.Intrinsics.{emitted}.IsHardwareAccelerated";
            Assert.Contains(question, source, StringComparison.Ordinal);
            source = source.Replace(question, emitted == width ? "true" : "false", StringComparison.Ordinal);
        }

        CSharpCompilation forced = run.Output.ReplaceSyntaxTree(
            run.Output.SyntaxTrees[^1], CSharpSyntaxTree.ParseText(source, new ProjectOptions().ParseOptions, "/project/K.g.cs"));
        return LoadedKernels.Load(forced).GetType("K")!;
    }
}
