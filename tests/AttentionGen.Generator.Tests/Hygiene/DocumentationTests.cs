using System;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Xml.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AttentionGen.Generator.Tests.Hygiene;

/// <summary>XML comments, in a project that has them checked.</summary>
public sealed class DocumentationTests
{
    private static readonly ProjectOptions Project = new() { Documentation = true };

    [Theory]
    [InlineData("[AttentionGen.AttentionKernel(1, 1)] public static partial class K;")]
    [InlineData("/// <summary>Documented.</summary>\n[AttentionGen.AttentionKernel(1, 1)] public partial struct K;")]
    [InlineData("/// <summary>Documented.</summary>\n/// <remarks>More.</remarks>\n[AttentionGen.AttentionKernel(1, 1)] public partial class K;")]
    [InlineData("/// <summary>Documented.</summary>\n/// <typeparam name=\"T\">Any.</typeparam>\n[AttentionGen.AttentionKernel(1, 1)] public partial class K<T>;")]
    [InlineData("/// <summary>Documented.</summary>\n/// <param name=\"Number\">Any.</param>\n[AttentionGen.AttentionKernel(1, 1)] public partial record K(int Number);")]
    [InlineData("/// <summary>Outer.</summary>\n/// <typeparam name=\"T\">Any.</typeparam>\npublic partial interface I<T> {\n/// <summary>Inner.</summary>\n[AttentionGen.AttentionKernel(1, 1)] public partial class K; }")]
    [InlineData("namespace MyApp.System {\n/// <summary>Documented.</summary>\n[AttentionGen.AttentionKernel(1, 1)] public partial class K; }")]
    public void NoWarning(string source) => GeneratorRun.Of(Project, source).CheckCompiles();

    [Fact]
    public void MissingCommentsAreSeen()
    {
        // What the other tests rely on.
        GeneratorRun run = GeneratorRun.Of(Project, "[AttentionGen.AttentionKernel(1, 1)] public static partial class K { public static int Other; }");
        Assert.Contains(run.Diagnostics, static diagnostic => diagnostic.Id == "CS1591");
    }

    [Fact]
    public void EveryPublicMemberIsDescribed()
    {
        INamedTypeSymbol type = Kernel();
        ImmutableArray<ISymbol> members = [.. type.GetMembers().Where(static member =>
            member.DeclaredAccessibility == Accessibility.Public && member is { IsImplicitlyDeclared: false } and not IMethodSymbol { MethodKind: MethodKind.PropertyGet })];
        Assert.Equal(["Dim", "Forward", "Forward", "Heads", "Info", "KeyValueHeads", "ValueDim"], members.Select(static member => member.Name).Order(StringComparer.Ordinal));
        foreach (ISymbol member in members)
        {
            XElement xml = Read(member);
            Assert.NotEmpty(xml.Element("summary")!.Value);
            if (member is IMethodSymbol method)
            {
                Assert.Equal(method.Parameters.Select(static each => each.Name), xml.Elements("param").Select(static each => each.Attribute("name")!.Value));
                Assert.All(xml.Elements("exception"), static each => Assert.Equal("T:System.ArgumentException", each.Attribute("cref")!.Value));
                Assert.Single(xml.Elements("exception"));
            }
        }
    }

    [Fact]
    public void TheTypeTellsWhatWasUnderstood() => Assert.Equal(
        "Attention of 4 heads reading 2 key/value heads: score 0.5 * (q . k); causal: a query at position p sees the keys 0 to p.",
        Read(Kernel()).Element("remarks")!.Value.Trim());

    private static INamedTypeSymbol Kernel() => GeneratorRun.Of(
        Project,
        "using AttentionGen; [AttentionKernel(4, 1, Scale = 0.5f, KeyValueHeads = 2, Mask = AttentionMask.Causal)] public partial class K;")
        .Output.GetTypeByMetadataName("K")!;

    private static XElement Read(ISymbol symbol) =>
        XElement.Parse(symbol.GetDocumentationCommentXml(CultureInfo.InvariantCulture, expandIncludes: false, CancellationToken.None)!);
}
