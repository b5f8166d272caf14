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

/// <summary>ATTN003: offers the divisors of the heads that are nearest to the given number of key/value heads, one on each side.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UseDivisor))]
[Shared]
public sealed class UseDivisor() : KernelCodeFix(KernelDiagnostics.HeadsNotDivided)
{
    private protected override Task<IReadOnlyList<KernelFix>> FindAsync(
        Document document, SyntaxNode place, Diagnostic diagnostic, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<KernelFix>>(
        place.FirstAncestorOrSelf<AttributeArgumentSyntax>() is { NameEquals: { } name, Expression: { } given }
            ? [.. KernelProblem.ChoicesOf(diagnostic).Select((divisor, at) =>
                new KernelFix($"Use {name.Name.Identifier.ValueText} = {divisor}", $"{nameof(UseDivisor)}{at}", [Edit.Replace(given, divisor)]))]
            : []);
}
