using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Text;
using AttentionGen.Generator.Tests.Infrastructure;
using CsCheck;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AttentionGen.Generator.Tests.Robustness;

/// <summary>
/// A file out of bytes, for a fuzzer. Whatever is in it, neither generator nor analyzer may throw, every run gives the same, and what is
/// generated is C#. If the compiler has nothing against the file, each of its kernels gets a file that compiles, or a message.
/// </summary>
internal static class AttributeTarget
{
    // What a compiler does with much more is known.
    private const int Longest = 4096;

    /// <summary>Runs a file.</summary>
    /// <param name="bytes">UTF-8; what is none is replaced as the compiler would.</param>
    /// <returns>What came of it.</returns>
    public static Outcome Run(ReadOnlySpan<byte> bytes)
    {
        string source = Encoding.UTF8.GetString(bytes[..int.Min(bytes.Length, Longest)]);
        if (!Compiles(source))
        {
            return Outcome.WrongCSharp;
        }

        GeneratorRun run = GeneratorRun.Of(source, RandomSource.Constants), again = GeneratorRun.Of(source, RandomSource.Constants);
        Assert.Equal(run.Sources, again.Sources);
        ImmutableArray<GeneratedSourceResult> files = run.Result.GeneratedSources;
        Assert.DoesNotContain(files, static file => file.SyntaxTree.GetDiagnostics().Any());
        Diagnostic[] rules = [.. run.Rules];
        CSharpCompilation user = run.Output.RemoveSyntaxTrees(files.Select(static file => file.SyntaxTree));
        if (user.GetDiagnostics().Any(IsError))
        {
            return Outcome.WrongCSharp;
        }

        int kernels = Kernels(user, user.SyntaxTrees[0]);
        Assert.True(files.Length <= kernels, $"{kernels} kernels, {files.Length} files");
        Assert.True(files.Length == kernels || rules.Length > 0, $"{kernels} kernels, {files.Length} files, and no message");
        Diagnostic? error = run.Diagnostics.FirstOrDefault(static each => IsError(each) && !each.Id.StartsWith("ATTN", StringComparison.Ordinal));
        Assert.True(error is null, $"{error}");
        return rules.Length > 0 ? Outcome.Reported : files.Length > 0 ? Outcome.Generated : Outcome.Nothing;
    }

    /// <summary>Files to begin with, as <see cref="RandomSource"/> makes them.</summary>
    public static IEnumerable<byte[]> Seeds(int count)
    {
        for (uint seed = 0; seed < count; seed++)
        {
            string source = RandomSource.Any.Generate(new PCG(seed, 1), null, out _);
            yield return Encoding.UTF8.GetBytes(source.Replace(RandomSource.Name, string.Create(CultureInfo.InvariantCulture, $"K{seed}"), StringComparison.Ordinal));
        }
    }

    /// <summary>What a fuzzer may put into a file: no longer than afl-fuzz takes.</summary>
    public static IEnumerable<byte[]> Words =>
        RandomSource.Pieces.Where(static piece => piece.Length is > 0 and < 100).Distinct()
            .Select(static piece => Encoding.UTF8.GetBytes(piece.Replace(RandomSource.Name, "K", StringComparison.Ordinal)));

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    // Whether the compiler survives the file at all, without any generator: it has faults of its own, which are not looked for.
    private static bool Compiles(string source)
    {
        try
        {
            new ProjectOptions().Compile(source, RandomSource.Constants).GetDiagnostics();
            return true;
        }
        catch (Exception exception) when (exception is AggregateException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>How many types of a file have the attribute.</summary>
    public static int Kernels(CSharpCompilation compilation, SyntaxTree tree)
    {
        SemanticModel model = compilation.GetSemanticModel(tree);
        INamedTypeSymbol attribute = compilation.GetTypeByMetadataName("AttentionGen.AttentionKernelAttribute")!;
        return tree.GetRoot().DescendantNodes().OfType<TypeDeclarationSyntax>().Select(type => model.GetDeclaredSymbol(type))
            .Where(type => type is not null && type.GetAttributes().Any(each => SymbolEqualityComparer.Default.Equals(each.AttributeClass, attribute)))
            .Distinct<ISymbol?>(SymbolEqualityComparer.Default).Count();
    }

    /// <summary>What comes of a file.</summary>
    public enum Outcome
    {
        /// <summary>The compiler rejects it.</summary>
        WrongCSharp,

        /// <summary>The generator or the analyzer says something.</summary>
        Reported,

        /// <summary>Kernels are generated.</summary>
        Generated,

        /// <summary>It has no kernel.</summary>
        Nothing,
    }
}
