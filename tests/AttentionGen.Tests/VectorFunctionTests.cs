using System;
using System.Runtime.Intrinsics;
using AttentionGen.Tests.Harness;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>The stated error of a function of one argument, over all magnitudes, at every width that kernels use on this machine.</summary>
public abstract class VectorFunctionTests<TFunction>(ITestOutputHelper log)
    where TFunction : struct, IVectorFunction
{
    /// <summary>A prime number of floats from one argument to the next.</summary>
    private const int Step = 509;

    private delegate void Function(ReadOnlySpan<float> x, Span<float> y);

    [Fact]
    public void Scalar()
    {
        Check(One);

        static void One(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < x.Length; i++)
            {
                y[i] = TFunction.Of(x[i]);
            }
        }
    }

    [SkippableFact]
    public void Width128()
    {
        Skip.IfNot(Vector128.IsHardwareAccelerated, "No kernel uses 128-bit vectors on this machine.");
        Check(Four);

        static void Four(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < x.Length; i += Vector128<float>.Count)
            {
                TFunction.Of(Vector128.Create(x[i..])).CopyTo(y[i..]);
            }
        }
    }

    [SkippableFact]
    public void Width256()
    {
        Skip.IfNot(Vector256.IsHardwareAccelerated, "No kernel uses 256-bit vectors on this machine.");
        Check(Eight);

        static void Eight(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < x.Length; i += Vector256<float>.Count)
            {
                TFunction.Of(Vector256.Create(x[i..])).CopyTo(y[i..]);
            }
        }
    }

    // Where it is not accelerated it is two halves, computed alike; its steps count on fused multiply-adds.
    [SkippableFact]
    public void Width512()
    {
        Skip.IfNot(Vector256.IsHardwareAccelerated, "This machine does not fuse multiply-adds on every path.");
        Check(Sixteen);

        static void Sixteen(ReadOnlySpan<float> x, Span<float> y)
        {
            for (int i = 0; i < x.Length; i += Vector512<float>.Count)
            {
                TFunction.Of(Vector512.Create(x[i..])).CopyTo(y[i..]);
            }
        }
    }

    /// <summary>The error that a result may have, given its argument and the exact result.</summary>
    protected abstract double Bound(double x, double exact);

    /// <summary>What is to hold exactly of an argument, its result, and the result for the argument with the other sign.</summary>
    protected abstract bool Holds(float x, float y, float mirrored);

    /// <summary>Arguments whose results are known exactly.</summary>
    protected abstract ReadOnlySpan<(float X, float Y)> KnownValues { get; }

    private void Check(Function function)
    {
        CheckSweep(function);
        Span<float> x = new float[16], y = new float[16];
        foreach ((float argument, float expected) in KnownValues)
        {
            // Each lane in turn, between ordinary neighbours.
            for (int lane = 0; lane < x.Length; lane++)
            {
                x.Fill(-1);
                x[lane] = argument;
                function(x, y);
                Assert.Equal(expected, y[lane]);
                Assert.Equal(TFunction.Exact(-1), y[(lane + 1) % x.Length], Bound(-1, TFunction.Exact(-1)));
            }
        }
    }

    /// <summary>Every 509th float from 2^-40 to 2^10, of either sign.</summary>
    private void CheckSweep(Function function)
    {
        Span<float> x = new float[1024], y = new float[1024];
        int first = BitConverter.SingleToInt32Bits(9.094947e-13f), last = BitConverter.SingleToInt32Bits(1024f);
        double worst = 0;
        float at = 0;
        for (int bits = first; bits <= last;)
        {
            for (int i = 0; i < x.Length; i += 2)
            {
                x[i] = BitConverter.Int32BitsToSingle(int.Min(bits, last));
                x[i + 1] = -x[i];
                bits += Step;
            }

            function(x, y);
            for (int i = 0; i < x.Length; i++)
            {
                double exact = TFunction.Exact(x[i]);
                double error = Math.Abs(y[i] - exact) / Bound(x[i], exact);
                if (!(error <= worst))
                {
                    (worst, at) = (error, x[i]);
                }

                Assert.True(Holds(x[i], y[i], y[i ^ 1]), $"f({x[i]:G9}) = {y[i]:G9}, f({-x[i]:G9}) = {y[i ^ 1]:G9}");
            }
        }

        log.WriteLine($"worst error {worst:P1} of the bound at {at:G9}");
        Assert.True(worst <= 1, $"An error of {worst:P1} of the bound at {at:G9}.");
    }
}
