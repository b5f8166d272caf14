using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Copies keys into panels of <c>w</c> keys, transposed: <c>panels[k / w, d, k % w] = keys[k, d]</c>. A score tile then reads the
/// same element of <c>w</c> keys as one or more whole vectors.
/// </summary>
/// <remarks>Squares are transposed by methods that are compiled once for all kernels: inlined, they took 3 ms more of a first call.</remarks>
internal static class KeyPanels
{
    /// <summary>Copies <paramref name="count"/> keys; the last panel's missing lanes are set to zero up to a whole vector.</summary>
    /// <param name="keys">The first key.</param>
    /// <param name="stride">Elements from one key to the next.</param>
    /// <param name="count">Keys to copy.</param>
    /// <param name="panels">Receives the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Copy<TShape, TTiles>(ref readonly float keys, nint stride, int count, ref float panels)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        ref float source = ref Unsafe.AsRef(in keys);
        int key = 0;
        while (key < count)
        {
            ref float from = ref Unsafe.Add(ref source, key * stride);
            ref float to = ref Unsafe.Add(ref panels, (key / TTiles.PanelKeys * TTiles.PanelKeys * TShape.Dim) + (key % TTiles.PanelKeys));
            bool wide = Avx512F.IsSupported && TTiles.Lanes == 16 && TShape.Dim >= 16;
            if (wide && count - key >= 16)
            {
                CopySixteen(ref from, stride, TShape.Dim, TTiles.PanelKeys, ref to);
                key += 16;
            }
            else if (!wide && Avx2.IsSupported && TTiles.PanelKeys % 8 == 0 && TShape.Dim >= 8 && count - key >= 8)
            {
                CopyEight(ref from, stride, TShape.Dim, TTiles.PanelKeys, ref to);
                key += 8;
            }
            else if (Vector128.IsHardwareAccelerated && TTiles.PanelKeys % 4 == 0 && TShape.Dim >= 4 && count - key >= 4)
            {
                CopyFour(ref from, stride, TShape.Dim, TTiles.PanelKeys, ref to);
                key += 4;
            }
            else
            {
                for (int d = 0; d < TShape.Dim; d++)
                {
                    Unsafe.Add(ref to, d * TTiles.PanelKeys) = Unsafe.Add(ref from, d);
                }

                key++;
            }
        }

