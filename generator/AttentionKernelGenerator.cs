using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Text;
using System.Threading;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Model;
using AttentionGen.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace AttentionGen.Generator;

/// <summary>Writes one file for each type with <c>[AttentionKernel]</c>. Says nothing of wrong attributes: that is the analyzer's part.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class AttentionKernelGenerator : IIncrementalGenerator
{
    /// <summary>The step that yields the specs.</summary>
    internal const string SpecStep = "KernelSpec";

    /// <summary>The step that yields the file names that more than one kernel would take.</summary>
    internal const string ClashStep = "ClashingNames";

    /// <summary>The step that joins the two.</summary>
    internal const string NamedStep = "NamedKernel";

    /// <summary>The step that tells whether the project references System.Numerics.Tensors.</summary>
    internal const string TensorStep = "TensorSupport";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<KernelSpec> specs = context.SyntaxProvider
            .ForAttributeWithMetadataName(KernelAttribute.MetadataName, static (node, _) => node is TypeDeclarationSyntax, Parse)
            .Where(static spec => spec is not null)
            .Select(static (spec, _) => spec!)
            .WithTrackingName(SpecStep);

        IncrementalValueProvider<EquatableArray<string>> clashes = specs
            .Select(static (spec, _) => spec.Type.HintName)
            .Collect()
            .Select(static (names, cancellation) => HintNames.Clashes(names, cancellation))
            .WithTrackingName(ClashStep);

        IncrementalValuesProvider<(KernelSpec Spec, string HintName)> kernels = specs
            .Combine(clashes)
            .Select(static (pair, _) => (pair.Left, HintNames.Unique(pair.Left.Type.HintName, pair.Right)))
            .WithTrackingName(NamedStep);

        // Asked of every compilation, and a look-up in its references; what follows runs again only if the answer changes.
        IncrementalValueProvider<bool> tensors = context.CompilationProvider
            .Select(static (compilation, _) => TensorSupport.Has(compilation))
            .WithTrackingName(TensorStep);

        context.RegisterSourceOutput(
            kernels.Combine(tensors),
            static (output, pair) => output.AddSource(
                pair.Left.HintName,
                SourceText.From(KernelEmitter.Emit(pair.Left.Spec, tensors: pair.Right, output.CancellationToken), Encoding.UTF8)));
    }

    private static KernelSpec? Parse(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        // A type with the attribute on two of its parts comes here twice: that is the compiler's error, but one file only.
        var type = (INamedTypeSymbol)context.TargetSymbol;
        AttributeData? attribute = KernelAttribute.Find(type);
        return attribute?.ApplicationSyntaxReference is { } place &&
            place.SyntaxTree == context.TargetNode.SyntaxTree && context.TargetNode.Span.Contains(place.Span)
            ? KernelParser.Parse(type, attribute, cancellation).Spec
            : null;
    }
}
