using System.Collections.Generic;
using Microsoft.CodeAnalysis;

namespace AttentionGen.Generator.Diagnostics;

/// <summary>A rule that a declaration breaks.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Argument">The attribute argument to point at, by property name; null points at the type's name.</param>
/// <param name="Type">The type to point at when no argument is.</param>
/// <param name="MessageArguments">For the rule's message.</param>
internal sealed record KernelProblem(
    DiagnosticDescriptor Rule, string? Argument, INamedTypeSymbol Type, IReadOnlyList<object> MessageArguments);
