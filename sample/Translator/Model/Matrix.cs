using System;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>The two matrix products that everything is made of. Row-major, and every row a multiple of <see cref="Lanes"/> long.</summary>
/// <remarks>The width is fixed, not <c>Vector&lt;float&gt;</c>, so that a sum has one order on every machine.</remarks>
internal static class Matrix
{
    /// <summary>Floats in a vector; inner sizes of the model are multiples of it.</summary>
    public const int Lanes = 8;

    /// <summary><c>y [rows, outs] += x [rows, inner] w^T</c>, with <c>w [outs, inner]</c>.</summary>
    public static void AddProductTransposed(ReadOnlySpan<float> x, ReadOnlySpan<float> w, Span<float> y, int rows, int inner, int outs)
    {
        Check(x.Length >= rows * inner && w.Length >= outs * inner && y.Length >= rows * outs, inner);
        int i = 0;
        for (; i + 2 <= rows; i += 2)
        {
            ReadOnlySpan<float> x0 = x.Slice(i * inner, inner);
            ReadOnlySpan<float> x1 = x.Slice((i + 1) * inner, inner);
            int o = 0;
            for (; o + 4 <= outs; o += 4)
            {
                TwoByFour(x0, x1, w.Slice(o * inner, 4 * inner), y.Slice((i * outs) + o, 4), y.Slice(((i + 1) * outs) + o, 4));
            }

            for (; o < outs; o++)
            {
                y[(i * outs) + o] += Dot(x0, w.Slice(o * inner, inner));
                y[((i + 1) * outs) + o] += Dot(x1, w.Slice(o * inner, inner));
            }
        }

        for (; i < rows; i++)
        {
            for (int o = 0; o < outs; o++)
            {
                y[(i * outs) + o] += Dot(x.Slice(i * inner, inner), w.Slice(o * inner, inner));
            }
        }
    }

    /// <summary><c>c [rows, columns] += a b</c>, with <c>a [rows, inner]</c> and <c>b [inner, columns]</c>.</summary>
    /// <param name="a">Element (i, k) lies at <c>i * rowStride + k * innerStride</c>, so that a transposed matrix will do.</param>
    public static void AddProduct(
        ReadOnlySpan<float> a, int rowStride, int innerStride, ReadOnlySpan<float> b, Span<float> c, int rows, int inner, int columns)
    {
        Check(b.Length >= inner * columns && c.Length >= rows * columns, columns);
        int i = 0;
        for (; i + 2 <= rows; i += 2)
        {
            int j = 0;
            for (; j + (4 * Lanes) <= columns; j += 4 * Lanes)
            {
                TwoRows(a[(i * rowStride)..], rowStride, innerStride, b[j..], c[((i * columns) + j)..], inner, columns);
            }

            OneRow(a[(i * rowStride)..], innerStride, b, c.Slice(i * columns, columns), inner, j);
            OneRow(a[((i + 1) * rowStride)..], innerStride, b, c.Slice((i + 1) * columns, columns), inner, j);
        }

        for (; i < rows; i++)
        {
            OneRow(a[(i * rowStride)..], innerStride, b, c.Slice(i * columns, columns), inner, 0);
        }
    }

