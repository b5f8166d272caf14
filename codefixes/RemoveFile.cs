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

/// <summary>ATTN009: lets other files, and so generated ones, see the type.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveFile))]
[Shared]
public sealed class RemoveFile() : KernelCodeFix(KernelDiagnostics.FileLocal)
{
    // All parts of such a type stand in this file.
    private protected override Task<IReadOnlyList<KernelFix>> FindAsync(
        Document document, SyntaxNode place, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return Task.FromResult<IReadOnlyList<KernelFix>>([]);
        }

        string name = type.Identifier.ValueText;
        IEnumerable<TypeDeclarationSyntax> parts = type.Parent!.ChildNodes().OfType<TypeDeclarationSyntax>()
            .Where(part => part.Identifier.ValueText == name && part.Arity == type.Arity);
        return Task.FromResult<IReadOnlyList<KernelFix>>(
            [new KernelFix($"Remove 'file' from '{name}'", nameof(RemoveFile), [.. parts.SelectMany(static part => Modifiers.Remove(part, SyntaxKind.FileKeyword))])]);
    }
}
