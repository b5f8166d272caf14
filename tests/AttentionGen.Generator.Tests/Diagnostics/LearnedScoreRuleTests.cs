using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>ATTN004 to ATTN006, and the other rules where they concern learned scores.</summary>
public sealed class LearnedScoreRuleTests : KernelDiagnosticTests
{
    private const string General = "[AttentionGen.AttentionKernel(1, 1, AttentionGen.Score.General)] ";

    [Theory]
    [InlineData("General")]
    [InlineData("Additive")]
    [InlineData("Mlp")]
    [InlineData("Location", ", KeyLength = 3")]
    public void Static(string score, string more = "") => Reports(
        $"[AttentionGen.AttentionKernel(1, 1, AttentionGen.Score.{score}{more})] static partial class K;",
        $"ATTN004 'K': Score.{score} has parameters, which a constructor of 'K' takes; remove the modifier 'static'");

    [Theory]
    [InlineData("partial class K(int seed) { int Seed => seed; }", "replace the primary constructor by one that calls it with 'this(...)'")]
    [InlineData("partial record K(int Seed);", "replace the primary constructor by one that calls it with 'this(...)'")]
    [InlineData("partial class K : Base { } class Base { public Base(int seed) { } }", "give 'Base' a constructor without parameters that it may call")]
    [InlineData("partial class K : Base { } class Base { private Base() { } }", "give 'Base' a constructor without parameters that it may call")]
    public void NoConstructorFits(string declaration, string advice) => Reports(
        General + declaration, $"ATTN004 'K': Score.General has parameters, which a constructor of 'K' takes; {advice}");

    [Theory]
    [InlineData("partial class K { int _seed = 1; public K(int seed) : this(new float[1]) => _seed = seed; public int Seed => _seed; }")]
    [InlineData("partial struct K { int _seed; public K(int seed) : this(new float[1]) => _seed = seed; public int Seed => _seed; }")]
    [InlineData("readonly partial struct K;")]
    [InlineData("ref partial struct K;")]
    [InlineData("partial record K;")]
    [InlineData("partial record struct K;")]
    [InlineData("sealed partial class K<T> { public class Inner; }")]
    [InlineData("abstract partial class K : Base { } class Base { protected Base(int seed = 1) { } }")]
    [InlineData("partial class @class { }")]
    [InlineData("partial class K { void Forward(System.ReadOnlySpan<float> a) { } K(System.ReadOnlySpan<double> w) : this(new float[1]) { } }")]
    public void ConstructorFits(string declaration) => Accepts(General + declaration);

    [Theory]
    [InlineData("General", "System.ReadOnlySpan<float> a", "ReadOnlySpan<float>")]
    [InlineData("Location", "System.ReadOnlySpan<float> a, System.ReadOnlySpan<float> b", "ReadOnlySpan<float>, ReadOnlySpan<float>", ", KeyLength = 1")]
    public void ConstructorTaken(string score, string parameters, string spans, string more = "") => Reports(
        $"[AttentionGen.AttentionKernel(1, 1, AttentionGen.Score.{score}{more})] partial class K {{ public K({parameters}) {{ }} }}",
        $"ATTN007 'K': 'K' already has 'K({spans})', which the kernel would generate; remove it");

    [Fact]
    public void FieldTaken() => Reports(
        General + "partial class K { int _scoreParameters; }",
        "ATTN007 'K': 'K' already has '_scoreParameters', which the kernel would generate; rename it");

    [Fact]
    public void ForwardOfALocationHasNoKeys()
    {
        const string attribute = "[AttentionGen.AttentionKernel(1, 1, AttentionGen.Score.Location, KeyLength = 1)] ";
        const string span = "System.ReadOnlySpan<float> ";
        Accepts($"{attribute} partial class K {{ void Forward({span}a, {span}b, {span}c, System.Span<float> d) {{ }} }}");
        Reports(
            $"{attribute} partial class K {{ void Forward({span}a, {span}b, System.Span<float> d) {{ }} }}",
            "ATTN007 'K': 'K' already has 'Forward', which the kernel would generate; rename it");
    }

    [Fact]
    public void LocationWithoutKeyLength() => Reports(
        "[AttentionGen.AttentionKernel(1, 1, AttentionGen.Score.Location)] partial class K;",
        "ATTN005 'AttentionGen.Score.Location': Score.Location has a weight for each key; set KeyLength to the number of keys");

    [Theory]
    [InlineData("General", "HiddenDim = 4", "HiddenDim", "Score.Mlp has HiddenDims, other scores have no hidden layer: remove it")]
    [InlineData("Mlp", "HiddenDim = 4", "HiddenDim", "Score.Mlp has HiddenDims, other scores have no hidden layer: remove it")]
    [InlineData("Additive", "HiddenDims = new[] { 4 }", "HiddenDims", "Score.Additive has HiddenDim, other scores have no hidden layer: remove it")]
    [InlineData("Dot", "HiddenDims = new[] { 4 }", "HiddenDims", "Score.Additive has HiddenDim, other scores have no hidden layer: remove it")]
    [InlineData("Additive", "Activation = AttentionGen.Activation.Relu", "Activation", "only Score.Mlp has a choice: remove it")]
    public void OfAnotherScore(string score, string argument, string name, string advice) => Reports(
        $"[AttentionGen.AttentionKernel(1, 1, AttentionGen.Score.{score}, {argument})] partial class K;",
        $"ATTN006 '{argument}': {name} cannot be used with Score.{score}; {advice}");

    [Theory]
    [InlineData("Additive", "HiddenDim = 0", "HiddenDim is 0; it must be from 1 to 1024")]
    [InlineData("Additive", "HiddenDim = 1025", "HiddenDim is 1025; it must be from 1 to 1024")]
    [InlineData("Mlp", "HiddenDims = new int[0]", "The length of HiddenDims is 0; it must be from 1 to 8")]
    [InlineData("Mlp", "HiddenDims = new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }", "The length of HiddenDims is 9; it must be from 1 to 8")]
    [InlineData("Mlp", "HiddenDims = new[] { 4, 0, -1 }", "An element of HiddenDims is 0; it must be from 1 to 1024")]
    [InlineData("Mlp", "Activation = (AttentionGen.Activation)9", "Activation is 9; it must be one of the enumeration's members")]
    [InlineData("Dot", "KeyLength = -1", "KeyLength is -1; it must be from 0 to 1048576")]
    public void OutOfRange(string score, string argument, string message) => Reports(
        $"[AttentionGen.AttentionKernel(1, 1, AttentionGen.Score.{score}, {argument})] partial class K;", $"ATTN002 '{argument}': {message}");

    [Theory]
    [InlineData("Additive, HiddenDim = 1024")]
    [InlineData("Mlp, HiddenDims = new[] { 1, 2, 3, 4, 5, 6, 7, 1024 }")]
    [InlineData("Mlp, HiddenDims = null")]
    [InlineData("Location, KeyLength = 1")]
    public void InRange(string arguments) => Accepts($"[AttentionGen.AttentionKernel(1, 1, AttentionGen.Score.{arguments})] partial class K;");
}
