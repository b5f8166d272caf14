using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

public static partial class VectorMath
{
    /// <summary>
    /// Adding this to a number between -127 and 127 rounds it to an integer <c>n</c>, and leaves <c>n + 127</c>, the exponent's bits of
    /// the float <c>2^n</c>, at the end of the sum's mantissa: 1.5 * 2^23 + 127.
    /// </summary>
    public const float Exp2Round = 12582912f + 127f;

    /// <summary>Exponents are raised to this: the float made of the bits of -127 is 0. So <c>2^-infinity = 0</c> takes one instruction.</summary>
    public const float Exp2Lowest = -127f;

    /// <summary>The largest <c>|M|</c> for which <see cref="Exp2Round"/><c> - M</c> is exact.</summary>
    internal const float Exp2Farthest = 1 << 21;

    // 2^f - 1 on [-0.5, 0.5], without the constant term: minimax of the relative error of 2^f (1.1e-7) among polynomials of degree 5.
    private const float P1 = 0.693147004f, P2 = 0.240222424f, P3 = 0.0555073358f, P4 = 0.00967151299f, P5 = 0.00132647261f;

    /// <summary>
    /// <c>2^(x - M)</c> for an integer <c>M</c> of at most 2^21, with a relative error of at most 2.5e-7 where <c>x - M</c> lies between -126 and 127;
    /// 0 for <c>x - M</c> of -126.5 or less; NaN for NaN.
    /// </summary>
    /// <remarks>
    /// <c>x - M = n + f</c> with an integer <c>n</c> and <c>f</c> in [-0.5, 0.5], both exact, found by three additions because <c>M</c> is an
    /// integer. <c>2^n (1 + f p(f))</c> then ends in one fused multiply-add, with <c>p</c> evaluated by Estrin's scheme: in the exponentials of a
    /// softmax, the length of the chain counts as much as the number of instructions.
    /// </remarks>
    /// <param name="x">The exponents.</param>
    /// <param name="lowest"><c>M + </c><see cref="Exp2Lowest"/>.</param>
    /// <param name="round"><see cref="Exp2Round"/><c> - M</c>.</param>
    /// <returns>The powers of two.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp2(Vector512<float> x, Vector512<float> lowest, Vector512<float> round)
    {
        // In this order the instruction passes a NaN in x on.
        x = Vector512.MaxNative(lowest, x);
        Vector512<float> shifted = x + round;
        Vector512<float> f = x - (shifted - round);
        Vector512<float> power = (shifted.AsInt32() << 23).AsSingle();
        Vector512<float> square = f * f;
        Vector512<float> high = Vector512.MultiplyAddEstimate(f, Vector512.Create(P4), Vector512.Create(P3));
        Vector512<float> low = Vector512.MultiplyAddEstimate(f, Vector512.Create(P2), Vector512.Create(P1));
        high = Vector512.MultiplyAddEstimate(square, Vector512.Create(P5), high);
        low = Vector512.MultiplyAddEstimate(high, square, low);
        return Vector512.MultiplyAddEstimate(low, power * f, power);
    }

    /// <inheritdoc cref="Exp2(Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp2(Vector256<float> x, Vector256<float> lowest, Vector256<float> round)
    {
        // In this order the instruction passes a NaN in x on.
        x = Vector256.MaxNative(lowest, x);
        Vector256<float> shifted = x + round;
        Vector256<float> f = x - (shifted - round);
        Vector256<float> power = (shifted.AsInt32() << 23).AsSingle();
        Vector256<float> square = f * f;
        Vector256<float> high = Vector256.MultiplyAddEstimate(f, Vector256.Create(P4), Vector256.Create(P3));
        Vector256<float> low = Vector256.MultiplyAddEstimate(f, Vector256.Create(P2), Vector256.Create(P1));
        high = Vector256.MultiplyAddEstimate(square, Vector256.Create(P5), high);
        low = Vector256.MultiplyAddEstimate(high, square, low);
        return Vector256.MultiplyAddEstimate(low, power * f, power);
    }

    /// <inheritdoc cref="Exp2(Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Exp2(Vector128<float> x, Vector128<float> lowest, Vector128<float> round)
    {
        // In this order the instruction passes a NaN in x on.
        x = Vector128.MaxNative(lowest, x);
        Vector128<float> shifted = x + round;
        Vector128<float> f = x - (shifted - round);
        Vector128<float> power = (shifted.AsInt32() << 23).AsSingle();
        Vector128<float> square = f * f;
        Vector128<float> high = Vector128.MultiplyAddEstimate(f, Vector128.Create(P4), Vector128.Create(P3));
        Vector128<float> low = Vector128.MultiplyAddEstimate(f, Vector128.Create(P2), Vector128.Create(P1));
        high = Vector128.MultiplyAddEstimate(square, Vector128.Create(P5), high);
        low = Vector128.MultiplyAddEstimate(high, square, low);
        return Vector128.MultiplyAddEstimate(low, power * f, power);
    }

    /// <inheritdoc cref="Exp2(Vector512{float}, Vector512{float}, Vector512{float})"/>
    public static float Exp2(float x, float lowest, float round)
    {
        x = x < lowest ? lowest : x;
        float shifted = x + round;
        float f = x - (shifted - round);
        float power = BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(shifted) << 23);
        float square = f * f;
        float high = (square * P5) + ((f * P4) + P3);
        float low = (high * square) + ((f * P2) + P1);
        return (low * (power * f)) + power;
    }
}
