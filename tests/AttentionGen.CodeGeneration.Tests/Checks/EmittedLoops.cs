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
/// the JIT is that it compiles what is written, once, or as often as a loop of few passes has passes.
/// </summary>
internal static class EmittedLoops
{
    // The JIT does not unroll loops of more passes.
    private const int MostPasses = 10;

    /// <summary>
    /// Of each loop that has some outside the loops inside it, in ascending order: as written, and with each choice of innermost loops unrolled.
    /// </summary>
    public static IReadOnlyList<int>[] Of(KernelPlan plan, string operation)
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

        MethodDeclarationSyntax method = CSharpSyntaxTree.ParseText(writer.ToString()).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Single(method => method.Identifier.Text == operation);
        ForStatementSyntax[] unrollable =
        [
            .. method.DescendantNodes().OfType<ForStatementSyntax>()
                .Where(static loop => Passes(loop) <= MostPasses && LoopAround(loop) is not null && !loop.DescendantNodes().OfType<ForStatementSyntax>().Any()),
        ];
        return [.. Enumerable.Range(0, 1 << unrollable.Length).Select(choice => Counts(method, [.. unrollable.Where((_, i) => (choice >> i & 1) != 0)]))];
    }

    private static int[] Counts(MethodDeclarationSyntax method, HashSet<ForStatementSyntax> unrolled) =>
    [
        .. method.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(static call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "MultiplyAddEstimate" })
            .Select(call => LoopAround(call) is { } loop && unrolled.Contains(loop) ? (Loop: LoopAround(loop), Times: Passes(loop)) : (Loop: LoopAround(call), Times: 1))
            .Where(static call => call.Loop is not null)
            .GroupBy(static call => call.Loop, static (_, calls) => calls.Sum(static call => call.Times))
            .Order(),
    ];

    private static ForStatementSyntax? LoopAround(SyntaxNode node) => node.Ancestors().OfType<ForStatementSyntax>().FirstOrDefault();

    // Those of "for (int group = 0; group < 4; group++)"; many for a loop whose end is no literal.
    private static int Passes(ForStatementSyntax loop) =>
        loop.Condition is BinaryExpressionSyntax { Right: LiteralExpressionSyntax { Token.Value: int end } } && loop.Incrementors is [PostfixUnaryExpressionSyntax] ? end : int.MaxValue;
}