        int missing = -count & (TTiles.Lanes - 1);
        if (missing > 0)
        {
            ref float lanes = ref Unsafe.Add(ref panels, (count / TTiles.PanelKeys * TTiles.PanelKeys * TShape.Dim) + (count % TTiles.PanelKeys));
            for (int d = 0; d < TShape.Dim; d++)
            {
                Rows.Fill(ref Unsafe.Add(ref lanes, d * TTiles.PanelKeys), 0, missing, 0);
            }
        }
    }

    /// <summary>Transposes eight rows: <c>to[i * width + r] = from[r * stride + i]</c>.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="count">Elements of a row, at least 8.</param>
    /// <param name="width">Elements from one column to the next.</param>
    /// <param name="to">Receives the first column.</param>
    public static void TransposeEight(ref float from, nint stride, int count, int width, ref float to)
    {
        if (Avx.IsSupported)
        {
            CopyEight(ref from, stride, count, width, ref to);
            return;
        }

        CopyFour(ref from, stride, count, width, ref to);
        CopyFour(ref Unsafe.Add(ref from, 4 * stride), stride, count, width, ref Unsafe.Add(ref to, 4));
    }

    /// <summary>Transposes four rows: <c>to[i * width + r] = from[r * stride + i]</c>.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="count">Elements of a row, at least 4.</param>
    /// <param name="width">Elements from one column to the next.</param>
    /// <param name="to">Receives the first column.</param>
    public static void TransposeFour(ref float from, nint stride, int count, int width, ref float to) => CopyFour(ref from, stride, count, width, ref to);

    /// <summary>Transposes four columns, of rows up to a multiple of four: <c>to[i * width + r] = from[r * stride + i]</c>.</summary>
    /// <param name="from">The first row.</param>
    /// <param name="stride">Elements from one row to the next.</param>
    /// <param name="count">Rows; up to three that follow are read, and written, too.</param>
    /// <param name="width">Elements from one column to the next.</param>
    /// <param name="to">Receives the first column.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void TransposeFourColumns(ref float from, nint stride, int count, nint width, ref float to)
    {
        for (int r = 0; r < count; r += 4)
        {
            ref float row = ref Unsafe.Add(ref from, r * stride);
            (Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d) = Transpose(
                Vector128.LoadUnsafe(ref row),
                Vector128.LoadUnsafe(ref Unsafe.Add(ref row, stride)),
                Vector128.LoadUnsafe(ref Unsafe.Add(ref row, 2 * stride)),
                Vector128.LoadUnsafe(ref Unsafe.Add(ref row, 3 * stride)));
            ref float column = ref Unsafe.Add(ref to, r);
            a.StoreUnsafe(ref column);
            b.StoreUnsafe(ref Unsafe.Add(ref column, width));
            c.StoreUnsafe(ref Unsafe.Add(ref column, 2 * width));
            d.StoreUnsafe(ref Unsafe.Add(ref column, 3 * width));
        }
    }

    // The last square overlaps the one before it where dim is no multiple of the square's side: it writes the same values again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyFour(ref float keys, nint stride, int dim, int width, ref float panel)
    {
        for (int d = 0; d < dim; d += 4)
        {
            int from = int.Min(d, dim - 4);
            ref float row = ref Unsafe.Add(ref keys, from);
            (Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> e) = Transpose(
                Vector128.LoadUnsafe(ref row),
                Vector128.LoadUnsafe(ref Unsafe.Add(ref row, stride)),
                Vector128.LoadUnsafe(ref Unsafe.Add(ref row, 2 * stride)),
                Vector128.LoadUnsafe(ref Unsafe.Add(ref row, 3 * stride)));
            ref float column = ref Unsafe.Add(ref panel, (nint)from * width);
            a.StoreUnsafe(ref column);
            b.StoreUnsafe(ref Unsafe.Add(ref column, width));
            c.StoreUnsafe(ref Unsafe.Add(ref column, 2 * width));
            e.StoreUnsafe(ref Unsafe.Add(ref column, 3 * width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyEight(ref float keys, nint stride, int dim, int width, ref float panel)
    {
        for (int d = 0; d < dim; d += 8)
        {
            int from = int.Min(d, dim - 8);
            ref float row = ref Unsafe.Add(ref keys, from);
            ref float fifth = ref Unsafe.Add(ref row, 4 * stride);

            // Each half of a vector holds four elements of one key, so that four 4 x 4 squares are transposed side by side.
            Vector256<float> a = Pair(ref row, ref fifth, 0), b = Pair(ref row, ref fifth, stride);
            Vector256<float> c = Pair(ref row, ref fifth, 2 * stride), e = Pair(ref row, ref fifth, 3 * stride);
            ref float column = ref Unsafe.Add(ref panel, (nint)from * width);
            StoreTransposed(a, b, c, e, width, ref column);

            row = ref Unsafe.Add(ref row, 4);
            fifth = ref Unsafe.Add(ref fifth, 4);
            a = Pair(ref row, ref fifth, 0);
            b = Pair(ref row, ref fifth, stride);
            c = Pair(ref row, ref fifth, 2 * stride);
            e = Pair(ref row, ref fifth, 3 * stride);
            StoreTransposed(a, b, c, e, width, ref Unsafe.Add(ref column, 4 * (nint)width));
        }
    }

    // A line of the cache of each key at a time.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopySixteen(ref float keys, nint stride, int dim, int width, ref float panel)
    {
        for (int d = 0; d < dim; d += 16)
        {
            int from = int.Min(d, dim - 16);
            ref float row = ref Unsafe.Add(ref keys, from);
            ref float column = ref Unsafe.Add(ref panel, (nint)from * width);
            (Vector512<float> a0, Vector512<float> b0, Vector512<float> c0, Vector512<float> e0) = LoadFour(ref row, stride);
            (Vector512<float> a1, Vector512<float> b1, Vector512<float> c1, Vector512<float> e1) = LoadFour(ref Unsafe.Add(ref row, 4 * stride), stride);
            (Vector512<float> a2, Vector512<float> b2, Vector512<float> c2, Vector512<float> e2) = LoadFour(ref Unsafe.Add(ref row, 8 * stride), stride);
            (Vector512<float> a3, Vector512<float> b3, Vector512<float> c3, Vector512<float> e3) = LoadFour(ref Unsafe.Add(ref row, 12 * stride), stride);
            StoreQuarters(a0, a1, a2, a3, 4 * width, ref column);
            StoreQuarters(b0, b1, b2, b3, 4 * width, ref Unsafe.Add(ref column, width));
            StoreQuarters(c0, c1, c2, c3, 4 * width, ref Unsafe.Add(ref column, 2 * width));
            StoreQuarters(e0, e1, e2, e3, 4 * width, ref Unsafe.Add(ref column, 3 * width));
        }
    }

    // Quarter l of the e-th vector holds element 4 l + e of four keys.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<float> A, Vector512<float> B, Vector512<float> C, Vector512<float> D) LoadFour(ref float row, nint stride)
    {
        Vector512<float> a = Vector512.LoadUnsafe(ref row), b = Vector512.LoadUnsafe(ref Unsafe.Add(ref row, stride));
        Vector512<float> c = Vector512.LoadUnsafe(ref Unsafe.Add(ref row, 2 * stride)), d = Vector512.LoadUnsafe(ref Unsafe.Add(ref row, 3 * stride));
        Vector512<double> abLow = Avx512F.UnpackLow(a, b).AsDouble(), cdLow = Avx512F.UnpackLow(c, d).AsDouble();
        Vector512<double> abHigh = Avx512F.UnpackHigh(a, b).AsDouble(), cdHigh = Avx512F.UnpackHigh(c, d).AsDouble();
        return (
            Avx512F.UnpackLow(abLow, cdLow).AsSingle(), Avx512F.UnpackHigh(abLow, cdLow).AsSingle(),
            Avx512F.UnpackLow(abHigh, cdHigh).AsSingle(), Avx512F.UnpackHigh(abHigh, cdHigh).AsSingle());
    }

    // The same quarter of four vectors becomes one vector, four times.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreQuarters(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, nint stride, ref float column)
    {
        Vector512<float> abLow = Avx512F.Shuffle4x128(a, b, 0b_01_00_01_00), cdLow = Avx512F.Shuffle4x128(c, d, 0b_01_00_01_00);
        Vector512<float> abHigh = Avx512F.Shuffle4x128(a, b, 0b_11_10_11_10), cdHigh = Avx512F.Shuffle4x128(c, d, 0b_11_10_11_10);
        Avx512F.Shuffle4x128(abLow, cdLow, 0b_10_00_10_00).StoreUnsafe(ref column);
        Avx512F.Shuffle4x128(abLow, cdLow, 0b_11_01_11_01).StoreUnsafe(ref Unsafe.Add(ref column, stride));
        Avx512F.Shuffle4x128(abHigh, cdHigh, 0b_10_00_10_00).StoreUnsafe(ref Unsafe.Add(ref column, 2 * stride));
        Avx512F.Shuffle4x128(abHigh, cdHigh, 0b_11_01_11_01).StoreUnsafe(ref Unsafe.Add(ref column, 3 * stride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(ref float low, ref float high, nint offset) => Vector256.Create(
        Vector128.LoadUnsafe(ref Unsafe.Add(ref low, offset)), Vector128.LoadUnsafe(ref Unsafe.Add(ref high, offset)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreTransposed(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, nint width, ref float column)
    {
        Vector256<double> ab = Avx.UnpackLow(a, b).AsDouble(), cd = Avx.UnpackLow(c, d).AsDouble();
        Avx.UnpackLow(ab, cd).AsSingle().StoreUnsafe(ref column);
        Avx.UnpackHigh(ab, cd).AsSingle().StoreUnsafe(ref Unsafe.Add(ref column, width));
        ab = Avx.UnpackHigh(a, b).AsDouble();
        cd = Avx.UnpackHigh(c, d).AsDouble();
        Avx.UnpackLow(ab, cd).AsSingle().StoreUnsafe(ref Unsafe.Add(ref column, 2 * width));
        Avx.UnpackHigh(ab, cd).AsSingle().StoreUnsafe(ref Unsafe.Add(ref column, 3 * width));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Transpose(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (AdvSimd.Arm64.IsSupported)
        {
            Vector128<double> abLow = AdvSimd.Arm64.ZipLow(a, b).AsDouble(), cdLow = AdvSimd.Arm64.ZipLow(c, d).AsDouble();
            Vector128<double> abHigh = AdvSimd.Arm64.ZipHigh(a, b).AsDouble(), cdHigh = AdvSimd.Arm64.ZipHigh(c, d).AsDouble();
            return (
                AdvSimd.Arm64.ZipLow(abLow, cdLow).AsSingle(), AdvSimd.Arm64.ZipHigh(abLow, cdLow).AsSingle(),
                AdvSimd.Arm64.ZipLow(abHigh, cdHigh).AsSingle(), AdvSimd.Arm64.ZipHigh(abHigh, cdHigh).AsSingle());
        }

        if (Sse.IsSupported)
        {
            Vector128<float> abLow = Sse.UnpackLow(a, b), cdLow = Sse.UnpackLow(c, d);
            Vector128<float> abHigh = Sse.UnpackHigh(a, b), cdHigh = Sse.UnpackHigh(c, d);
            return (
                Sse.MoveLowToHigh(abLow, cdLow), Sse.MoveHighToLow(cdLow, abLow),
                Sse.MoveLowToHigh(abHigh, cdHigh), Sse.MoveHighToLow(cdHigh, abHigh));
        }

        return (
            Vector128.Create(a[0], b[0], c[0], d[0]), Vector128.Create(a[1], b[1], c[1], d[1]),
            Vector128.Create(a[2], b[2], c[2], d[2]), Vector128.Create(a[3], b[3], c[3], d[3]));
    }
}
