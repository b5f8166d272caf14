using System.Collections.Generic;
using System.Linq;
using AttentionGen.CompilerServices;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>
/// The tiles of the runtime on any machine, also on one whose kernels have wider ones of their own. Without 128-bit vectors in hardware
/// they run on the JIT's substitute: slow, with the same results.
/// </summary>
public sealed class FallbackTileTests(ITestOutputHelper log)
{
    private static readonly Dictionary<string, Kernel> Kernels = new Kernel[]
    {
        Kernel.Of<ShapeH1G1D1E1, Vector128Tiles<ShapeH1G1D1E1>>(), Kernel.Of<ShapeH1G1D1E1, ScalarTiles<ShapeH1G1D1E1>>(),
        Kernel.Of<ShapeH2G1D3E5, Vector128Tiles<ShapeH2G1D3E5>>(), Kernel.Of<ShapeH2G1D3E5, ScalarTiles<ShapeH2G1D3E5>>(),
        Kernel.Of<ShapeH3G3D4E8, Vector128Tiles<ShapeH3G3D4E8>>(), Kernel.Of<ShapeH3G3D4E8, ScalarTiles<ShapeH3G3D4E8>>(),
        Kernel.Of<ShapeH4G2D8E4, Vector128Tiles<ShapeH4G2D8E4>>(), Kernel.Of<ShapeH4G2D8E4, ScalarTiles<ShapeH4G2D8E4>>(),
        Kernel.Of<ShapeH6G3D11E13, Vector128Tiles<ShapeH6G3D11E13>>(), Kernel.Of<ShapeH6G3D11E13, ScalarTiles<ShapeH6G3D11E13>>(),
        Kernel.Of<ShapeH1G1D17E31, Vector128Tiles<ShapeH1G1D17E31>>(), Kernel.Of<ShapeH1G1D17E31, ScalarTiles<ShapeH1G1D17E31>>(),
        Kernel.Of<ShapeH12G12D12E12, Vector128Tiles<ShapeH12G12D12E12>>(), Kernel.Of<ShapeH12G12D12E12, ScalarTiles<ShapeH12G12D12E12>>(),
        Kernel.Of<ShapeH2G2D64E33, Vector128Tiles<ShapeH2G2D64E33>>(), Kernel.Of<ShapeH2G2D64E33, ScalarTiles<ShapeH2G2D64E33>>(),
        Kernel.Of<ShapeH1G1D130E257, Vector128Tiles<ShapeH1G1D130E257>>(), Kernel.Of<ShapeH1G1D130E257, ScalarTiles<ShapeH1G1D130E257>>(),
        Kernel.Of<ShapeWithOptions, Vector128Tiles<ShapeWithOptions>>(), Kernel.Of<ShapeWithOptions, ScalarTiles<ShapeWithOptions>>(),
        Kernel.Of<ShapeH6G3D5E9Summed, Vector128Tiles<ShapeH6G3D5E9Summed>>(), Kernel.Of<ShapeH6G3D5E9Summed, ScalarTiles<ShapeH6G3D5E9Summed>>(),
    }.ToDictionary(static kernel => kernel.Name);

    public static TheoryData<string> Names => new(Kernels.Keys);

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryKeyLength(string name) =>
        Check(name, Enumerable.Range(0, 71).Concat([127, 128, 129, 191, 192, 193, 300]).Select(static n => (1 + (n % 11), n)));

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryQueryLength(string name) => Check(name, Enumerable.Range(0, 40).Concat([255, 256, 257, 300]).Select(static m => (m, 1 + (m * 7 % 19))));

    [Theory]
    [MemberData(nameof(Names))]
    public void KeyLengthsAndOffsets(string name)
    {
        Kernel kernel = Kernels[name];
        for (int length = -1; length <= 71; length += 3)
        {
            new AttentionCase(kernel, 7, 70, batch: 2) { KeyLengths = [length, 70 - length], QueryOffsets = [length - 7, 64] }.Check();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void NaN(string name)
    {
        for (int j = 0; j < 70; j += 5)
        {
            var call = new AttentionCase(Kernels[name], 9, 70) { QueryOffsets = [30] };
            call.Key(0, 0, j)[0] = float.NaN;
            call.Value(0, 0, 69 - j)[^1] = float.NaN;
            call.Check();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void BiasMaskSinksAndScores(string name)
    {
        Kernel kernel = Kernels[name];
        foreach ((int m, int n) in new[] { (1, 70), (3, 33), (9, 130) })
        {
            for (int seed = 0; seed < 3; seed++)
            {
                OptionCases.Random(kernel, m, n, seed).Check();
            }
        }
    }

    private void Check(string name, IEnumerable<(int QueryLength, int KeyLength)> sizes)
    {
        double worst = sizes.Max(size => new AttentionCase(Kernels[name], size.QueryLength, size.KeyLength, batch: 1 + (size.KeyLength % 2)).Check());
        log.WriteLine($"{Kernels[name].Info.Path}: worst error {worst:F3} of the tolerance");
    }
}
