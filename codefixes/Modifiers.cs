using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttentionGen.CodeFixes;

/// <summary>Edits of the modifiers of a type.</summary>
internal static class Modifiers
{
    /// <summary>Adds <c>partial</c>, which C# wants right before the keyword; nothing where it is there already.</summary>
    public static IEnumerable<Edit> AddPartial(TypeDeclarationSyntax type) => type.Modifiers.Any(SyntaxKind.PartialKeyword)
        ? []
        : [Edit.Insert(type.SyntaxTree, type.Keyword.SpanStart, "partial ")];

    /// <summary>Removes a modifier with the space behind it; what else lies there, such as a comment, stays.</summary>
    public static IEnumerable<Edit> Remove(TypeDeclarationSyntax type, SyntaxKind modifier) =>
        from token in type.Modifiers
        where token.IsKind(modifier)
        let next = token.GetNextToken()
        let isSpace = token.TrailingTrivia.Concat(next.LeadingTrivia).All(static trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia))
        select Edit.Remove(type.SyntaxTree, token.SpanStart, isSpace ? next.SpanStart : token.Span.End);
}
