using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AttentionGen.Generator.Diagnostics;
using AttentionGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttentionGen.Generator.Parsing;

/// <summary>Reads the attributed type: where its members go, and whether they can.</summary>
internal static class KernelTypeParser
{
    private static readonly string[] GeneratedNames = ["Forward", "Info", "Heads", "KeyValueHeads", "Dim", "ValueDim"];

    private static readonly SymbolDisplayFormat PlainFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    private static readonly SymbolDisplayFormat NamespaceFormat = PlainFormat.WithMiscellaneousOptions(
        SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers);

    /// <summary>Whether a part can be added to the type. Where it cannot, the compiler says why, and a rule of ours would add nothing.</summary>
    public static bool CanBeKernel(INamedTypeSymbol type)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct))
        {
            return false;
        }

        for (INamedTypeSymbol? level = type; level is not null; level = level.ContainingType)
        {
            if (level.Name.Length == 0 || level.TypeParameters.Any(static parameter => parameter.Name.Length == 0) || HasDouble(level))
            {
                return false;
            }
        }

        for (INamespaceSymbol space = type.ContainingNamespace; !space.IsGlobalNamespace; space = space.ContainingNamespace)
        {
            if (space.Name.Length == 0)
            {
                return false;
            }
        }

        return true;
    }

    public static KernelType Parse(INamedTypeSymbol type, string score, List<KernelProblem> problems, CancellationToken cancellation)
    {
        var declarations = new List<TypeDeclaration>();
        var names = new List<string>();
        for (INamedTypeSymbol? level = type; level is not null; level = level.ContainingType)
        {
            cancellation.ThrowIfCancellationRequested();
            if (level.IsFileLocal)
            {
                Add(KernelDiagnostics.FileLocal, level, level.Name);
            }

            if (!IsPartial(level, cancellation))
            {
                Add(KernelDiagnostics.NotPartial, level, level.Name, type.Name);
            }

            declarations.Add(new TypeDeclaration(Keyword(level), Escape(level.Name) + TypeParameters(level)));
            names.Add(level.Arity == 0 ? level.Name : $"{level.Name}`{level.Arity}");
        }

        CheckLanguage(type, problems, cancellation);
        CheckNames(type, score, problems);
        LearnedTypeRules.Check(type, score, problems, cancellation);
        declarations.Reverse();
        names.Reverse();
        string space = type.ContainingNamespace.IsGlobalNamespace ? "" : type.ContainingNamespace.ToDisplayString(NamespaceFormat);
        if (space.Length > 0)
        {
            names.Insert(0, type.ContainingNamespace.ToDisplayString(PlainFormat));
        }

        return new KernelType
        {
            Namespace = space,
            Declarations = new EquatableArray<TypeDeclaration>(declarations),
            ImplementsInterface = !type.IsStatic && LearnedScore.Parameters(score).Count == 0 && (!type.IsRefLikeType || Language(type, cancellation) >= LanguageVersion.CSharp13),
            HintName = string.Join(".", names),
        };

        void Add(DiagnosticDescriptor rule, INamedTypeSymbol at, params object[] arguments) =>
            problems.Add(new KernelProblem(rule, null, at, arguments));
    }

    // Two types of one name, such as a class and a struct, whose files would have one name too.
    private static bool HasDouble(INamedTypeSymbol type) => !type.IsFileLocal && type.ContainingSymbol is INamespaceOrTypeSymbol scope &&
        scope.GetTypeMembers(type.Name, type.Arity).Any(other => !other.IsFileLocal && !SymbolEqualityComparer.Default.Equals(other, type));

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences.Any(
        reference => reference.GetSyntax(cancellation) is TypeDeclarationSyntax declaration &&
            declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string Keyword(INamedTypeSymbol type) => type switch
    {
        { TypeKind: TypeKind.Interface } => "interface",
        { TypeKind: TypeKind.Struct, IsRecord: true } => "record struct",
        { TypeKind: TypeKind.Struct } => "struct",
        { IsRecord: true } => "record",
        _ => "class",
    };

    // The parts of a partial type must agree on the names and variances of type parameters; constraints need not be repeated.
    private static string TypeParameters(INamedTypeSymbol type) => type.Arity == 0
        ? ""
        : $"<{string.Join(", ", type.TypeParameters.Select(static parameter => Variance(parameter) + Escape(parameter.Name)))}>";

    private static string Variance(ITypeParameterSymbol parameter) => parameter.Variance switch
    {
        VarianceKind.In => "in ",
        VarianceKind.Out => "out ",
        _ => "",
    };

    private static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    private static void CheckLanguage(INamedTypeSymbol type, List<KernelProblem> problems, CancellationToken cancellation)
    {
        if (Language(type, cancellation) is { } version && version < LanguageVersion.CSharp11)
        {
            problems.Add(new KernelProblem(KernelDiagnostics.LanguageTooOld, null, type, [type.Name, version.ToDisplayString()]));
        }
    }

    private static LanguageVersion? Language(INamedTypeSymbol type, CancellationToken cancellation) =>
        (type.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation).SyntaxTree.Options as CSharpParseOptions)?.LanguageVersion;

    private static void CheckNames(INamedTypeSymbol type, string score, List<KernelProblem> problems)
    {
        foreach (string name in LearnedScore.Parameters(score).Count > 0 ? [.. GeneratedNames, LearnedScore.Field] : GeneratedNames)
        {
            // A type cannot have a member of its own name or of the name of one of its type parameters.
            if (type.Name == name || type.TypeParameters.Any(parameter => parameter.Name == name) ||
                type.GetMembers(name).Any(member => !IsGenerated(member) && !IsOtherOverload(member, score)))
            {
                problems.Add(new KernelProblem(KernelDiagnostics.NameTaken, null, type, [type.Name, name, "rename it"]));
            }
        }
    }

    // The analyzer sees the compilation with the kernel's own members in it.
    internal static bool IsGenerated(ISymbol member) => member.GetAttributes().Any(
        static attribute => attribute.AttributeClass?.Name == "GeneratedCodeAttribute" &&
            attribute.ConstructorArguments.Length == 2 && attribute.ConstructorArguments[0].Value as string == GeneratorName.Tool);

    // Forward may be overloaded by the user, as long as the generated parameter lists are left free.
    private static bool IsOtherOverload(ISymbol member, string score)
    {
        if (member is not IMethodSymbol { Name: "Forward", Arity: 0 } method)
        {
            return member is IMethodSymbol { Name: "Forward" };
        }

        string[] parameters = method.Parameters.Select(static parameter => parameter.Type.ToDisplayString()).ToArray();
        string[] generated =
        [
            .. LearnedScore.Tensors(score).Select(static _ => "System.ReadOnlySpan<float>"), "System.Span<float>", "AttentionGen.AttentionOptions",
        ];
        string[] tensors = [.. generated.Select(static type => type
            .Replace("System.ReadOnlySpan", TensorSupport.InputType).Replace("System.Span", "System.Numerics.Tensors.TensorSpan"))];
        int withoutOptions = generated.Length - 1;
        return !(parameters.SequenceEqual(generated) || parameters.SequenceEqual(generated.Take(withoutOptions)) ||
            parameters.SequenceEqual(tensors) || parameters.SequenceEqual(tensors.Take(withoutOptions)));
    }
}
