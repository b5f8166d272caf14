using System.Collections.Generic;
using System.Collections.Immutable;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AttentionGen.CodeFixes;

/// <summary>Mends what one rule reports: one place, or all places of a document, project or solution.</summary>
public abstract class KernelCodeFix : CodeFixProvider
{
    private readonly DiagnosticDescriptor _rule;

    private protected KernelCodeFix(DiagnosticDescriptor rule) => _rule = rule;

    /// <inheritdoc/>
    public sealed override ImmutableArray<string> FixableDiagnosticIds => [_rule.Id];

    /// <inheritdoc/>
    public sealed override FixAllProvider GetFixAllProvider() => new FixAllKernels(this);

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (Diagnostic diagnostic in context.Diagnostics)
        {
            foreach (KernelFix fix in await FindAsync(context.Document, diagnostic, context.CancellationToken).ConfigureAwait(false))
            {
                Solution solution = context.Document.Project.Solution;
                context.RegisterCodeFix(
                    CodeAction.Create(fix.Title, cancellation => KernelFix.ApplyAsync(solution, fix.Edits, cancellation), fix.Key), diagnostic);
            }
        }
    }

    /// <summary>The ways to mend what a diagnostic reports; none where that needs a decision of the user.</summary>
    internal async Task<IReadOnlyList<KernelFix>> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        SyntaxNode? root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        return root is null ? [] : await FindAsync(document, root.FindNode(diagnostic.Location.SourceSpan), diagnostic, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same for the node that the diagnostic points at.</summary>
    private protected abstract Task<IReadOnlyList<KernelFix>> FindAsync(
        Document document, SyntaxNode place, Diagnostic diagnostic, CancellationToken cancellation);
}
