using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace AttentionGen.Generator.Diagnostics;

/// <summary>Every rule. Each has a page under <c>docs/diagnostics</c>; numbers are never used twice.</summary>
internal static class KernelDiagnostics
{
    public static readonly DiagnosticDescriptor NotPartial = Rule(
        "ATTN001",
        "An attention kernel and the types around it must be partial",
        "'{0}' must be declared partial so that the kernel's members can be added to '{1}'");

    public static readonly DiagnosticDescriptor OutOfRange = Rule(
        "ATTN002",
        "A number of an attention kernel is out of range",
        "{0} is {1}; it must be {2}");

    public static readonly DiagnosticDescriptor HeadsNotDivided = Rule(
        "ATTN003",
        "KeyValueHeads must divide the number of heads",
        "KeyValueHeads is {0}, which does not divide {1} heads; use {2}");

    public static readonly DiagnosticDescriptor CannotHoldParameters = Rule(
        "ATTN004",
        "A learned score needs a type that can hold its parameters",
        "Score.{0} has parameters, which a constructor of '{1}' takes; {2}");

    public static readonly DiagnosticDescriptor LocationWithoutKeyLength = Rule(
        "ATTN005",
        "A score by location needs the number of keys",
        "Score.Location has a weight for each key; set KeyLength to the number of keys");

    public static readonly DiagnosticDescriptor Contradiction = Rule(
        "ATTN006",
        "Options of an attention kernel contradict one another",
        "{0} cannot be used with {1}; {2}");

    public static readonly DiagnosticDescriptor NameTaken = Rule(
        "ATTN007",
        "A name that the attention kernel generates is already taken",
        "'{0}' already has '{1}', which the kernel would generate; {2}");

    public static readonly DiagnosticDescriptor LanguageTooOld = Rule(
        "ATTN008",
        "Attention kernels need C# 11",
        "The kernel '{0}' needs C# 11 or newer, but the project compiles as C# {1}; remove LangVersion or raise it");

    public static readonly DiagnosticDescriptor FileLocal = Rule(
        "ATTN009",
        "An attention kernel cannot be local to a file",
        "'{0}' is a file-local type, which generated code cannot extend; remove the modifier 'file'");

    public static readonly ImmutableArray<DiagnosticDescriptor> All =
        [NotPartial, OutOfRange, HeadsNotDivided, CannotHoldParameters, LocationWithoutKeyLength, Contradiction, NameTaken, LanguageTooOld, FileLocal];

    private static DiagnosticDescriptor Rule(string id, string title, string message) => new(
        id, title, message, "AttentionGen", DiagnosticSeverity.Error, isEnabledByDefault: true,
        helpLinkUri: $"https://github.com/attentiongen/attentiongen/blob/main/docs/diagnostics/{id}.md");
}
