using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttentionGen.CompilerServices;

public static partial class VectorMath
{
    /// <summary>
    /// Adding this to a number between -127 and 127 rounds it to an integer <c>n</c>, and leaves <c>n + 127</c>, the exponent's bits of
    /// the float <c>2^n</c>, at the end of the sum's mantissa: 1.5 * 2^23 + 127.
    /// </summary>
    public const float Exp2Round = 12582912f + 127f;

    /// <summary>
    /// The same for rounding to 32nds, <c>n + i / 32</c>: the end of the sum's mantissa holds <c>32 (n + 127) + i</c>. 1.5 * 2^18 + 127, for vectors
    /// of 512 bits.
    /// </summary>
    public const float Exp2RoundTo32nds = 393216f + 127f;

    /// <summary>Exponents are raised to this: the float made of the bits of -127 is 0. So <c>2^-infinity = 0</c> takes one instruction.</summary>
    public const float Exp2Lowest = -127f;

    /// <summary>The largest <c>|M|</c> for which <see cref="Exp2Round"/><c> - M</c> is exact.</summary>
    internal const float Exp2Farthest = 1 << 21;

    // 2^f - 1 on [-0.5, 0.5], without the constant term: minimax of the relative error of 2^f (1.1e-7) among polynomials of degree 5.
    private const float P1 = 0.693147004f, P2 = 0.240222424f, P3 = 0.0555073358f, P4 = 0.00967151299f, P5 = 0.00132647261f;

    // 2^f - 1 on [-1/64, 1/64], in the same way (5.3e-8).
    private const float Q1 = 0.6931573f, Q2 = 0.24022649f;

    /// <summary>
    /// <c>2^(x - M)</c> for an integer <c>M</c> of at most 2^21, with a relative error of at most 2.5e-7 where <c>x - M</c> lies between -126 and 127;
    /// from there down to 0, which it is at -127 and below; NaN for NaN.
    /// </summary>
    /// <remarks>
    /// <c>x - M = n + i / 32 + f</c> with integers <c>n</c> and <c>i</c> and <c>f</c> in [-1/64, 1/64], all exact, found by three additions because
    /// <c>M</c> is an integer. Two registers hold all 32 of <c>2^(i / 32)</c>, so that one instruction looks them up, and two terms suffice for <c>2^f</c>.
    /// </remarks>
    /// <param name="x">The exponents.</param>
    /// <param name="lowest"><c>M + </c><see cref="Exp2Lowest"/>.</param>
    /// <param name="round"><see cref="Exp2RoundTo32nds"/><c> - M</c>.</param>
    /// <returns>The powers of two.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Exp2(Vector512<float> x, Vector512<float> lowest, Vector512<float> round)
    {
        // In this order the instruction passes a NaN in x on.
        x = Vector512.MaxNative(lowest, x);
        Vector512<float> shifted = x + round;
        Vector512<float> f = x - (shifted - round);
        Vector512<float> power = (PowerOf32nds(shifted.AsInt32()) + (shifted.AsInt32() << 18)).AsSingle();
        Vector512<float> terms = Vector512.MultiplyAddEstimate(f, Vector512.Create(Q2), Vector512.Create(Q1));
        return Vector512.MultiplyAddEstimate(terms, f * power, power);
    }

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

    /// <inheritdoc cref="Exp2(Vector256{float}, Vector256{float}, Vector256{float})"/>
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

    /// <inheritdoc cref="Exp2(Vector256{float}, Vector256{float}, Vector256{float})"/>
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

    // The bits of 2^(i / 32), less those that the exponent's own have in their place: of 1, and of i where the shift by 18 leaves them. Of an index,
    // the last five bits count.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> PowerOf32nds(Vector512<int> index)
    {
        Vector512<int> low = Vector512.Create(
            0, -78457, -152893, -223217, -289342, -351174, -408621, -461584,
            -509968, -553670, -592590, -626621, -655657, -679589, -698305, -711690);
        Vector512<int> high = Vector512.Create(
            -719629, -722001, -718684, -709555, -694486, -673346, -646004, -612322,
            -572163, -525384, -471841, -411385, -343865, -269126, -187011, -97357);
        if (Avx512F.IsSupported)
        {
            return Avx512F.PermuteVar16x32x2(low, index, high);
        }

        Vector512<int> place = index & Vector512.Create(15);
        Vector512<int> inLow = Vector512.Equals(index & Vector512.Create(16), Vector512<int>.Zero);
        return Vector512.ConditionalSelect(inLow, Vector512.Shuffle(low, place), Vector512.Shuffle(high, place));
    }
}
