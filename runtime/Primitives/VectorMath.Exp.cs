using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>Single-precision functions on vectors, used by generated code. The steps of every width are the same.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static partial class VectorMath
{
    // exp(x) = 2^n * 2^f with n = round(x * log2(e)) and f the remainder in [-0.5, 0.5].
    // Adding 1.5 * 2^23 rounds to an integer and leaves it in the low bits of the mantissa; the 127 added with it is the exponent's
    // bias, so that a shift by 23 makes those bits the float 2^n.
    // log2(e) in two parts: the rounding error of a single one, times x, would exceed all others for x below -10.
    private const float Log2E = 1.44269504f, Log2ELow = 1.92596299e-8f;
    private const float Round = 12582912f + 127f;

    // Arguments are raised to this: n is then -127, and the float made of its bits is 0. So exp(-infinity) = 0 takes one instruction.
    private const float Smallest = -88f;

    // 2^f on [-0.5, 0.5]: minimax of the relative error (1.1e-7) among polynomials of degree 5 with p(0) = 1, so that exp(0) is exactly 1.
    private const float C1 = 0.693147004f, C2 = 0.240222424f, C3 = 0.0555073358f, C4 = 0.00967151299f, C5 = 0.00132647261f;

    /// <summary>
    /// <c>exp(x)</c> for <c>x &lt;= 88</c>, with a relative error of at most 2.5e-7 down to -87.33 (the smallest normal result); 0 below -87.69; NaN for NaN.
    /// Above 88 the result is unspecified: <see cref="Sigmoid(float)"/>, which is made of it, asks for no more.
    /// </summary>
    /// <param name="x">The exponents.</param>
    /// <returns>The powers of e.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp(Vector512<float> x)
    {
        // In this order the instruction passes a NaN in x on.
        x = Vector512.MaxNative(Vector512.Create(Smallest), x);
        Vector512<float> log2E = Vector512.Create(Log2E);
        Vector512<float> round = Vector512.Create(Round);
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(x, log2E, round);
        Vector512<float> f = Vector512.MultiplyAddEstimate(x, log2E, round - shifted);
        f = Vector512.MultiplyAddEstimate(x, Vector512.Create(Log2ELow), f);
        Vector512<float> p = Vector512.MultiplyAddEstimate(f, Vector512.Create(C5), Vector512.Create(C4));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(C3));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(C2));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(C1));
        p = Vector512.MultiplyAddEstimate(p, f, Vector512.Create(1f));
        return p * (shifted.AsInt32() << 23).AsSingle();
    }

    /// <inheritdoc cref="Exp(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp(Vector256<float> x)
    {
        // In this order the instruction passes a NaN in x on.
        x = Vector256.MaxNative(Vector256.Create(Smallest), x);
        Vector256<float> log2E = Vector256.Create(Log2E);
        Vector256<float> round = Vector256.Create(Round);
        Vector256<float> shifted = Vector256.MultiplyAddEstimate(x, log2E, round);
        Vector256<float> f = Vector256.MultiplyAddEstimate(x, log2E, round - shifted);
        f = Vector256.MultiplyAddEstimate(x, Vector256.Create(Log2ELow), f);
        Vector256<float> p = Vector256.MultiplyAddEstimate(f, Vector256.Create(C5), Vector256.Create(C4));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(C3));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(C2));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(C1));
        p = Vector256.MultiplyAddEstimate(p, f, Vector256.Create(1f));
        return p * (shifted.AsInt32() << 23).AsSingle();
    }

    /// <inheritdoc cref="Exp(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exp(Vector128<float> x)
    {
        // In this order the instruction passes a NaN in x on.
        x = Vector128.MaxNative(Vector128.Create(Smallest), x);
        // Without a fused multiply-add, x * log2(e) is rounded before the integer part is taken away: for the remainder the
        // constant is split, the high part short enough for its product with n to be exact.
        Vector128<float> shifted = Vector128.MultiplyAddEstimate(x, Vector128.Create(Log2E), Vector128.Create(Round));
        Vector128<float> n = shifted - Vector128.Create(Round);
        Vector128<float> r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-Ln2High), x);
        r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-Ln2Low), r);
        Vector128<float> f = r * Vector128.Create(Log2E);
        Vector128<float> p = Vector128.MultiplyAddEstimate(f, Vector128.Create(C5), Vector128.Create(C4));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(C3));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(C2));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(C1));
        p = Vector128.MultiplyAddEstimate(p, f, Vector128.Create(1f));
        return p * (shifted.AsInt32() << 23).AsSingle();
    }

    // ln(2) in two parts, the high one of 9 bits (Cephes).
    private const float Ln2High = 0.693359375f, Ln2Low = -2.12194440e-4f;

    /// <inheritdoc cref="Exp(Vector512{float})"/>
    public static float Exp(float x)
    {
        x = x < Smallest ? Smallest : x;
        float shifted = (x * Log2E) + Round;
        float n = shifted - Round;
        float r = x - (n * Ln2High);
        r -= n * Ln2Low;
        float f = r * Log2E;
        float p = (((((((((C5 * f) + C4) * f) + C3) * f) + C2) * f) + C1) * f) + 1;
        return p * BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(shifted) << 23);
    }
}
