using System;
using System.Runtime.Intrinsics;
using AttentionGen.CompilerServices;
using AttentionGen.Tests.Harness;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>The rectifier, exact.</summary>
public sealed class ReluTests(ITestOutputHelper log) : VectorFunctionTests<ReluTests.Function>(log)
{
    protected override ReadOnlySpan<(float X, float Y)> KnownValues => new (float, float)[]
    {
        (0, 0), (float.NaN, float.NaN), (-float.NaN, float.NaN), (float.PositiveInfinity, float.PositiveInfinity), (float.NegativeInfinity, 0),
    };

    protected override double Bound(double x, double exact) => 1e-300;

    protected override bool Holds(float x, float y, float mirrored) => y >= 0 && (x < 0 ? y == 0 : y == x);

    public readonly struct Function : IVectorFunction
    {
        public static double Exact(double x) => Math.Max(x, 0);

        public static float Of(float x) => VectorMath.Relu(x);

        public static Vector128<float> Of(Vector128<float> x) => VectorMath.Relu(x);

        public static Vector256<float> Of(Vector256<float> x) => VectorMath.Relu(x);

        public static Vector512<float> Of(Vector512<float> x) => VectorMath.Relu(x);
    }
}
