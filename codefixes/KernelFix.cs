using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace AttentionGen.CodeFixes;

/// <summary>One way to mend a declaration.</summary>
/// <param name="Title">What the editor calls it.</param>
/// <param name="Key">The same for fixes that are applied together when all are to be fixed.</param>
/// <param name="Edits">What it changes, in one file or several.</param>
internal sealed record KernelFix(string Title, string Key, IReadOnlyList<Edit> Edits)
{
    /// <summary>Makes edits in all the files that they lie in. Several fixes may ask for the same one, which is then made once.</summary>
    public static async Task<Solution> ApplyAsync(Solution solution, IEnumerable<Edit> edits, CancellationToken cancellation)
    {
        foreach (IGrouping<SyntaxTree, Edit> file in edits.GroupBy(static edit => edit.Tree))
        {
            if (solution.GetDocument(file.Key) is { } document)
            {
                SourceText text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
                IEnumerable<TextChange> changes = file.Select(static edit => edit.Change).Distinct().OrderBy(static change => change.Span);
                solution = solution.WithDocumentText(document.Id, text.WithChanges(changes));
            }
        }

        return solution;
    }
}

/// <summary>A change of the text of one file.</summary>
internal readonly record struct Edit(SyntaxTree Tree, TextChange Change)
{
    public static Edit Insert(SyntaxTree tree, int position, string text) => new(tree, new TextChange(new TextSpan(position, 0), text));

    public static Edit Replace(SyntaxNode node, string text) => new(node.SyntaxTree, new TextChange(node.Span, text));

    public static Edit Remove(SyntaxTree tree, int start, int end) => new(tree, new TextChange(TextSpan.FromBounds(start, end), ""));
}
