using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AttentionGen.Generator.Diagnostics;
using AttentionGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttentionGen.Generator.Parsing;

/// <summary>Whether a type can be given the constructor that takes a learned score's parameters.</summary>
internal static class LearnedTypeRules
{
    public static void Check(INamedTypeSymbol type, string score, List<KernelProblem> problems, CancellationToken cancellation)
    {
        int parameters = LearnedScore.Parameters(score).Count;
        if (parameters == 0)
        {
            return;
        }

        if (Obstacle(type, cancellation) is { } advice)
        {
            problems.Add(new KernelProblem(KernelDiagnostics.CannotHoldParameters, null, type, [score, type.Name, advice]));
        }

        if (type.InstanceConstructors.Any(constructor => !KernelTypeParser.IsGenerated(constructor) && TakesSpans(constructor, parameters)))
        {
            string spans = string.Join(", ", Enumerable.Repeat("ReadOnlySpan<float>", parameters));
            problems.Add(new KernelProblem(KernelDiagnostics.NameTaken, null, type, [type.Name, $"{type.Name}({spans})", "remove it"]));
        }
    }

    private static string? Obstacle(INamedTypeSymbol type, CancellationToken cancellation)
    {
        if (type.IsStatic)
        {
            return "remove the modifier 'static'";
        }

        // Every other constructor would have to call it.
        if (type.DeclaringSyntaxReferences.Any(
            reference => reference.GetSyntax(cancellation) is TypeDeclarationSyntax { ParameterList: not null }))
        {
            return "replace the primary constructor by one that calls it with 'this(...)'";
        }

        return type is { TypeKind: TypeKind.Class, BaseType: { SpecialType: not SpecialType.System_Object, TypeKind: not TypeKind.Error } parent } &&
            !parent.InstanceConstructors.Any(constructor => IsCallable(constructor, type))
            ? $"give '{parent.Name}' a constructor without parameters that it may call"
            : null;
    }

    private static bool IsCallable(IMethodSymbol constructor, INamedTypeSymbol type) =>
        constructor.Parameters.All(static parameter => parameter.IsOptional || parameter.IsParams) &&
        (constructor.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal ||
            (constructor.DeclaredAccessibility is Accessibility.Internal or Accessibility.ProtectedAndInternal &&
                SymbolEqualityComparer.Default.Equals(constructor.ContainingAssembly, type.ContainingAssembly)));

    private static bool TakesSpans(IMethodSymbol constructor, int count) => constructor.Parameters.Length == count &&
        constructor.Parameters.All(static parameter => parameter.Type.ToDisplayString() == "System.ReadOnlySpan<float>");
}
