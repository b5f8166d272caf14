using System;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AttentionGen.Generator.Tests.Hygiene;

/// <summary>Every kind of type that may be a kernel, and every place where it may stand.</summary>
public sealed class KernelPlacementTests
{
    [Theory]
    [InlineData("static partial class K;")]
    [InlineData("partial class K;")]
    [InlineData("public sealed partial class K;")]
    [InlineData("public abstract partial class K;")]
    [InlineData("internal partial struct K;")]
    [InlineData("readonly partial struct K;")]
    [InlineData("ref partial struct K;")]
    [InlineData("readonly ref partial struct K;")]
    [InlineData("partial record K;")]
    [InlineData("partial record class K(int Number);")]
    [InlineData("sealed partial record K(int Number) : System.IDisposable { public void Dispose() { } }")]
    [InlineData("partial record struct K(int Number);")]
    [InlineData("readonly partial record struct K;")]
    [InlineData("partial class K(int number) { public int Number => number; }")]
    [InlineData("partial struct K(int number) { public int Number = number; }")]
    [InlineData("partial class K<T> where T : class, new();")]
    [InlineData("static partial class K<TFirst, TSecond> where TFirst : TSecond where TSecond : notnull;")]
    [InlineData("partial struct K<T> where T : allows ref struct;")]
    [InlineData("[System.Obsolete] public partial class K;")]
    [InlineData("[System.Obsolete(\"no\", error: true)] public static partial class K;")]
    public void Kinds(string declaration) => Compiles("%A " + declaration);

    [Theory]
    [InlineData("public")]
    [InlineData("internal static")]
    [InlineData("protected")]
    [InlineData("protected internal")]
    [InlineData("private protected")]
    [InlineData("private")]
    public void Accessibilities(string modifiers) => Compiles($"public partial class Outer {{ %A {modifiers} partial class K; }}");

    [Theory]
    [InlineData("static partial class Outer { %K }")]
    [InlineData("partial struct Outer { %K }")]
    [InlineData("ref partial struct Outer { %K }")]
    [InlineData("partial record Outer { %K }")]
    [InlineData("readonly partial record struct Outer(int Dim) { %K }")]
    [InlineData("partial interface Outer { %K }")]
    [InlineData("partial interface Outer<T> { %K }")]
    [InlineData("public partial class Outer<T, U> where T : struct where U : class, System.IComparable<T> { %K }")]
    [InlineData("partial class A { internal partial struct B<T> { private partial interface C { partial record D<U> { %K } } } }")]
    [InlineData("partial class Dim { %K }")]
    [InlineData("partial class Outer<Heads> { %K }")]
    [InlineData("partial class Outer { const int Dim = 1; static void Forward() { } public int Sum() { Forward(); return Dim; } %K }")]
    [InlineData("namespace N; %K")]
    [InlineData("namespace N { namespace M.O { %K } }")]
    [InlineData("using System; using AttentionGen; namespace AttentionGen.N { using System.Numerics; %K }")]
    public void Places(string place) => Compiles(place.Replace("%K", "%A partial class K;", StringComparison.Ordinal));

