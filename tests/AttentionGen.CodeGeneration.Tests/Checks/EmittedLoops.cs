using System;
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

    private enum Shape
    {
        AsWritten,

        Unrolled,

        /// <summary>A pass begins behind a condition, and the last one ends before it: it counts for the loop around.</summary>
        LeftInTheMiddle,
    }

    /// <summary>
    /// Of each loop that has some outside the loops inside it, in ascending order: as written, and with each choice of what becomes of innermost loops.
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
        return [.. Choices(unrollable.Length).Select(choice => Counts(method, unrollable.Zip(choice).ToDictionary(static each => each.First, static each => each.Second)))];
    }

    // What the JIT makes of each of some loops.
    private static IEnumerable<Shape[]> Choices(int loops) => loops == 0
        ? [[]]
        : from first in Enum.GetValues<Shape>() from others in Choices(loops - 1) select (Shape[])[first, .. others];

    private static int[] Counts(MethodDeclarationSyntax method, Dictionary<ForStatementSyntax, Shape> shapes) =>
    [
        .. method.DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(static call => call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "MultiplyAddEstimate" })
            .SelectMany(call => Runs(call, shapes))
            .GroupBy(static run => run.Loop, static (_, runs) => runs.Sum(static run => run.Times))
            .Order(),
    ];

    // The loops in which a call is found, and how often in each.
    private static IEnumerable<(ForStatementSyntax Loop, int Times)> Runs(SyntaxNode call, Dictionary<ForStatementSyntax, Shape> shapes)
    {
        if (LoopAround(call) is not { } loop)
        {
            return [];
        }

        return shapes.GetValueOrDefault(loop) switch
        {
            Shape.Unrolled => [(LoopAround(loop)!, Passes(loop))],
            Shape.LeftInTheMiddle => [(loop, 1), (LoopAround(loop)!, 1)],
            _ => [(loop, 1)],
        };
    }

    private static ForStatementSyntax? LoopAround(SyntaxNode node) => node.Ancestors().OfType<ForStatementSyntax>().FirstOrDefault();

    // Those of "for (int group = 0; group < 4; group++)"; many for a loop whose end is no literal.
    private static int Passes(ForStatementSyntax loop) =>
        loop.Condition is BinaryExpressionSyntax { Right: LiteralExpressionSyntax { Token.Value: int end } } && loop.Incrementors is [PostfixUnaryExpressionSyntax] ? end : int.MaxValue;
}
