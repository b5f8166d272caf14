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

/// <summary>ATTN006: offers to remove each argument without which there is no contradiction.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RemoveArgument))]
[Shared]
public sealed class RemoveArgument() : KernelCodeFix(KernelDiagnostics.Contradiction)
{
    private protected override Task<IReadOnlyList<KernelFix>> FindAsync(
        Document document, SyntaxNode place, Diagnostic diagnostic, CancellationToken cancellation)
    {
        AttributeArgumentListSyntax? list = place.FirstAncestorOrSelf<AttributeArgumentListSyntax>();
        return Task.FromResult<IReadOnlyList<KernelFix>>(list is null ? [] :
            [.. from name in KernelProblem.ChoicesOf(diagnostic)
                let at = list.Arguments.IndexOf(argument => argument.NameEquals?.Name.Identifier.ValueText == name)
                where at >= 0
                select new KernelFix($"Remove {name}", nameof(RemoveArgument) + name, [.. Remove(list, at)])]);
    }

    private static IEnumerable<Edit> Remove(AttributeArgumentListSyntax list, int at)
    {
        SyntaxTree tree = list.SyntaxTree;
        AttributeArgumentSyntax argument = list.Arguments[at];
        if (at == 0)
        {
            yield return Edit.Remove(tree, argument.SpanStart, list.Arguments.Count > 1 ? list.Arguments[1].SpanStart : argument.Span.End);
            yield break;
        }

        // With the comma before it and the space between; comments stay where they are.
        SyntaxToken comma = list.Arguments.GetSeparator(at - 1);
        bool isSpace = comma.TrailingTrivia.Concat(argument.GetLeadingTrivia()).All(static trivia => string.IsNullOrWhiteSpace(trivia.ToString()));
        if (isSpace)
        {
            yield return Edit.Remove(tree, comma.SpanStart, argument.Span.End);
        }
        else
        {
            yield return Edit.Remove(tree, comma.SpanStart, comma.Span.End);
            yield return Edit.Remove(tree, argument.SpanStart, argument.Span.End);
        }
    }
}
