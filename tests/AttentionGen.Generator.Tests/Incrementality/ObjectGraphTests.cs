using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AttentionGen.Generator.Model;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AttentionGen.Generator.Tests.Incrementality;

/// <summary>No step keeps a compilation alive: between two key strokes an editor may hold thousands of outputs.</summary>
public sealed class ObjectGraphTests
{
    private static readonly CSharpCompilation Planted = new ProjectOptions().Compile("/** <summary/> */ [System.Obsolete] class C;");

    private static readonly INamedTypeSymbol Symbol = Planted.GetTypeByMetadataName("C")!;

    public static TheoryData<object> Forbidden => new()
    {
        Planted, Planted.SyntaxTrees[0], Planted.SyntaxTrees[0].GetRoot(), Planted.GetSemanticModel(Planted.SyntaxTrees[0]),
        Symbol, Symbol.Locations[0], Symbol.DeclaringSyntaxReferences[0], Symbol.GetAttributes()[0],
    };

    [Fact]
    public void StepsHoldNoRoslynObject()
    {
        GeneratorRun run = GeneratorRun.Of("""
            using AttentionGen;

            namespace Space
            {
                partial struct Outer<T>
                {
                    [AttentionKernel(4, 8, Mask = AttentionMask.Causal)]
                    partial class Kernel<U>;
                }

                [AttentionKernel(4, 8)] static partial class A;
                [AttentionKernel(4, 8)] static partial class a;
            }
            """);
        foreach (string step in GeneratorRun.Steps)
        {
            ImmutableArray<IncrementalGeneratorRunStep> runs = run.Result.TrackedSteps[step];
            Assert.NotEmpty(runs);
            object[] values = [.. runs.SelectMany(static each => each.Outputs).Select(static output => output.Value)];
            Assert.Null(ObjectGraph.FindRoslynObject(values));
            if (step != AttentionKernelGenerator.ClashStep)
            {
                Assert.Contains(typeof(TypeDeclaration), ObjectGraph.ReachableTypes(values));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forbidden))]
    public void FindsWhatIsPlanted(object planted)
    {
        Assert.NotNull(ObjectGraph.FindRoslynObject(planted));
        Assert.NotNull(ObjectGraph.FindRoslynObject(new[] { new object[] { 1, planted } }));
        Assert.NotNull(ObjectGraph.FindRoslynObject(("text", (object)new Dictionary<string, object> { ["key"] = planted })));
        Assert.NotNull(ObjectGraph.FindRoslynObject(new Derived(planted)));
        Assert.NotNull(ObjectGraph.FindRoslynObject(ImmutableArray.Create<object>("text", planted)));
    }

    [Fact]
    public void NamesThePath() =>
        Assert.StartsWith("[1].<Value>k__BackingField: ", ObjectGraph.FindRoslynObject(new object[] { "", new Base(Symbol) }), StringComparison.Ordinal);

    [Fact]
    public void EndsOnCycles()
    {
        var cycle = new object[2];
        cycle[0] = cycle;
        Assert.Null(ObjectGraph.FindRoslynObject(cycle));
        cycle[1] = Symbol;
        Assert.NotNull(ObjectGraph.FindRoslynObject(cycle));
    }

    private record Base(object? Value);

    private sealed record Derived : Base
    {
        public Derived(object value)
            : base(value)
        {
        }
    }
}
