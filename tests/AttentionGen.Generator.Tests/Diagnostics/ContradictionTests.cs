using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>ATTN006: options that leave one another nothing to do. Masks do not: the keys that all of them show are seen.</summary>
public sealed class ContradictionTests : KernelDiagnosticTests
{
    [Theory]
    [InlineData("SoftCap = 30, Scale = 0")]
    [InlineData("Scale = -0f, SoftCap = 30")]
    public void CapOfNothing(string arguments) => Reports(
        Kernel(arguments), "ATTN006 'SoftCap = 30': SoftCap cannot be used with Scale = 0, which makes every score 0; remove one of them");

    [Theory]
    [InlineData("Scale = 0")]
    [InlineData("Scale = 0, SoftCap = 0")]
    [InlineData("Scale = float.Epsilon, SoftCap = 1e-30f")]
    [InlineData("Mask = AttentionGen.AttentionMask.Causal, WindowLeft = 0, WindowRight = 0")]
    [InlineData("Mask = AttentionGen.AttentionMask.Causal, WindowRight = 5, Alibi = true, SoftCap = 3")]
    public void Fine(string arguments) => Accepts(Kernel(arguments));

    private static string Kernel(string arguments) => $"[AttentionGen.AttentionKernel(1, 2, {arguments})] partial class K;";
}
