using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>Copies of single rows between the caller's tensors and the driver's padded buffers. None reads or writes past a row's end.</summary>
internal static class Rows
{
    /// <summary><c>target[i] = source[i] * factor</c> for <paramref name="length"/> elements; the buffers do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(ref float source, float factor, int length, ref float target)
    {
        for (int i = 0; i < Wide(length); i += Vector512<float>.Count)
        {
            (Vector512.LoadUnsafe(ref source, (nuint)i) * factor).StoreUnsafe(ref target, (nuint)i);
        }

        for (int i = Wide(length); i < Middle(length); i += Vector256<float>.Count)
        {
            (Vector256.LoadUnsafe(ref source, (nuint)i) * factor).StoreUnsafe(ref target, (nuint)i);
        }

        for (int i = Middle(length); i < Narrow(length); i += Vector128<float>.Count)
        {
            (Vector128.LoadUnsafe(ref source, (nuint)i) * factor).StoreUnsafe(ref target, (nuint)i);
        }

        for (int i = Narrow(length); i < length; i++)
        {
            Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i) * factor;
        }
    }

    /// <summary><c>target[i] = source[i] * (factor + correction)</c>: a factor of more than a float's precision, so that products have one rounding.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Scale(ref float source, float factor, float correction, int length, ref float target)
    {
        for (int i = 0; i < Wide(length); i += Vector512<float>.Count)
        {
            Vector512<float> x = Vector512.LoadUnsafe(ref source, (nuint)i);
            Vector512.MultiplyAddEstimate(x, Vector512.Create(factor), x * correction).StoreUnsafe(ref target, (nuint)i);
        }

        for (int i = Wide(length); i < Middle(length); i += Vector256<float>.Count)
        {
            Vector256<float> x = Vector256.LoadUnsafe(ref source, (nuint)i);
            Vector256.MultiplyAddEstimate(x, Vector256.Create(factor), x * correction).StoreUnsafe(ref target, (nuint)i);
        }

        for (int i = Middle(length); i < Narrow(length); i += Vector128<float>.Count)
        {
            Vector128<float> x = Vector128.LoadUnsafe(ref source, (nuint)i);
            Vector128.MultiplyAddEstimate(x, Vector128.Create(factor), x * correction).StoreUnsafe(ref target, (nuint)i);
        }

        for (int i = Narrow(length); i < length; i++)
        {
            float x = Unsafe.Add(ref source, i);
            Unsafe.Add(ref target, i) = (x * factor) + (x * correction);
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Blend(ref float target, float factor, ref float source, float sourceFactor, int length)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                ((Vector256.LoadUnsafe(ref target, (nuint)i) * factor) + (Vector256.LoadUnsafe(ref source, (nuint)i) * sourceFactor))
                    .StoreUnsafe(ref target, (nuint)i);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                ((Vector128.LoadUnsafe(ref target, (nuint)i) * factor) + (Vector128.LoadUnsafe(ref source, (nuint)i) * sourceFactor))
                    .StoreUnsafe(ref target, (nuint)i);
            }
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref target, i) = (Unsafe.Add(ref target, i) * factor) + (Unsafe.Add(ref source, i) * sourceFactor);
        }
    }

    /// <summary>
    /// Sets a buffer of <see cref="ThreadBuffer"/>, up to the end of a cache line: a loop of the caller's own, where a call would take
    /// longer than the few elements of a pass.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void FillBuffer(ref float buffer, int length, float value)
    {
        if (Vector256.IsHardwareAccelerated)
        {
            for (int i = 0; i < length; i += Vector256<float>.Count)
            {
                Vector256.Create(value).StoreUnsafe(ref buffer, (nuint)i);
            }
        }
        else
        {
            for (int i = 0; i < length; i += Vector128<float>.Count)
            {
                Vector128.Create(value).StoreUnsafe(ref buffer, (nuint)i);
            }
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
    /// Copies <paramref name="count"/> rows of <c>E</c> elements into rows of <see cref="ITileOperations.ValueStride"/>, zeros behind
    /// each, and tells whether every copied element is finite.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool CopyPadded<TShape, TTiles>(ref float source, nint sourceStride, int count, ref float target)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        // x - x is 0 for finite x and NaN otherwise: a bit stays in the union of all differences if any element is NaN or infinite.
        Vector512<float> wide = Vector512<float>.Zero;
        Vector256<float> middle = Vector256<float>.Zero;
        Vector128<float> narrow = Vector128<float>.Zero;
        int single = 0;
        for (int row = 0; row < count; row++)
        {
            ref float from = ref Unsafe.Add(ref source, row * sourceStride);
            ref float to = ref Unsafe.Add(ref target, row * TTiles.ValueStride);
            for (int i = 0; i < Wide(TShape.ValueDim); i += Vector512<float>.Count)
            {
                Vector512<float> x = Vector512.LoadUnsafe(ref from, (nuint)i);
                x.StoreUnsafe(ref to, (nuint)i);
                wide |= x - x;
            }

            for (int i = Wide(TShape.ValueDim); i < Middle(TShape.ValueDim); i += Vector256<float>.Count)
            {
                Vector256<float> x = Vector256.LoadUnsafe(ref from, (nuint)i);
                x.StoreUnsafe(ref to, (nuint)i);
                middle |= x - x;
            }

            for (int i = Middle(TShape.ValueDim); i < Narrow(TShape.ValueDim); i += Vector128<float>.Count)
            {
                Vector128<float> x = Vector128.LoadUnsafe(ref from, (nuint)i);
                x.StoreUnsafe(ref to, (nuint)i);
                narrow |= x - x;
            }

            for (int i = Narrow(TShape.ValueDim); i < TShape.ValueDim; i++)
            {
                float x = Unsafe.Add(ref from, i);
                Unsafe.Add(ref to, i) = x;
                single |= BitConverter.SingleToInt32Bits(x - x);
            }

            for (int i = TShape.ValueDim; i < TTiles.ValueStride; i++)
            {
                Unsafe.Add(ref to, i) = 0;
            }
        }

        return wide.AsInt32() == Vector512<int>.Zero && middle.AsInt32() == Vector256<int>.Zero && narrow.AsInt32() == Vector128<int>.Zero &&
            single == 0;
    }

    /// <summary><c>row[i] = 2^(row[i] - maximum) * factor</c>: scores, in bits, to normalised weights, in place.</summary>
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
                (VectorMath.Exp2(x, Vector256.Create(VectorMath.Exp2Lowest), Vector256.Create(VectorMath.Exp2Round)) * factor)
                    .StoreUnsafe(ref start, (nuint)i);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= row.Length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                Vector128<float> x = Vector128.LoadUnsafe(ref start, (nuint)i) - Vector128.Create(maximum);
                (VectorMath.Exp2(x, Vector128.Create(VectorMath.Exp2Lowest), Vector128.Create(VectorMath.Exp2Round)) * factor)
                    .StoreUnsafe(ref start, (nuint)i);
            }
        }

        for (; i < row.Length; i++)
        {
            row[i] = VectorMath.Exp2(row[i] - maximum, VectorMath.Exp2Lowest, VectorMath.Exp2Round) * factor;
        }
    }

    // The elements of a row that go through vectors of each size, those of the larger ones first: where the length is a constant, so are these, and the
    // loops that have nothing to do are no code.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Wide(int length) => Vector512.IsHardwareAccelerated ? length & -Vector512<float>.Count : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Middle(int length) => Vector256.IsHardwareAccelerated ? length & -Vector256<float>.Count : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Narrow(int length) => Vector128.IsHardwareAccelerated ? length & -Vector128<float>.Count : 0;
}
