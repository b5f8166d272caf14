using System;
using System.Runtime.Intrinsics;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>The path that kernels take on this machine. See tests/README.md for how to take the others.</summary>
public sealed class PathTests
{
    private const string Variable = "ATTENTIONGEN_EXPECTED_PATH";

    public static TheoryData<string> Kernels => KernelCatalog.Names("Large");

    [Theory]
    [MemberData(nameof(Kernels))]
    public void KernelsTakeTheExpectedPath(string name)
    {
        // A runner that turns instructions off says what should be left: a switch that did nothing then fails here.
        string? expected = Environment.GetEnvironmentVariable(Variable);
        Assert.Equal(string.IsNullOrEmpty(expected) ? Widest() : expected, KernelCatalog.Get(name).Info.Path);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void InfoRepeatsTheDeclaration(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        Assert.Equal(
            (kernel.Heads, kernel.KeyValueHeads, kernel.Dim, kernel.ValueDim),
            (kernel.Info.Heads, kernel.Info.KeyValueHeads, kernel.Info.Dim, kernel.Info.ValueDim));
        Assert.Equal(0, kernel.Info.BlockKeys % kernel.Info.PanelKeys);
        Assert.Contains(kernel.Info.Path, kernel.Info.ToString(), StringComparison.Ordinal);
    }

    private static string Widest() =>
        Vector512.IsHardwareAccelerated ? "Vector512" :
        Vector256.IsHardwareAccelerated ? "Vector256" :
        Vector128.IsHardwareAccelerated ? "Vector128" :
        "Scalar";
}
