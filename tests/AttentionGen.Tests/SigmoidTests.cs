using System;
using System.Runtime.Intrinsics;
using AttentionGen.CompilerServices;
using AttentionGen.Tests.Harness;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>The stated bound of the single-precision logistic function.</summary>
public sealed class SigmoidTests(ITestOutputHelper log) : VectorFunctionTests<SigmoidTests.Function>(log)
{
    protected override ReadOnlySpan<(float X, float Y)> KnownValues => new (float, float)[]
    {
        (0, 0.5f), (-0f, 0.5f), (float.NaN, float.NaN), (-float.NaN, float.NaN), (float.PositiveInfinity, 1), (float.MaxValue, 1), (100, 1), (1e-30f, 0.5f),
    };

    protected override double Bound(double x, double exact) => x < -87 ? 2e-38 : 4e-7 * exact;

    protected override bool Holds(float x, float y, float mirrored) => y is >= 0 and <= 1 && mirrored is >= 0 and <= 1;

    public readonly struct Function : IVectorFunction
    {
        public static double Exact(double x) => 1 / (1 + Math.Exp(-x));

        public static float Of(float x) => VectorMath.Sigmoid(x);

        public static Vector128<float> Of(Vector128<float> x) => VectorMath.Sigmoid(x);

        public static Vector256<float> Of(Vector256<float> x) => VectorMath.Sigmoid(x);

        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Sigmoid(x);
    }
}
