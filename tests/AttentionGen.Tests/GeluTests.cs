using System;
using System.Runtime.Intrinsics;
using AttentionGen.CompilerServices;
using AttentionGen.Tests.Harness;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>The stated bound of the single-precision Gaussian error linear unit.</summary>
public sealed class GeluTests(ITestOutputHelper log) : VectorFunctionTests<GeluTests.Function>(log)
{
    protected override ReadOnlySpan<(float X, float Y)> KnownValues => new (float, float)[]
    {
        (0, 0), (-0f, -0f), (float.NaN, float.NaN), (-float.NaN, float.NaN), (float.PositiveInfinity, float.PositiveInfinity), (float.NegativeInfinity, float.NaN),
        (6, 6), (-6, 0), (1000, 1000), (-1000, 0), (float.MinValue, 0),
    };

    protected override double Bound(double x, double exact) => 2.5e-7 * Math.Abs(x);

    protected override bool Holds(float x, float y, float mirrored) => x < 6 || (y == x && mirrored == 0);

    public readonly struct Function : IVectorFunction
    {
        public static double Exact(double x) => 0.5 * x * (1 + ReferenceMath.Erf(x / Math.Sqrt(2)));

        public static float Of(float x) => VectorMath.Gelu(x);

        public static Vector128<float> Of(Vector128<float> x) => VectorMath.Gelu(x);

        public static Vector256<float> Of(Vector256<float> x) => VectorMath.Gelu(x);

        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Gelu(x);
    }
}
