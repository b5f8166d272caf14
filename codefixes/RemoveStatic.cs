using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AttentionGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttentionGen.CodeFixes;

/// <summary>
/// ATTN004: lets a static class have instances, which hold the parameters of a learned score. Other types that cannot hold them need a
/// decision of the user.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveStatic))]
[Shared]
public sealed class RemoveStatic() : KernelCodeFix(KernelDiagnostics.CannotHoldParameters)
{
    private protected override async Task<IReadOnlyList<KernelFix>> FindAsync(
        Document document, SyntaxNode place, Diagnostic diagnostic, CancellationToken cancellation)
    {
        SemanticModel? model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } declaration ||
            model?.GetDeclaredSymbol(declaration, cancellation) is not { IsStatic: true } type)
        {
            return [];
        }

        // Any part of a type may say it, in any file.
        IEnumerable<TypeDeclarationSyntax> parts = type.DeclaringSyntaxReferences
            .Select(reference => reference.GetSyntax(cancellation)).OfType<TypeDeclarationSyntax>();
        Edit[] edits = [.. parts.SelectMany(static part => Modifiers.Remove(part, SyntaxKind.StaticKeyword))];
        return [new KernelFix($"Make '{type.Name}' non-static", nameof(RemoveStatic), edits)];
    }
}