    [Fact]
    public void VariantInterfacesAreTheCompilersErrorAlone()
    {
        GeneratorRun run = GeneratorRun.Of("partial interface IOuter<in T, out U> { [AttentionGen.AttentionKernel(1, 2)] partial class K; }");
        Assert.Equal(["CS8427"], run.Diagnostics.Select(static diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.CSharp12)]
    [InlineData(LanguageVersion.CSharp13)]
    public void RefStructs(LanguageVersion language)
    {
        GeneratorRun run = Compiles("%A ref partial struct K { }", new ProjectOptions { Language = language });
        INamedTypeSymbol type = run.Output.GetTypeByMetadataName("K")!;
        Assert.Equal(language >= LanguageVersion.CSharp13, type.Interfaces.Any(static each => each.Name == "IAttentionKernel"));
        Assert.Contains("Forward", type.MemberNames);
    }

    [Fact]
    public void KernelsDeriveFromKernels()
    {
        GeneratorRun run = Compiles("""
            %A public partial class First;
            [AttentionGen.AttentionKernel(3, 7)] public partial class Second : First;
            public class Third : Second;
            [AttentionGen.AttentionKernel(5, 9)] public sealed partial class Fourth : Third;

            public static class User
            {
                public static int Dims() => First.Dim + Second.Dim + Third.Dim + Fourth.Dim;
                public static int Dim<T>() where T : AttentionGen.IAttentionKernel => T.Dim;
                public static int Generic() => Dim<First>() + Dim<Second>() + Dim<Third>() + Dim<Fourth>();
            }
            """);
        Type user = LoadedKernels.Load(run).GetType("User")!;
        Assert.Equal(1 + 7 + 7 + 9, user.GetMethod("Dims")!.Invoke(null, null));
        Assert.Equal(1 + 7 + 7 + 9, user.GetMethod("Generic")!.Invoke(null, null));
    }

    [Theory]
    [InlineData("class Base { public int Dim = 1; public static string Info = \"\"; public void Forward(int x) { } public class Heads; }")]
    [InlineData("class Base { public virtual int Dim => 1; public virtual object Info => this; public virtual event System.Action? Heads; public void Raise() => Heads?.Invoke(); }")]
    [InlineData("class Base { public virtual void Forward(System.ReadOnlySpan<float> q, System.ReadOnlySpan<float> k, System.ReadOnlySpan<float> v, System.Span<float> o) { } }")]
    public void MembersOfBaseClassesAreHidden(string source) => Compiles(source + " %A partial class K : Base;");

    [Fact]
    public void OtherOverloadsOfForward()
    {
        GeneratorRun run = Compiles(Overloads);

        // All calls of Forward in generated code are of generated methods.
        SyntaxTree tree = run.Result.GeneratedSources.Single().SyntaxTree;
        SemanticModel model = run.Output.GetSemanticModel(tree);
        ISymbol[] called = [.. tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(static call => call.Expression is IdentifierNameSyntax { Identifier.Text: "Forward" })
            .Select(call => model.GetSymbolInfo(call).Symbol!)];
        Assert.NotEmpty(called);
        Assert.All(called, symbol => Assert.Equal(tree, symbol.Locations[0].SourceTree));
    }

    private const string Overloads = """
        %A public partial class K
        {
            public void Forward() { }
            public static void Forward(System.ReadOnlySpan<float> queries, System.ReadOnlySpan<float> keys, System.ReadOnlySpan<float> values, System.Span<float> output, int count) { }
            public static void Forward(System.ReadOnlySpan<float> queries, System.ReadOnlySpan<float> keys, System.ReadOnlySpan<float> values, System.Span<float> output, object? state) { }
            public static void Forward<T>(System.ReadOnlySpan<float> queries, System.ReadOnlySpan<float> keys, System.ReadOnlySpan<float> values, System.Span<float> output) { }
            public static void Forward(float[] queries, float[] keys, float[] values, float[] output) { }
        }
        """;

    [Fact]
    public void AttributeOnAnotherPart()
    {
        GeneratorRun run = GeneratorRun.Of("public partial class K;", "[AttentionGen.AttentionKernel(1, 2)] partial class K;", "abstract partial class K { }");
        run.CheckCompiles();
        Assert.Single(run.Sources);
    }

    [Fact]
    public void PartialOnAnotherPartOnly()
    {
        // The compiler's error, as for any type that is declared twice.
        GeneratorRun run = GeneratorRun.Of("[AttentionGen.AttentionKernel(1, 2)] class K;", "partial class K;");
        Assert.Equal(["CS0260"], run.Diagnostics.Select(static diagnostic => diagnostic.Id));
    }

    private static GeneratorRun Compiles(string source, ProjectOptions? project = null)
    {
        GeneratorRun run = GeneratorRun.Of(
            project ?? new ProjectOptions(),
            source.Replace("%A", "[AttentionGen.AttentionKernel(2, 1, KeyValueHeads = 1, ValueDim = 32)]", StringComparison.Ordinal));
        run.CheckCompiles();
        Assert.NotEmpty(run.Sources);
        return run;
    }
}
