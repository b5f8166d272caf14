using System;
using System.Runtime.Intrinsics;
using AttentionGen.CompilerServices;
using AttentionGen.Tests.Harness;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>The stated bound of the single-precision hyperbolic tangent.</summary>
public sealed class TanhTests(ITestOutputHelper log) : VectorFunctionTests<TanhTests.Function>(log)
{
    protected override ReadOnlySpan<(float X, float Y)> KnownValues => new (float, float)[]
    {
        (0, 0), (-0f, -0f), (float.NaN, float.NaN), (-float.NaN, float.NaN), (float.PositiveInfinity, 1), (float.NegativeInfinity, -1),
        (float.MaxValue, 1), (float.MinValue, -1), (8.67f, 1), (-8.67f, -1), (20, 1), (-20, -1), (1e-30f, 1e-30f), (float.Epsilon, float.Epsilon),
        (-float.Epsilon, -float.Epsilon),
    };

    protected override double Bound(double x, double exact) => 3e-7 * Math.Abs(exact);

    protected override bool Holds(float x, float y, float mirrored) =>
        y == -mirrored && Math.Abs(y) <= 1 && (Math.Abs(x) < 8.67f || Math.Abs(y) == 1);

    public readonly struct Function : IVectorFunction
    {
        public static double Exact(double x) => Math.Tanh(x);

        public static float Of(float x) => VectorMath.Tanh(x);

        public static Vector128<float> Of(Vector128<float> x) => VectorMath.Tanh(x);

        public static Vector256<float> Of(Vector256<float> x) => VectorMath.Tanh(x);

        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Tanh(x);
    }
}
