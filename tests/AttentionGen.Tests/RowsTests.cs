using System;
using System.Runtime.InteropServices;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Copies of single rows, at every length around one to several vectors.</summary>
public sealed class RowsTests
{
    private const int Longest = 70;
    private const float Untouched = 55;

    public static TheoryData<int> Lengths
    {
        get
        {
            var data = new TheoryData<int>();
            for (int length = 0; length <= Longest; length++)
            {
                data.Add(length);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Scale(int length)
    {
        float[] source = Numbers(length, 1), target = Filled();
        Rows.Scale(ref Start(source), -0.3f, length, ref target[0]);
        for (int i = 0; i < target.Length; i++)
        {
            Assert.Equal(i < length ? source[i] * -0.3f : Untouched, target[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void AddScaled(int length)
    {
        float[] source = Numbers(length, 1), before = Numbers(length, 2), target = Filled();
        before.CopyTo(target, 0);
        Rows.AddScaled(ref Start(source), 0.7f, length, ref target[0]);
        for (int i = 0; i < target.Length; i++)
        {
            // Fused or not: half a unit of the product's and the sum's last place.
            Assert.Equal(i < length ? before[i] + (source[i] * 0.7) : Untouched, target[i], 2e-7);
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Weights(int length)
    {
        float[] scores = Numbers(length, 3), row = (float[])scores.Clone();
        Rows.Weights(row, 1.5f, 0.4f);
        for (int i = 0; i < length; i++)
        {
            Assert.Equal(Math.Pow(2, scores[i] - 1.5) * 0.4, row[i], 1e-7);
        }
    }

    [Fact]
    public void CopyPaddedOfEveryRemainder()
    {
        CheckCopy<ShapeH1G1D1E1, Vector128Tiles<ShapeH1G1D1E1>>();
        CheckCopy<ShapeH2G1D3E5, Vector128Tiles<ShapeH2G1D3E5>>();
        CheckCopy<ShapeH3G3D4E8, Vector128Tiles<ShapeH3G3D4E8>>();
        CheckCopy<ShapeH6G3D11E13, Vector128Tiles<ShapeH6G3D11E13>>();
        CheckCopy<ShapeH6G3D11E13, ScalarTiles<ShapeH6G3D11E13>>();
        CheckCopy<ShapeH1G1D17E31, Vector128Tiles<ShapeH1G1D17E31>>();
        CheckCopy<ShapeH2G2D64E33, Vector128Tiles<ShapeH2G2D64E33>>();
        CheckCopy<ShapeH1G1D130E257, Vector128Tiles<ShapeH1G1D130E257>>();
    }

    private static void CheckCopy<TShape, TTiles>()
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        int length = TShape.ValueDim, targetStride = TTiles.ValueStride;
        foreach ((int count, int sourceStride) in new[] { (0, length), (1, length), (3, length), (4, length + 5) })
        {
            float[] source = Numbers((sourceStride * count) + length, 4);
            var target = new float[(targetStride * count) + 20];
            target.AsSpan().Fill(Untouched);
            Assert.True(Rows.CopyPadded<TShape, TTiles>(ref source[0], sourceStride, count, ref target[0]));
            for (int i = 0; i < target.Length; i++)
            {
                int row = i / targetStride, column = i % targetStride;
                float expected = row >= count ? Untouched : column < length ? source[(row * sourceStride) + column] : 0;
                Assert.Equal(expected, target[i]);
            }

            CheckFinite<TShape, TTiles>(sourceStride, count, target);
        }
    }

    private static void CheckFinite<TShape, TTiles>(int stride, int count, float[] target)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        float[] source = Numbers((stride * count) + TShape.ValueDim, 5);
        for (int i = 0; i < count * stride; i++)
        {
            foreach (float value in new[] { float.NaN, -float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue })
            {
                float before = source[i];
                source[i] = value;
                bool copied = i % stride < TShape.ValueDim;
                bool finite = Rows.CopyPadded<TShape, TTiles>(ref source[0], stride, count, ref target[0]);
                Assert.Equal(float.IsFinite(value) || !copied, finite);
                source[i] = before;
            }
        }
    }

    // Of an empty array too, where there is nothing to be read.
    private static ref float Start(float[] array) => ref MemoryMarshal.GetArrayDataReference(array);

    private static float[] Filled()
    {
        var data = new float[Longest + 20];
        data.AsSpan().Fill(Untouched);
        return data;
    }

    private static float[] Numbers(int length, int seed)
    {
        var random = new Random(seed);
        var data = new float[length];
        for (int i = 0; i < length; i++)
        {
            data[i] = (2 * random.NextSingle()) - 1;
        }

        return data;
    }
}
