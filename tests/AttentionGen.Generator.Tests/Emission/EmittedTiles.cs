using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Model;
using AttentionGen.Generator.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AttentionGen.Generator.Tests.Emission;

/// <summary>Emitted text as syntax, without a compilation.</summary>
internal static class EmittedTiles
{
    /// <summary>The spec of a static type <c>K</c>.</summary>
    public static KernelSpec Spec(int dim, int valueDim) => new()
    {
        Type = new KernelType
        {
            Namespace = "",
            Declarations = new EquatableArray<TypeDeclaration>([new TypeDeclaration("class", "K")]),
            ImplementsInterface = false,
            HintName = "K",
        },
        Heads = 2,
        KeyValueHeads = 1,
        Dim = dim,
        ValueDim = valueDim,
        Score = "Dot",
        Scale = 1,
        Causal = false,
        HeadMajor = false,
        SumHeads = false,
        QueryLength = 0,
        KeyLength = 0,
        Unroll = 0,
        HiddenDims = default,
        Activation = "Tanh",
    };

    /// <summary>An operation of the struct for a width, or the method that it only calls.</summary>
    public static MethodDeclarationSyntax Method(string source, VectorTarget target, string name)
    {
        MethodDeclarationSyntax[] methods =
        [
            .. CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().OfType<StructDeclarationSyntax>()
                .Single(type => type.Identifier.Text == $"Tiles{target.Lanes * 32}").Members.OfType<MethodDeclarationSyntax>(),
        ];
        MethodDeclarationSyntax operation = methods.Single(method => method.Identifier.Text == name);
        return operation.ExpressionBody?.Expression is InvocationExpressionSyntax { Expression: IdentifierNameSyntax called }
            ? methods.Single(method => method.Identifier.Text == called.Identifier.Text)
            : operation;
    }

    /// <summary>The first loop whose condition is of a form, such as <c>j &lt; keys</c>.</summary>
    public static ForStatementSyntax Loop(SyntaxNode node, Func<string, bool> condition) =>
        node.DescendantNodes().OfType<ForStatementSyntax>().First(loop => condition($"{loop.Condition}"));

    /// <summary>Calls made by one pass through a loop's body, by name; loops inside with a constant number of passes count that often.</summary>
    public static Dictionary<string, int> Calls(ForStatementSyntax loop)
    {
        var calls = new Dictionary<string, int>();
        foreach (InvocationExpressionSyntax call in loop.Statement.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            // Where a long sum is cut into parts, parts are added to the scores now and then: that is no cost of the product itself.
            if (call.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: { } name } && !$"{call.ArgumentList}".Contains("ref target", StringComparison.Ordinal))
            {
                int times = call.Ancestors().TakeWhile(node => node != loop).OfType<ForStatementSyntax>().Aggregate(1, static (all, inner) => all * Passes(inner));
                calls[name] = calls.GetValueOrDefault(name) + times;
            }
        }

        return calls;
    }

    /// <summary>How often a loop with constant bounds runs.</summary>
    public static int Passes(ForStatementSyntax loop)
    {
        // for (int x = 0; x < 8; x++), or x += 4
        var condition = (BinaryExpressionSyntax)loop.Condition!;
        Assert.True(condition.IsKind(SyntaxKind.LessThanExpression), $"{condition}");
        Assert.Equal("0", loop.Declaration!.Variables.Single().Initializer!.Value.ToString());
        int end = int.Parse(condition.Right.ToString(), CultureInfo.InvariantCulture);
        ExpressionSyntax step = loop.Incrementors.Single();
        if (step.IsKind(SyntaxKind.PostIncrementExpression))
        {
            return end;
        }

        Assert.True(step.IsKind(SyntaxKind.AddAssignmentExpression), $"{step}");
        int by = int.Parse(((AssignmentExpressionSyntax)step).Right.ToString(), CultureInfo.InvariantCulture);
        Assert.Equal(0, end % by);
        return end / by;
    }
}
