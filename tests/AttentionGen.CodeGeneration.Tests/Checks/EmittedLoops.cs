using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AttentionGen.CodeGeneration.Tests.Checks;

/// <summary>
/// The multiply-adds of each loop of the emitted text. The operations on groups and tokens unroll by rules of their emitters; what can be asked of
/// the JIT is that it compiles what is written, once.
/// </summary>
internal static class EmittedLoops
{
    /// <summary>Of each loop that has some outside the loops inside it, in ascending order.</summary>
    public static IReadOnlyList<int> Of(KernelPlan plan, string operation)
    {
        var writer = new SourceWriter();
        using (writer.Open("class Tiles"))
        {
            GroupEmitter.Write(writer, plan);
            if (plan.TokenGroups > 0)
            {
                TokenEmitter.Write(writer, plan);
            }
        }

        return
        [
            .. CSharpSyntaxTree.ParseText(writer.ToString()).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
                .Single(method => method.Identifier.Text == operation)
                .DescendantNodes().OfType<InvocationExpressionSyntax>()
                .Where(static call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "MultiplyAddEstimate" })
                .GroupBy(static call => call.Ancestors().OfType<ForStatementSyntax>().FirstOrDefault())
                .Where(static loop => loop.Key is not null)
                .Select(static loop => loop.Count())
                .Order(),
        ];
    }
}
