using System;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using AttentionGen.Generator.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace AttentionGen.Generator.Diagnostics;

/// <summary>
/// Reports what the parser finds wrong. The generator itself is silent, so that diagnostics obey <c>#pragma</c> and .editorconfig and
/// locations never enter its cache.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class AttentionKernelAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => KernelDiagnostics.All;

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        AttributeData? attribute = KernelAttribute.Find(type);
        if (attribute is null)
        {
            return;
        }

        foreach (KernelProblem problem in KernelParser.Parse(type, attribute, context.CancellationToken).Problems)
        {
            Location? location = Locate(problem, attribute, context.CancellationToken);
            context.ReportDiagnostic(Diagnostic.Create(problem.Rule, location, problem.Properties, problem.MessageArguments.ToArray()));
        }
    }

    private static Location? Locate(KernelProblem problem, AttributeData attribute, CancellationToken cancellation)
    {
        if (problem.Argument is null)
        {
            return problem.Type.Locations.FirstOrDefault();
        }

        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) is not AttributeSyntax syntax)
        {
            return problem.Type.Locations.FirstOrDefault();
        }

        return (Argument(syntax, problem.Argument) ?? (SyntaxNode)syntax).GetLocation();
    }

    // A constructor argument may be named or positional, a property is always named; names differ in case only (heads, Heads).
    private static AttributeArgumentSyntax? Argument(AttributeSyntax attribute, string name)
    {
        if (attribute.ArgumentList is not { } list)
        {
            return null;
        }

        int position = Array.IndexOf(KernelAttribute.ConstructorParameters, name);
        for (int i = 0; i < list.Arguments.Count; i++)
        {
            AttributeArgumentSyntax argument = list.Arguments[i];
            SimpleNameSyntax? given = argument.NameColon?.Name ?? argument.NameEquals?.Name;
            if (given is null ? i == position : string.Equals(given.Identifier.ValueText, name, StringComparison.OrdinalIgnoreCase))
            {
                return argument;
            }
        }

        return null;
    }
}
