using System.Collections.Generic;
using System.Composition;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AttentionGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttentionGen.CodeFixes;

/// <summary>ATTN001: makes the type partial, and with it the types around it, without which it would be no use.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MakePartial))]
[Shared]
public sealed class MakePartial() : KernelCodeFix(KernelDiagnostics.NotPartial)
{
    private protected override Task<IReadOnlyList<KernelFix>> FindAsync(
        Document document, SyntaxNode place, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (place.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type)
        {
            return Task.FromResult<IReadOnlyList<KernelFix>>([]);
        }

        Edit[] around = [.. type.Ancestors().OfType<TypeDeclarationSyntax>().SelectMany(Modifiers.AddPartial)];
        string others = around.Length > 0 ? " and the types around it" : "";
        return Task.FromResult<IReadOnlyList<KernelFix>>(
            [new KernelFix($"Make '{type.Identifier.ValueText}'{others} partial", nameof(MakePartial), [.. Modifiers.AddPartial(type), .. around])]);
    }
}
