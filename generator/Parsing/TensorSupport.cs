using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace AttentionGen.Generator.Parsing;

/// <summary>Whether a project can use overloads over the tensors of System.Numerics.Tensors.</summary>
internal static class TensorSupport
{
    /// <summary>The type that inputs are of.</summary>
    public const string InputType = "System.Numerics.Tensors.ReadOnlyTensorSpan";

    /// <summary>
    /// Whether the project references the package, in a version whose tensors are not experimental, and its C# knows the priority of
    /// overloads: without it, calls with arrays, which convert to spans and to tensors, would become ambiguous.
    /// </summary>
    public static bool Has(Compilation compilation) =>
        compilation is CSharpCompilation { LanguageVersion: >= LanguageVersion.CSharp13 } &&
        compilation.GetTypeByMetadataName($"{InputType}`1") is { DeclaredAccessibility: Accessibility.Public } type &&
        !type.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "ExperimentalAttribute") &&
        type.GetMembers("GetPinnableReference").Any();
}
