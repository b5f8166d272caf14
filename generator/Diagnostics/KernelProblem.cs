using System.Collections.Generic;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AttentionGen.Generator.Diagnostics;

/// <summary>A rule that a declaration breaks.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Argument">The attribute argument to point at, by property name; null points at the type's name.</param>
/// <param name="Type">The type to point at when no argument is.</param>
/// <param name="MessageArguments">For the rule's message.</param>
internal sealed record KernelProblem(
    DiagnosticDescriptor Rule, string? Argument, INamedTypeSymbol Type, IReadOnlyList<object> MessageArguments)
{
    private const string ChoicesProperty = "Choices";

    /// <summary>What a code fix can offer: values for the argument, or names of arguments to remove.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>What goes with the diagnostic, from the analyzer to the code fix.</summary>
    public ImmutableDictionary<string, string?> Properties => Choices.Count == 0
        ? ImmutableDictionary<string, string?>.Empty
        : ImmutableDictionary<string, string?>.Empty.Add(ChoicesProperty, string.Join(",", Choices));

    /// <summary>The choices that a diagnostic has brought.</summary>
    public static IReadOnlyList<string> ChoicesOf(Diagnostic diagnostic) =>
        diagnostic.Properties.TryGetValue(ChoicesProperty, out string? choices) && choices is not null ? choices.Split(',') : [];
}
