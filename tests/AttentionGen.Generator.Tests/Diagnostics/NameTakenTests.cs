using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>ATTN007: the generated members' names are free.</summary>
public sealed class NameTakenTests : KernelDiagnosticTests
{
    private const string Attribute = "[AttentionGen.AttentionKernel(1, 1)] ";
    private const string Tensors = "System.ReadOnlySpan<float> a, System.ReadOnlySpan<float> b, System.ReadOnlySpan<float> c, System.Span<float> d";

    [Theory]
    [InlineData("public int Heads => 1;", "Heads")]
    [InlineData("public static string Info { get; set; }", "Info")]
    [InlineData("private int KeyValueHeads = 3;", "KeyValueHeads")]
    [InlineData("public const int Dim = 1;", "Dim")]
    [InlineData("class ValueDim;", "ValueDim")]
    [InlineData("class Dim<T>;", "Dim")]
    [InlineData("enum Heads { Two }", "Heads")]
    [InlineData("delegate void Info();", "Info")]
    [InlineData("event System.Action Dim;", "Dim")]
    [InlineData("void Dim() { }", "Dim")]
    [InlineData("void Info<T>(T x) { }", "Info")]
    [InlineData("public int Forward;", "Forward")]
    [InlineData("public System.Action Forward { get; }", "Forward")]
    [InlineData("class Forward;", "Forward")]
    [InlineData("public static void Forward(" + Tensors + ") { }", "Forward")]
    [InlineData("public int Forward(" + Tensors + ") => 1;", "Forward")]
    [InlineData("void Forward(" + Tensors + ", AttentionGen.AttentionOptions e) { }", "Forward")]
    [InlineData("void Forward(" + Tensors + ", in AttentionGen.AttentionOptions e) { }", "Forward")]
    [InlineData("void Forward(" + Tensors + ", ref AttentionGen.AttentionOptions e) { }", "Forward")]
    public void Members(string member, string name) => Reports(
        $"{Attribute} partial class K {{ {member} }}",
        $"ATTN007 'K': 'K' already has '{name}', which the kernel would generate; rename it");

    [Theory]
    [InlineData("partial class Dim;", "Dim", "Dim")]
    [InlineData("partial struct Forward { }", "Forward", "Forward")]
    [InlineData("partial class K<Heads>;", "K", "Heads")]
    [InlineData("partial record K(int Heads);", "K", "Heads")]
    [InlineData("partial class K; partial class K { int Info; }", "K", "Info")]
    public void OtherNames(string declaration, string type, string name) => Reports(
        Attribute + declaration, $"ATTN007 '{type}': '{type}' already has '{name}', which the kernel would generate; rename it");

    [Fact]
    public void AllThatAreTaken() => Reports(
        Attribute + "partial class K<Dim> { int Heads; class Info; }",
        "ATTN007 'K': 'K' already has 'Info', which the kernel would generate; rename it",
        "ATTN007 'K': 'K' already has 'Heads', which the kernel would generate; rename it",
        "ATTN007 'K': 'K' already has 'Dim', which the kernel would generate; rename it");

    [Theory]
    [InlineData("public int heads = 1; public int HEADS => heads; class Dims; void info() { }")]
    [InlineData("public void Forward() { }")]
    [InlineData("public static void Forward(float[] a, float[] b, float[] c, float[] d) { }")]
    [InlineData("public static void Forward(System.ReadOnlySpan<double> a, System.ReadOnlySpan<double> b, System.ReadOnlySpan<double> c, System.Span<double> d) { }")]
    [InlineData("public static void Forward(System.Span<float> a, System.Span<float> b, System.Span<float> c, System.Span<float> d) { }")]
    [InlineData("public static void Forward(" + Tensors + ", int e) { }")]
    [InlineData("public static void Forward(" + Tensors + ", AttentionGen.AttentionOptions e, int f) { }")]
    [InlineData("public static void Forward<T>(" + Tensors + ") { }")]
    [InlineData("int IAlike.Heads => 2; interface IAlike { int Heads { get; } }", " : K.IAlike")]
    public void FreeNames(string members, string bases = "") => Accepts($"{Attribute} partial class K{bases} {{ {members} }}");

    [Fact]
    public void NamesOfOtherTypesAreFree() => Accepts(
        "class Base { protected int Dim = 1, Heads = 2; } class Info; partial class Outer<Forward> { const int Dim = 1; " + Attribute + "partial class K : Base; }");
}
