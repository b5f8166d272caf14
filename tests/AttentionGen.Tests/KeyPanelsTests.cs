using System;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Transposing copies of keys, for every number of keys and several strides; the grid of kernels covers every dimension.</summary>
public sealed class KeyPanelsTests
{
    [Fact]
    public void PanelsOf8Keys()
    {
        Check<ShapeH1G1D1E1, Vector128Tiles<ShapeH1G1D1E1>>();
        Check<ShapeH2G1D3E5, Vector128Tiles<ShapeH2G1D3E5>>();
        Check<ShapeH3G3D4E8, Vector128Tiles<ShapeH3G3D4E8>>();
        Check<ShapeH4G2D8E4, Vector128Tiles<ShapeH4G2D8E4>>();
        Check<ShapeH6G3D11E13, Vector128Tiles<ShapeH6G3D11E13>>();
        Check<ShapeH12G12D12E12, Vector128Tiles<ShapeH12G12D12E12>>();
        Check<ShapeH1G1D17E31, Vector128Tiles<ShapeH1G1D17E31>>();
    }

    [Fact]
    public void PanelsOf4Keys()
    {
        Check<ShapeH1G1D1E1, ScalarTiles<ShapeH1G1D1E1>>();
        Check<ShapeH2G1D3E5, ScalarTiles<ShapeH2G1D3E5>>();
        Check<ShapeH3G3D4E8, ScalarTiles<ShapeH3G3D4E8>>();
        Check<ShapeH4G2D8E4, ScalarTiles<ShapeH4G2D8E4>>();
        Check<ShapeH6G3D11E13, ScalarTiles<ShapeH6G3D11E13>>();
        Check<ShapeH1G1D17E31, ScalarTiles<ShapeH1G1D17E31>>();
    }

    private static void Check<TShape, TTiles>()
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        int dim = TShape.Dim, width = TTiles.PanelKeys;
        for (int count = 1; count <= 70; count++)
        {
            foreach (int stride in new[] { dim, dim + 1, 3 * dim })
            {
                var keys = new float[((count - 1) * stride) + dim];
                for (int i = 0; i < keys.Length; i++)
                {
                    keys[i] = i + 1;
                }

                int panels = (count + width - 1) / width;
                var target = new float[panels * width * dim];
                target.AsSpan().Fill(float.NaN);
                KeyPanels.Copy<TShape, TTiles>(ref keys[0], stride, count, ref target[0]);
                int copied = (count + TTiles.Lanes - 1) / TTiles.Lanes * TTiles.Lanes;
                for (int key = 0; key < copied; key++)
                {
                    for (int d = 0; d < dim; d++)
                    {
                        float expected = key < count ? keys[(key * stride) + d] : 0;
                        Assert.Equal(expected, target[(key / width * width * dim) + (d * width) + (key % width)]);
                    }
                }
            }
        }
    }
}
