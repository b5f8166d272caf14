using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AttentionGen.Generator.Tests.Hygiene;

/// <summary>What an editor sends while code is being typed: the compiler reports it, the generator neither throws nor adds to it.</summary>
public sealed class BrokenCodeTests
{
    [Theory]
    [InlineData("[AttentionKernel]")]
    [InlineData("[AttentionKernel()]")]
    [InlineData("[AttentionKernel(1)]")]
    [InlineData("[AttentionKernel(dim: 1)]")]
    [InlineData("[AttentionKernel(1, 2, 3)]")]
    [InlineData("[AttentionKernel(1, 2, Score.Dot, 4)]")]
    [InlineData("[AttentionKernel(\"1\", 2)]")]
    [InlineData("[AttentionKernel(1.0, 2)]")]
    [InlineData("[AttentionKernel(1, null)]")]
    [InlineData("[AttentionKernel(1, 2L)]")]
    [InlineData("[AttentionKernel(1, new int[0])]")]
    [InlineData("[AttentionKernel(1, typeof(int))]")]
    [InlineData("[AttentionKernel(1, Missing)]")]
    [InlineData("[AttentionKernel(1, K.Field)]")]
    [InlineData("[AttentionKernel(heads: 1, heads: 2)]")]
    [InlineData("[AttentionKernel(1, 2, Score.Missing)]")]
    [InlineData("[AttentionKernel(1, 2, score: AttentionMask.Causal)]")]
    [InlineData("[AttentionKernel(1, 2, nothing: 3)]")]
    [InlineData("[AttentionKernel(1, 2, Mask = Missing.Causal)]")]
    [InlineData("[AttentionKernel(1, 2, Mask = AttentionMask.Missing)]")]
    [InlineData("[AttentionKernel(1, 2, Scale = \"1\")]")]
    [InlineData("[AttentionKernel(1, 2, ValueDim = null)]")]
    [InlineData("[AttentionKernel(1, 2, ValueDim = K.Field)]")]
    [InlineData("[AttentionKernel(1, 2, ValueDim = 1 / 0)]")]
    [InlineData("[AttentionKernel(1, 2, Heads = 3)]")]
    [InlineData("[AttentionKernel(1, int.MaxValue + 1)]")]
    public void WrongAttribute(string attribute)
    {
        GeneratorRun run = GeneratorRun.Of($"using AttentionGen; {attribute} partial class K {{ public static int Field = 1; }}");
        Assert.NotEmpty(run.CompilerErrors);
        Assert.Empty(run.Sources);
        Assert.Empty(run.Rules);
    }

    [Theory]
    [InlineData("Scale = 0.5", "CS0664")]
    [InlineData("Mask = 1", "CS0266")]
    public void MissingConversion(string argument, string error)
    {
        // The compiler hands on the attribute as if converted, so there may be a file, but no error in it.
        GeneratorRun run = GeneratorRun.Of($"[AttentionGen.AttentionKernel(1, 2, {argument})] partial class K;");
        Assert.Equal([error], run.Diagnostics.Select(static diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData("[AttentionKernel(1, 2)] enum K;")]
    [InlineData("[AttentionKernel(1, 2)] partial interface K;")]
    [InlineData("[AttentionKernel(1, 2)] delegate void K();")]
    [InlineData("partial class K { [AttentionKernel(1, 2)] void Method() { } }")]
    [InlineData("partial class K<[AttentionKernel(1, 2)] T>;")]
    [InlineData("[assembly: AttentionKernel(1, 2)]")]
    [InlineData("partial class K { [AttentionKernel(1, 2)] extension(int x) { } }")]
    [InlineData("[AttentionKernel(1, 2)] partial class")]
    [InlineData("[AttentionKernel(1, 2)] partial class { }")]
    [InlineData("[AttentionKernel(1, 2)] partial")]
    [InlineData("[AttentionKernel(1, 2)]")]
    [InlineData("[AttentionKernel(1, 2)] public static")]
    [InlineData("partial class { [AttentionKernel(1, 2)] partial class K; }")]
    [InlineData("[AttentionKernel(1, 2)] partial class K<>;")]
    [InlineData("[AttentionKernel(1, 2)] partial class K<T, >;")]
    [InlineData("[AttentionKernel(1, 2)] partial class K; [AttentionKernel(1, 2)] partial struct K;")]
    [InlineData("[AttentionKernel(1, 2)] partial class K<T>; [AttentionKernel(1, 2)] partial record struct K<U>;")]
    [InlineData("partial class A { [AttentionKernel(1, 2)] partial class K; } partial struct A { [AttentionKernel(1, 2)] partial class K; }")]
    public void WrongTarget(string source)
    {
        GeneratorRun run = GeneratorRun.Of("using AttentionGen; " + source);
        Assert.NotEmpty(run.CompilerErrors);
        Assert.Empty(run.Sources);
        Assert.Empty(run.Rules);
    }

    [Theory]
    [InlineData("[AttentionKernel(1, 2)] partial class K;", "[AttentionKernel(1, 2)] partial class K;")]
    [InlineData("[AttentionKernel(1, 2), AttentionKernel(3, 4)] partial class K;", "")]
    [InlineData("[AttentionKernel(1, 2)] partial class K<T>;", "[AttentionKernel(3, 4)] partial class K<T>;")]
    public void AttributeTwice(string first, string second)
    {
        GeneratorRun run = GeneratorRun.Of("using AttentionGen; " + first, "using AttentionGen; " + second);
        Assert.Equal(["CS0579"], run.CompilerErrors.Select(static each => each.Id));
        Assert.Contains("queries and keys of 2,", Assert.Single(run.Sources).Value, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherAttributeOfTheSameName()
    {
        // An attribute of the right name that is not the runtime's.
        Assert.Empty(GeneratorRun.Of("namespace AttentionGen { class AttentionKernelAttribute : System.Attribute; [AttentionKernel] partial class K; }").Sources);
    }

    [Fact]
    public void EveryPrefixOfAFile()
    {
        foreach (SyntaxToken token in Tokens())
        {
            Survives(File[..token.SpanStart]);
        }
    }

    [Fact]
    public void EveryTokenLeftOut()
    {
        foreach (SyntaxToken token in Tokens())
        {
            Survives(File.Remove(token.SpanStart, token.Span.Length));
        }
    }

    private const string File = """
        using AttentionGen;
        namespace Models.@event
        {
            public partial record Outer<T, U>(int Number)
                where T : struct
            {
                [AttentionKernel(heads: 4, 8, Score.Dot, KeyValueHeads = 2, Mask = AttentionMask.Causal)]
                internal readonly partial struct Kernel<V> : System.IDisposable
                {
                    public void Dispose() { }
                }
            }
        }
        """;

    private static IEnumerable<SyntaxToken> Tokens() => CSharpSyntaxTree.ParseText(File).GetRoot().DescendantTokens();

    private static void Survives(string source)
    {
        GeneratorRun run = GeneratorRun.Of(source);
        Assert.NotNull(run.Diagnostics);
        Assert.All(run.Result.GeneratedSources, each =>
            Assert.True(!each.SyntaxTree.GetDiagnostics().Any(), source));
    }
}
