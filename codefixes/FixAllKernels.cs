using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AttentionGen.CodeFixes;

/// <summary>
/// Applies a fix everywhere. The edits of all places are gathered and made together: the platform's own batch would drop one of two fixes
/// that both make the same containing type partial.
/// </summary>
internal sealed class FixAllKernels(KernelCodeFix provider) : FixAllProvider
{
    public override Task<CodeAction?> GetFixAsync(FixAllContext context) => Task.FromResult<CodeAction?>(CodeAction.Create(
        $"Fix all {string.Join(", ", context.DiagnosticIds)}", cancellation => FixAsync(context, cancellation), context.CodeActionEquivalenceKey));

    private async Task<Solution> FixAsync(FixAllContext context, CancellationToken cancellation)
    {
        Solution solution = context.Solution;
        var edits = new List<Edit>();
        foreach (Diagnostic diagnostic in await DiagnosticsAsync(context).ConfigureAwait(false))
        {
            if (diagnostic.Location.SourceTree is { } tree && solution.GetDocument(tree) is { } document)
            {
                IReadOnlyList<KernelFix> fixes = await provider.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false);
                edits.AddRange(fixes.Where(fix => fix.Key == context.CodeActionEquivalenceKey).SelectMany(static fix => fix.Edits));
            }
        }

        return await KernelFix.ApplyAsync(solution, edits, cancellation).ConfigureAwait(false);
    }

    private static async Task<IReadOnlyList<Diagnostic>> DiagnosticsAsync(FixAllContext context)
    {
        if (context.Scope == FixAllScope.Document)
        {
            return context.Document is { } document ? await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false) : [];
        }

        var found = new List<Diagnostic>();
        foreach (Project project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
        {
            found.AddRange(await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false));
        }

        return found;
    }
}
