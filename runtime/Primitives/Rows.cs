using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>Copies of single rows between the caller's tensors and the driver's padded buffers. None reads or writes past a row's end.</summary>
internal static class Rows
{
    /// <summary><c>target[i] = source[i] * factor</c> for <paramref name="length"/> elements; the buffers do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Scale(ref readonly float source, float factor, int length, ref float target)
    {
        ref float from = ref Unsafe.AsRef(in source);
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                (Vector256.LoadUnsafe(ref from, (nuint)i) * factor).StoreUnsafe(ref target, (nuint)i);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                (Vector128.LoadUnsafe(ref from, (nuint)i) * factor).StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref target, i) = Unsafe.Add(ref from, i) * factor;
        }
    }

    /// <summary><c>target[i] += source[i] * factor</c>, rounded as the tiles round it: the same bits whichever adds a key.</summary>
    public static void AddScaled(ref readonly float source, float factor, int length, ref float target)
    {
        ref float from = ref Unsafe.AsRef(in source);
        int i = 0;
        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref from, (nuint)i), Vector128.Create(factor), Vector128.LoadUnsafe(ref target, (nuint)i))
                    .StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref target, i) += Unsafe.Add(ref from, i) * factor;
        }
    }

    /// <summary><c>target[i] = target[i] * factor + source[i] * sourceFactor</c>.</summary>
    public static void Blend(ref float target, float factor, ref readonly float source, float sourceFactor, int length)
    {
        for (int i = 0; i < length; i++)
        {
            Unsafe.Add(ref target, i) = (Unsafe.Add(ref target, i) * factor) + (Unsafe.Add(ref Unsafe.AsRef(in source), i) * sourceFactor);
        }
    }

    /// <summary>Sets the elements from <paramref name="start"/> to before <paramref name="end"/>; none if they cross.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(ref float row, int start, int end, float value)
    {
        for (int i = start; i < end; i++)
        {
            Unsafe.Add(ref row, i) = value;
        }
    }

    /// <summary>
    /// Copies <paramref name="count"/> rows of <paramref name="length"/> elements into rows of <paramref name="targetStride"/>, zeros
    /// behind each, and tells whether every copied element is finite.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool CopyPadded(ref readonly float source, nint sourceStride, int count, int length, ref float target, int targetStride)
    {
        // x * 0 is 0 for finite x and NaN otherwise: one multiply-add per vector finds any NaN or infinity.
        Vector256<float> wide = Vector256<float>.Zero;
        Vector128<float> narrow = Vector128<float>.Zero;
        float single = 0;
        ref float from = ref Unsafe.AsRef(in source);
        ref float to = ref target;
        for (int row = 0; row < count; row++)
        {
            int i = 0;
            if (Vector256.IsHardwareAccelerated)
            {
                for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
                {
                    Vector256<float> x = Vector256.LoadUnsafe(ref from, (nuint)i);
                    x.StoreUnsafe(ref to, (nuint)i);
                    wide = Vector256.MultiplyAddEstimate(x, Vector256<float>.Zero, wide);
                }
            }

            if (Vector128.IsHardwareAccelerated)
            {
                for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
                {
                    Vector128<float> x = Vector128.LoadUnsafe(ref from, (nuint)i);
                    x.StoreUnsafe(ref to, (nuint)i);
                    narrow = Vector128.MultiplyAddEstimate(x, Vector128<float>.Zero, narrow);
                }
            }

            for (; i < length; i++)
            {
                float x = Unsafe.Add(ref from, i);
                Unsafe.Add(ref to, i) = x;
                single += x * 0;
            }

            for (; i < targetStride; i++)
            {
                Unsafe.Add(ref to, i) = 0;
            }

            from = ref Unsafe.Add(ref from, sourceStride);
            to = ref Unsafe.Add(ref to, targetStride);
        }

        return Vector256.Sum(wide) + Vector128.Sum(narrow) + single == 0;
    }

    /// <summary><c>row[i] = exp(row[i] - maximum) * factor</c>: scores to normalised weights, in place.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Weights(Span<float> row, float maximum, float factor)
    {
        ref float start = ref MemoryMarshal.GetReference(row);
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= row.Length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                Vector256<float> x = Vector256.LoadUnsafe(ref start, (nuint)i) - Vector256.Create(maximum);
                (VectorMath.Exp(x) * factor).StoreUnsafe(ref start, (nuint)i);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= row.Length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128<float> x = Vector128.LoadUnsafe(ref start, (nuint)i) - Vector128.Create(maximum);
                (VectorMath.Exp(x) * factor).StoreUnsafe(ref start, (nuint)i);
            }
        }

        for (; i < row.Length; i++)
        {
            row[i] = VectorMath.Exp(row[i] - maximum) * factor;
        }
    }
}
