using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>
/// What happens to a row of scores between the product and the softmax, in place. The row is the driver's own, but neither it nor a
/// caller's tensor is touched past <c>count</c>.
/// </summary>
internal static class ScoreRows
{
    /// <summary>
    /// <c>score *= log2(e)</c>. A finite score stays finite: masks of -3.4e38 are numbers, and a row of nothing else attends to all alike.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToBits(ref float scores, int count)
    {
        int j = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; j <= count - Vector256<float>.Count; j += Vector256<float>.Count)
            {
                Vector256<float> x = Vector256.LoadUnsafe(ref scores, (nuint)j);
                Vector256<float> y = Vector256.MultiplyAddEstimate(x, Vector256.Create(Bits.High), x * Bits.Low);
                y = Vector256.MaxNative(Vector256.Create(float.MinValue), Vector256.MinNative(Vector256.Create(float.MaxValue), y));
                Vector256.ConditionalSelect(Vector256.LessThanOrEqual(Vector256.Abs(x), Vector256.Create(float.MaxValue)), y, x).StoreUnsafe(ref scores, (nuint)j);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; j <= count - Vector128<float>.Count; j += Vector128<float>.Count)
            {
                Vector128<float> x = Vector128.LoadUnsafe(ref scores, (nuint)j);
                Vector128<float> y = Vector128.MultiplyAddEstimate(x, Vector128.Create(Bits.High), x * Bits.Low);
                y = Vector128.MaxNative(Vector128.Create(float.MinValue), Vector128.MinNative(Vector128.Create(float.MaxValue), y));
                Vector128.ConditionalSelect(Vector128.LessThanOrEqual(Vector128.Abs(x), Vector128.Create(float.MaxValue)), y, x).StoreUnsafe(ref scores, (nuint)j);
            }
        }

        for (; j < count; j++)
        {
            ref float score = ref Unsafe.Add(ref scores, j);
            score = float.IsFinite(score) ? float.Clamp((score * Bits.High) + (score * Bits.Low), float.MinValue, float.MaxValue) : score;
        }
    }

    /// <summary><c>score = cap * tanh(score / cap)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Cap<TShape>(ref float scores, int count)
        where TShape : struct, IKernelShape
    {
        int j = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; j <= count - Vector256<float>.Count; j += Vector256<float>.Count)
            {
                Vector256<float> x = Vector256.LoadUnsafe(ref scores, (nuint)j);
                x = float.IsNormal(1 / TShape.SoftCap) ? x * (1 / TShape.SoftCap) : x / TShape.SoftCap;
                (VectorMath.Tanh(x) * TShape.SoftCap).StoreUnsafe(ref scores, (nuint)j);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; j <= count - Vector128<float>.Count; j += Vector128<float>.Count)
            {
                Vector128<float> x = Vector128.LoadUnsafe(ref scores, (nuint)j);
                x = float.IsNormal(1 / TShape.SoftCap) ? x * (1 / TShape.SoftCap) : x / TShape.SoftCap;
                (VectorMath.Tanh(x) * TShape.SoftCap).StoreUnsafe(ref scores, (nuint)j);
            }
        }

        for (; j < count; j++)
        {
            ref float score = ref Unsafe.Add(ref scores, j);
            float x = float.IsNormal(1 / TShape.SoftCap) ? score * (1 / TShape.SoftCap) : score / TShape.SoftCap;
            score = VectorMath.Tanh(x) * TShape.SoftCap;
        }
    }

    /// <summary><c>score[j] -= slope * |from - j|</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SubtractDistance(ref float scores, int count, int from, float slope)
    {
        int j = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<int> distance = Vector256.Create(from) - Vector256<int>.Indices;
            for (; j <= count - Vector256<float>.Count; j += Vector256<float>.Count)
            {
                Vector256<float> steps = Vector256.Abs(Vector256.ConvertToSingle(distance));
                (Vector256.LoadUnsafe(ref scores, (nuint)j) - (steps * slope)).StoreUnsafe(ref scores, (nuint)j);
                distance -= Vector256.Create(Vector256<float>.Count);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<int> distance = Vector128.Create(from - j) - Vector128<int>.Indices;
            for (; j <= count - Vector128<float>.Count; j += Vector128<float>.Count)
            {
                Vector128<float> steps = Vector128.Abs(Vector128.ConvertToSingle(distance));
                (Vector128.LoadUnsafe(ref scores, (nuint)j) - (steps * slope)).StoreUnsafe(ref scores, (nuint)j);
                distance -= Vector128.Create(Vector128<float>.Count);
            }
        }

        for (; j < count; j++)
        {
            Unsafe.Add(ref scores, j) -= Math.Abs(from - j) * slope;
        }
    }

    /// <summary><c>score[j] += bias</c>, the same for all keys.</summary>
    public static bool Add(ref float scores, int count, float bias)
    {
        if (bias == float.NegativeInfinity)
        {
            Rows.Fill(ref scores, 0, count, float.NegativeInfinity);
            return true;
        }

        for (int j = 0; j < count; j++)
        {
            Unsafe.Add(ref scores, j) += bias;
        }

        return false;
    }

    /// <summary>
    /// <c>score[j] += bias[j]</c>; a bias of -infinity replaces the score, which may be NaN. Returns whether there was such a bias.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Add(ref float scores, int count, ref float bias)
    {
        bool hides = false;
        int j = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<float> infinity = Vector256.Create(float.NegativeInfinity), any = default;
            for (; j <= count - Vector256<float>.Count; j += Vector256<float>.Count)
            {
                Vector256<float> add = Vector256.LoadUnsafe(ref bias, (nuint)j);
                Vector256<float> hidden = Vector256.Equals(add, infinity);
                any |= hidden;
                Vector256.ConditionalSelect(hidden, infinity, Vector256.LoadUnsafe(ref scores, (nuint)j) + add).StoreUnsafe(ref scores, (nuint)j);
            }

            hides = any.AsInt32() != Vector256<int>.Zero;
        }

        if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> infinity = Vector128.Create(float.NegativeInfinity), any = default;
            for (; j <= count - Vector128<float>.Count; j += Vector128<float>.Count)
            {
                Vector128<float> add = Vector128.LoadUnsafe(ref bias, (nuint)j);
                Vector128<float> hidden = Vector128.Equals(add, infinity);
                any |= hidden;
                Vector128.ConditionalSelect(hidden, infinity, Vector128.LoadUnsafe(ref scores, (nuint)j) + add).StoreUnsafe(ref scores, (nuint)j);
            }

            hides |= any.AsInt32() != Vector128<int>.Zero;
        }

        for (; j < count; j++)
        {
            float add = Unsafe.Add(ref bias, j);
            bool hidden = add == float.NegativeInfinity;
            hides |= hidden;
            Unsafe.Add(ref scores, j) = hidden ? float.NegativeInfinity : Unsafe.Add(ref scores, j) + add;
        }

        return hides;
    }

    /// <summary><c>score[j] = allowed[j] ? score[j] : -infinity</c>. Returns whether any was hidden.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool Hide(ref float scores, int count, ref bool allowed)
    {
        ref byte allows = ref Unsafe.As<bool, byte>(ref allowed);
        bool hides = false;
        int j = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            // A bool that is true may be any byte but 0.
            Vector128<float> infinity = Vector128.Create(float.NegativeInfinity);
            Vector128<byte> any = default;
            for (; j <= count - Vector128<byte>.Count; j += Vector128<byte>.Count)
            {
                Vector128<byte> hidden = Vector128.Equals(Vector128.LoadUnsafe(ref allows, (nuint)j), default);
                any |= hidden;

                // Bytes of 0 or -1 widen to masks of 0 or -1.
                (Vector128<short> low, Vector128<short> high) = Vector128.Widen(hidden.AsSByte());
                (Vector128<int> a, Vector128<int> b) = Vector128.Widen(low);
                (Vector128<int> c, Vector128<int> d) = Vector128.Widen(high);
                Select(ref Unsafe.Add(ref scores, j), a.AsSingle(), infinity);
                Select(ref Unsafe.Add(ref scores, j + 4), b.AsSingle(), infinity);
                Select(ref Unsafe.Add(ref scores, j + 8), c.AsSingle(), infinity);
                Select(ref Unsafe.Add(ref scores, j + 12), d.AsSingle(), infinity);
            }

            hides = any != Vector128<byte>.Zero;
        }

        for (; j < count; j++)
        {
            if (Unsafe.Add(ref allows, j) == 0)
            {
                hides = true;
                Unsafe.Add(ref scores, j) = float.NegativeInfinity;
            }
        }

        return hides;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Select(ref float scores, Vector128<float> hidden, Vector128<float> infinity) =>
        Vector128.ConditionalSelect(hidden, infinity, Vector128.LoadUnsafe(ref scores)).StoreUnsafe(ref scores);
}
