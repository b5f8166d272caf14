using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

public static partial class VectorMath
{
    // tanh(x) = x * P(x^2) / Q(x^2): the minimax of the relative error (2.2e-8 as rounded) among quotients of two polynomials of degree 4, for
    // x <= 8.66, where tanh(x) is half a float below 1. All coefficients are positive, so no step cancels anything. x^2 stops at 8.66^2
    // and the quotient at 1: from there on the quotient is x times a constant, which passes 1 at once. P(0) = Q(0), so that small
    // arguments are their own results.
    private const float TanhSquares = 8.66f * 8.66f;
    private const float TanhP1 = 0.134030312f, TanhP2 = 0.00352180819f, TanhP3 = 2.10451999e-5f, TanhP4 = 1.3971289e-8f;
    private const float TanhQ1 = 0.467363536f, TanhQ2 = 0.0259765014f, TanhQ3 = 0.000332869618f, TanhQ4 = 8.026106e-7f;

    /// <summary>
    /// <c>tanh(x)</c> with a relative error of at most 3e-7; odd to the last bit, never beyond 1, exactly 1 from 8.67 on and -1 likewise;
    /// NaN for NaN.
    /// </summary>
    /// <param name="x">The arguments, any.</param>
    /// <returns>Their hyperbolic tangents.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Tanh(Vector512<float> x)
    {
        Vector512<float> s = Vector512.MinNative(x * x, Vector512.Create(TanhSquares));
        Vector512<float> p = Vector512.MultiplyAddEstimate(s, Vector512.Create(TanhP4), Vector512.Create(TanhP3));
        Vector512<float> q = Vector512.MultiplyAddEstimate(s, Vector512.Create(TanhQ4), Vector512.Create(TanhQ3));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(TanhP2));
        q = Vector512.MultiplyAddEstimate(q, s, Vector512.Create(TanhQ2));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(TanhP1));
        q = Vector512.MultiplyAddEstimate(q, s, Vector512.Create(TanhQ1));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(1f));
        q = Vector512.MultiplyAddEstimate(q, s, Vector512.Create(1f));

        // In this order the instructions pass a NaN in x on.
        return Vector512.MaxNative(Vector512.Create(-1f), Vector512.MinNative(Vector512.Create(1f), x * p / q));
    }

    /// <inheritdoc cref="Tanh(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Tanh(Vector256<float> x)
    {
        Vector256<float> s = Vector256.MinNative(x * x, Vector256.Create(TanhSquares));
        Vector256<float> p = Vector256.MultiplyAddEstimate(s, Vector256.Create(TanhP4), Vector256.Create(TanhP3));
        Vector256<float> q = Vector256.MultiplyAddEstimate(s, Vector256.Create(TanhQ4), Vector256.Create(TanhQ3));
        p = Vector256.MultiplyAddEstimate(p, s, Vector256.Create(TanhP2));
        q = Vector256.MultiplyAddEstimate(q, s, Vector256.Create(TanhQ2));
        p = Vector256.MultiplyAddEstimate(p, s, Vector256.Create(TanhP1));
        q = Vector256.MultiplyAddEstimate(q, s, Vector256.Create(TanhQ1));
        p = Vector256.MultiplyAddEstimate(p, s, Vector256.Create(1f));
        q = Vector256.MultiplyAddEstimate(q, s, Vector256.Create(1f));

        // In this order the instructions pass a NaN in x on.
        return Vector256.MaxNative(Vector256.Create(-1f), Vector256.MinNative(Vector256.Create(1f), x * p / q));
    }

    /// <inheritdoc cref="Tanh(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Tanh(Vector128<float> x)
    {
        Vector128<float> s = Vector128.MinNative(x * x, Vector128.Create(TanhSquares));
        Vector128<float> p = Vector128.MultiplyAddEstimate(s, Vector128.Create(TanhP4), Vector128.Create(TanhP3));
        Vector128<float> q = Vector128.MultiplyAddEstimate(s, Vector128.Create(TanhQ4), Vector128.Create(TanhQ3));
        p = Vector128.MultiplyAddEstimate(p, s, Vector128.Create(TanhP2));
        q = Vector128.MultiplyAddEstimate(q, s, Vector128.Create(TanhQ2));
        p = Vector128.MultiplyAddEstimate(p, s, Vector128.Create(TanhP1));
        q = Vector128.MultiplyAddEstimate(q, s, Vector128.Create(TanhQ1));
        p = Vector128.MultiplyAddEstimate(p, s, Vector128.Create(1f));
        q = Vector128.MultiplyAddEstimate(q, s, Vector128.Create(1f));

        // In this order the instructions pass a NaN in x on.
        return Vector128.MaxNative(Vector128.Create(-1f), Vector128.MinNative(Vector128.Create(1f), x * p / q));
    }

    /// <inheritdoc cref="Tanh(Vector512{float})"/>
    public static float Tanh(float x)
    {
        float s = x * x;
        s = s < TanhSquares ? s : TanhSquares;
        float p = (((((((TanhP4 * s) + TanhP3) * s) + TanhP2) * s) + TanhP1) * s) + 1;
        float q = (((((((TanhQ4 * s) + TanhQ3) * s) + TanhQ2) * s) + TanhQ1) * s) + 1;
        float y = x * p / q;
        return y > 1 ? 1 : y < -1 ? -1 : y;
    }
}
