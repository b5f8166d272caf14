using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>ATTN003: key/value heads divide the heads.</summary>
public sealed class HeadsNotDividedTests : KernelDiagnosticTests
{
    [Theory]
    [InlineData(12, 5, "4 or 6")]
    [InlineData(12, 7, "6 or 12")]
    [InlineData(12, 8, "6 or 12")]
    [InlineData(12, 24, "6 or 12")]
    [InlineData(7, 2, "1 or 7")]
    [InlineData(1, 2, "1")]
    [InlineData(1024, 1000, "512 or 1024")]
    public void NotDivided(int heads, int keyValueHeads, string divisors) => Reports(
        $"[AttentionGen.AttentionKernel({heads}, 2, KeyValueHeads = {keyValueHeads})] partial class K;",
        $"ATTN003 'KeyValueHeads = {keyValueHeads}': KeyValueHeads is {keyValueHeads}, which does not divide {heads} heads; use {divisors}");

    [Theory]
    [InlineData(12, 1)]
    [InlineData(12, 4)]
    [InlineData(12, 6)]
    [InlineData(12, 12)]
    [InlineData(7, 7)]
    public void Divided(int heads, int keyValueHeads) =>
        Accepts($"[AttentionGen.AttentionKernel({heads}, 1, KeyValueHeads = {keyValueHeads})] partial class K;");

    [Fact]
    public void ReportedBesideOtherRules() => Reports(
        "[AttentionGen.AttentionKernel(6, 0, KeyValueHeads = 4)] class K;",
        "ATTN002 '0': Dim is 0; it must be from 1 to 1024",
        "ATTN003 'KeyValueHeads = 4': KeyValueHeads is 4, which does not divide 6 heads; use 3 or 6",
        "ATTN001 'K': 'K' must be declared partial so that the kernel's members can be added to 'K'");

    [Fact]
    public void OutOfRangeIsReportedAlone() => Reports(
        "[AttentionGen.AttentionKernel(0, 2, KeyValueHeads = 5)] partial class K;",
        "ATTN002 '0': Heads is 0; it must be from 1 to 1024");
}