    /// <summary>The scalar product of two rows.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        Check(y.Length >= x.Length, x.Length);
        ref float x0 = ref MemoryMarshal.GetReference(x);
        ref float y0 = ref MemoryMarshal.GetReference(y);
        Vector256<float> sum = default;
        for (nuint k = 0; k < (nuint)x.Length; k += Lanes)
        {
            sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref x0, k), Vector256.LoadUnsafe(ref y0, k), sum);
        }

        return Sum(sum);
    }

    /// <summary><c>y += a x</c> for rows.</summary>
    public static void AddScaled(float a, ReadOnlySpan<float> x, Span<float> y)
    {
        Check(y.Length >= x.Length, x.Length);
        ref float x0 = ref MemoryMarshal.GetReference(x);
        ref float y0 = ref MemoryMarshal.GetReference(y);
        Vector256<float> factor = Vector256.Create(a);
        for (nuint k = 0; k < (nuint)x.Length; k += Lanes)
        {
            Vector256.FusedMultiplyAdd(factor, Vector256.LoadUnsafe(ref x0, k), Vector256.LoadUnsafe(ref y0, k)).StoreUnsafe(ref y0, k);
        }
    }

    private static void TwoByFour(ReadOnlySpan<float> x0, ReadOnlySpan<float> x1, ReadOnlySpan<float> w, Span<float> y0, Span<float> y1)
    {
        ref float a = ref MemoryMarshal.GetReference(x0);
        ref float b = ref MemoryMarshal.GetReference(x1);
        ref float w0 = ref MemoryMarshal.GetReference(w);
        nuint inner = (nuint)x0.Length;
        Vector256<float> s00 = default, s01 = default, s02 = default, s03 = default;
        Vector256<float> s10 = default, s11 = default, s12 = default, s13 = default;
        for (nuint k = 0; k < inner; k += Lanes)
        {
            Vector256<float> va = Vector256.LoadUnsafe(ref a, k);
            Vector256<float> vb = Vector256.LoadUnsafe(ref b, k);
            Vector256<float> v = Vector256.LoadUnsafe(ref w0, k);
            s00 = Vector256.FusedMultiplyAdd(va, v, s00);
            s10 = Vector256.FusedMultiplyAdd(vb, v, s10);
            v = Vector256.LoadUnsafe(ref w0, k + inner);
            s01 = Vector256.FusedMultiplyAdd(va, v, s01);
            s11 = Vector256.FusedMultiplyAdd(vb, v, s11);
            v = Vector256.LoadUnsafe(ref w0, k + (2 * inner));
            s02 = Vector256.FusedMultiplyAdd(va, v, s02);
            s12 = Vector256.FusedMultiplyAdd(vb, v, s12);
            v = Vector256.LoadUnsafe(ref w0, k + (3 * inner));
            s03 = Vector256.FusedMultiplyAdd(va, v, s03);
            s13 = Vector256.FusedMultiplyAdd(vb, v, s13);
        }

        y0[0] += Sum(s00);
        y0[1] += Sum(s01);
        y0[2] += Sum(s02);
        y0[3] += Sum(s03);
        y1[0] += Sum(s10);
        y1[1] += Sum(s11);
        y1[2] += Sum(s12);
        y1[3] += Sum(s13);
    }

    // Four vectors of two rows of c.
    private static void TwoRows(
        ReadOnlySpan<float> a, int rowStride, int innerStride, ReadOnlySpan<float> b, Span<float> c, int inner, int columns)
    {
        ref float b0 = ref MemoryMarshal.GetReference(b);
        ref float c0 = ref MemoryMarshal.GetReference(c);
        ref float c1 = ref MemoryMarshal.GetReference(c[columns..]);
        Vector256<float> s00 = Vector256.LoadUnsafe(ref c0), s01 = Vector256.LoadUnsafe(ref c0, 8);
        Vector256<float> s02 = Vector256.LoadUnsafe(ref c0, 16), s03 = Vector256.LoadUnsafe(ref c0, 24);
        Vector256<float> s10 = Vector256.LoadUnsafe(ref c1), s11 = Vector256.LoadUnsafe(ref c1, 8);
        Vector256<float> s12 = Vector256.LoadUnsafe(ref c1, 16), s13 = Vector256.LoadUnsafe(ref c1, 24);
        nuint at = 0;
        for (int k = 0; k < inner; k++)
        {
            Vector256<float> va = Vector256.Create(a[k * innerStride]);
            Vector256<float> vb = Vector256.Create(a[(k * innerStride) + rowStride]);
            Vector256<float> v = Vector256.LoadUnsafe(ref b0, at);
            s00 = Vector256.FusedMultiplyAdd(va, v, s00);
            s10 = Vector256.FusedMultiplyAdd(vb, v, s10);
            v = Vector256.LoadUnsafe(ref b0, at + 8);
            s01 = Vector256.FusedMultiplyAdd(va, v, s01);
            s11 = Vector256.FusedMultiplyAdd(vb, v, s11);
            v = Vector256.LoadUnsafe(ref b0, at + 16);
            s02 = Vector256.FusedMultiplyAdd(va, v, s02);
            s12 = Vector256.FusedMultiplyAdd(vb, v, s12);
            v = Vector256.LoadUnsafe(ref b0, at + 24);
            s03 = Vector256.FusedMultiplyAdd(va, v, s03);
            s13 = Vector256.FusedMultiplyAdd(vb, v, s13);
            at += (nuint)columns;
        }

        s00.StoreUnsafe(ref c0);
        s01.StoreUnsafe(ref c0, 8);
        s02.StoreUnsafe(ref c0, 16);
        s03.StoreUnsafe(ref c0, 24);
        s10.StoreUnsafe(ref c1);
        s11.StoreUnsafe(ref c1, 8);
        s12.StoreUnsafe(ref c1, 16);
        s13.StoreUnsafe(ref c1, 24);
    }

    // One row of c, from column `first` on.
    private static void OneRow(ReadOnlySpan<float> a, int innerStride, ReadOnlySpan<float> b, Span<float> c, int inner, int first)
    {
        if (first == c.Length)
        {
            return;
        }

        for (int k = 0; k < inner; k++)
        {
            AddScaled(a[k * innerStride], b[((k * c.Length) + first)..((k + 1) * c.Length)], c[first..]);
        }
    }

    // Halves, then quarters: the order is part of the result's bits.
    private static float Sum(Vector256<float> v)
    {
        Vector128<float> half = v.GetLower() + v.GetUpper();
        return (half[0] + half[2]) + (half[1] + half[3]);
    }

    private static void Check(bool fits, int length)
    {
        if (!fits || length % Lanes != 0)
        {
            throw new ArgumentException($"Matrices do not fit one another, or {length} is not a multiple of {Lanes}.");
        }
    }
}
