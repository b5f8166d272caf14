using System;
using System.Linq;
using System.Runtime.Intrinsics;
using AttentionGen.CompilerServices;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>The stated bound of the softmax's powers of two, at every width that kernels use on this machine.</summary>
public sealed class Exp2Tests(ITestOutputHelper log)
{
    private const double Bound = 2.5e-7;

    private delegate void Exp2(ReadOnlySpan<float> x, float maximum, Span<float> y);

    [Fact]
    public void Scalar()
    {
        Check(One);

        static void One(ReadOnlySpan<float> x, float maximum, Span<float> y)
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = VectorMath.Exp2(x[i], maximum + VectorMath.Exp2Lowest, VectorMath.Exp2Round - maximum);
            }
        }
    }

    [SkippableFact]
    public void Width128()
    {
        Skip.IfNot(Vector128.IsHardwareAccelerated, "No kernel uses 128-bit vectors on this machine.");
        Check(Four);

        static void Four(ReadOnlySpan<float> x, float maximum, Span<float> y)
        {
            Vector128<float> lowest = Vector128.Create(maximum + VectorMath.Exp2Lowest), round = Vector128.Create(VectorMath.Exp2Round - maximum);
            for (int i = 0; i < x.Length; i += Vector128<float>.Count)
            {
                VectorMath.Exp2(Vector128.Create(x[i..]), lowest, round).CopyTo(y[i..]);
            }
        }
    }

    [SkippableFact]
    public void Width256()
    {
        Skip.IfNot(Vector256.IsHardwareAccelerated, "No kernel uses 256-bit vectors on this machine.");
        Check(Eight);

        static void Eight(ReadOnlySpan<float> x, float maximum, Span<float> y)
        {
            Vector256<float> lowest = Vector256.Create(maximum + VectorMath.Exp2Lowest), round = Vector256.Create(VectorMath.Exp2Round - maximum);
            for (int i = 0; i < x.Length; i += Vector256<float>.Count)
            {
                VectorMath.Exp2(Vector256.Create(x[i..]), lowest, round).CopyTo(y[i..]);
            }
        }
    }

    [Fact]
    public void Width512() => Check(Sixteen);

    /// <summary>Where nothing remains for the polynomial, the power is that of the table: the float nearest to it.</summary>
    [Fact]
    public void Width512AtThe32nds()
    {
        float[] x = [.. Enumerable.Range(-4064, 8128).Select(static i => i / 32f)], y = new float[x.Length];
        Sixteen(x, 0, y);
        for (int i = 32; i < x.Length; i++)
        {
            Assert.Equal((float)Math.Pow(2, x[i]), y[i]);
        }
    }

    // Where no kernel uses 512-bit vectors, in software.
    private static void Sixteen(ReadOnlySpan<float> x, float maximum, Span<float> y)
    {
        Vector512<float> lowest = Vector512.Create(maximum + VectorMath.Exp2Lowest), round = Vector512.Create(VectorMath.Exp2RoundTo32nds - maximum);
        for (int i = 0; i < x.Length; i += Vector512<float>.Count)
        {
            VectorMath.Exp2(Vector512.Create(x[i..]), lowest, round).CopyTo(y[i..]);
        }
    }

    private void Check(Exp2 exp2)
    {
        double worst = 0;
        foreach (float maximum in new[] { 0f, 1, -1, 37, -1000, 4096, 1 << 21, -(1 << 21) })
        {
            worst = Math.Max(worst, CheckSweep(exp2, maximum));
            CheckSpecialValues(exp2, maximum);
        }

        log.WriteLine($"worst relative error {worst:G4}");
    }

    /// <summary>From M - 126 to M + 12, in steps that hit every part of the mantissa.</summary>
    private static double CheckSweep(Exp2 exp2, float maximum)
    {
        Span<float> x = new float[1024], y = new float[1024];
        double worst = 0;
        for (int part = 0; part < 1380; part++)
        {
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = (float)(maximum - 126 + (0.1 * (part + (i / 1024.0))));
            }

            exp2(x, maximum, y);
            for (int i = 0; i < x.Length; i++)
            {
                // The bound starts where results are normal: rounding to a float may have moved x below that.
                double exact = Math.Pow(2, (double)x[i] - maximum);
                if ((double)x[i] - maximum >= -126)
                {
                    double error = Math.Abs(y[i] - exact) / exact;
                    worst = Math.Max(worst, error);
                    Assert.True(error <= Bound, $"Relative error {error:G4} at {x[i]:G9} - {maximum}.");
                }
            }
        }

        return worst;
    }

    private static void CheckSpecialValues(Exp2 exp2, float maximum)
    {
        ReadOnlySpan<(float X, float Y)> cases =
        [
            (maximum, 1), (maximum + 3, 8), (maximum - 5, 1f / 32), (float.NegativeInfinity, 0), (float.NaN, float.NaN), (-float.NaN, float.NaN),
            (-1e30f, 0), (float.MinValue, 0), (maximum - 127, 0), (maximum - 200, 0),
        ];
        Span<float> x = new float[16], y = new float[16];
        foreach ((float argument, float expected) in cases)
        {
            // Each lane in turn, between ordinary neighbours.
            for (int lane = 0; lane < x.Length; lane++)
            {
                x.Fill(maximum - 1);
                x[lane] = argument;
                exp2(x, maximum, y);
                Assert.Equal(expected, y[lane]);
                Assert.Equal(0.5f, y[(lane + 1) % x.Length]);
            }
        }
    }
}
