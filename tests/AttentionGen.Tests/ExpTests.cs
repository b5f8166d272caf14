using System;
using System.Runtime.Intrinsics;
using AttentionGen.CompilerServices;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>The stated bound of the single-precision exponential, at every width that kernels use on this machine.</summary>
public sealed class ExpTests(ITestOutputHelper log)
{
    private const double Bound = 2.5e-7;

    private delegate void Exp(ReadOnlySpan<float> x, Span<float> y);

    [Fact]
    public void Scalar()
    {
        CheckSweep(One);
        CheckSpecialValues(One);

        static void One(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = VectorMath.Exp(x[i]);
            }
        }
    }

    [SkippableFact]
    public void Width128()
    {
        Skip.IfNot(Vector128.IsHardwareAccelerated, "No kernel uses 128-bit vectors on this machine.");
        CheckSweep(Four);
        CheckSpecialValues(Four);

        static void Four(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < x.Length; i += Vector128<float>.Count)
            {
                VectorMath.Exp(Vector128.Create(x[i..])).CopyTo(y[i..]);
            }
        }
    }

    [SkippableFact]
    public void Width256()
    {
        Skip.IfNot(Vector256.IsHardwareAccelerated, "No kernel uses 256-bit vectors on this machine.");
        CheckSweep(Eight);
        CheckSpecialValues(Eight);

        static void Eight(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < x.Length; i += Vector256<float>.Count)
            {
                VectorMath.Exp(Vector256.Create(x[i..])).CopyTo(y[i..]);
            }
        }
    }

    [SkippableFact]
    public void Width512()
    {
        Skip.IfNot(Vector512.IsHardwareAccelerated, "No kernel uses 512-bit vectors on this machine.");
        CheckSweep(Sixteen);
        CheckSpecialValues(Sixteen);

        static void Sixteen(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < x.Length; i += Vector512<float>.Count)
            {
                VectorMath.Exp(Vector512.Create(x[i..])).CopyTo(y[i..]);
            }
        }
    }

    /// <summary>Every 37th float from -87.3 to -2^-24, where the result has become 1, and the ends themselves.</summary>
    private void CheckSweep(Exp exp)
    {
        const int step = 37;
        Span<float> x = new float[1024], y = new float[1024];
        int first = BitConverter.SingleToInt32Bits(5.9604645e-8f), last = BitConverter.SingleToInt32Bits(87.3f);
        double worst = 0;
        float at = 0;
        for (int bits = first; bits <= last;)
        {
            for (int i = 0; i < x.Length; i++)
            {
                x[i] = -BitConverter.Int32BitsToSingle(int.Min(bits, last));
                bits += step;
            }

            exp(x, y);
            for (int i = 0; i < x.Length; i++)
            {
                double expected = Math.Exp(x[i]);
                double error = Math.Abs(y[i] - expected) / expected;
                if (!(error <= worst))
                {
                    (worst, at) = (error, x[i]);
                }
            }
        }

        log.WriteLine($"worst relative error {worst:G4} at {at:G9}");
        Assert.True(worst <= Bound, $"Relative error {worst:G4} at {at:G9}.");
    }

    private static void CheckSpecialValues(Exp exp)
    {
        ReadOnlySpan<(float X, float Y)> cases =
        [
            (0, 1), (-0f, 1), (float.NegativeInfinity, 0), (float.NaN, float.NaN), (-float.NaN, float.NaN), (-1e30f, 0), (float.MinValue, 0),
            (-88.8f, 0), (-100, 0), (-float.Epsilon, 1), (-1e-30f, 1),
        ];
        Span<float> x = new float[16], y = new float[16];
        foreach ((float argument, float expected) in cases)
        {
            // Each lane in turn, between ordinary neighbours.
            for (int lane = 0; lane < x.Length; lane++)
            {
                x.Fill(-1);
                x[lane] = argument;
                exp(x, y);
                Assert.Equal(expected, y[lane]);
                Assert.Equal(Math.Exp(-1), y[(lane + 1) % x.Length], Bound);
            }
        }
    }
}
