using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>ATTN001: the type and the types around it must be partial.</summary>
public sealed class NotPartialTests : KernelDiagnosticTests
{
    private const string Attribute = "[AttentionGen.AttentionKernel(1, 1)] ";

    [Theory]
    [InlineData("class K;")]
    [InlineData("static class K { }")]
    [InlineData("readonly struct K;")]
    [InlineData("record K;")]
    [InlineData("record struct K<T>;")]
    public void TypeItself(string declaration) => Reports(
        Attribute + declaration,
        "ATTN001 'K': 'K' must be declared partial so that the kernel's members can be added to 'K'");

    [Theory]
    [InlineData("class Outer { %K }")]
    [InlineData("interface Outer { %K }")]
    [InlineData("partial class Far { struct Outer { %K } }")]
    [InlineData("class Outer { partial record Near { %K } }")]
    public void ContainingType(string container) => Reports(
        container.Replace("%K", Attribute + "partial class K;", System.StringComparison.Ordinal),
        "ATTN001 'Outer': 'Outer' must be declared partial so that the kernel's members can be added to 'K'");

    [Fact]
    public void AllThatAreNotPartial() => Reports(
        "class A { partial class B { struct C { " + Attribute + "class K; } } }",
        "ATTN001 'A': 'A' must be declared partial so that the kernel's members can be added to 'K'",
        "ATTN001 'C': 'C' must be declared partial so that the kernel's members can be added to 'K'",
        "ATTN001 'K': 'K' must be declared partial so that the kernel's members can be added to 'K'");

    [Theory]
    [InlineData("%A partial class K;")]
    [InlineData("partial class Outer { partial struct Near { %A partial class K; } }")]
    [InlineData("class Other { class Nested; } %A partial class K { class Nested; }")]
    public void Partial(string source) => Accepts(source.Replace("%A", Attribute, System.StringComparison.Ordinal));
}
