using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The product of two matrices, <c>target[r, c] = sum over d of left[r, d] * right[d, c]</c>, for a tile of <see cref="Rows"/> rows and
/// <see cref="Columns"/> columns, whose sums stay in registers.
/// </summary>
/// <remarks>
/// <para>
/// ARM64 has 32 registers: 16 sums, a vector of four elements of each of the 8 rows, which are multiplied by lane, and 2 vectors of the
/// right matrix. x86-64 without AVX2 has 16: 12 sums of 6 rows, 2 vectors of the right matrix, a broadcast, and, for want of a fused
/// multiply-add, a product.
/// </para>
/// <para>
/// All strides are constants of the caller, into which this is inlined. The sums are plain variables: passed by reference, they would lie
/// in memory.
/// </para>
/// </remarks>
internal static class TileProduct128
{
    /// <summary>Columns of a tile, two vectors.</summary>
    public const int Columns = 2 * Vector;

    private const int Vector = 4;

    /// <summary>Rows of a tile.</summary>
    public static int Rows
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => AdvSimd.Arm64.IsSupported ? 8 : 6;
    }

    /// <summary>Computes a tile.</summary>
    /// <param name="left">The left matrix.</param>
    /// <param name="leftRow">Elements from one of its rows to the next.</param>
    /// <param name="leftStep">Elements from one of its columns to the next.</param>
    /// <param name="right">The right matrix.</param>
    /// <param name="rightStep">Elements from one of its rows to the next.</param>
    /// <param name="depth">Columns of the left and rows of the right matrix.</param>
    /// <param name="target">The result.</param>
    /// <param name="targetRow">Elements from one of its rows to the next.</param>
    /// <param name="result">What becomes of the sums.</param>
    /// <param name="factors">One a row, for <see cref="TileResult.Rescale"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Compute(
        ref float left, nint leftRow, nint leftStep, ref float right, nint rightStep, int depth, ref float target, nint targetRow,
        TileResult result, ref float factors)
    {
        Vector128<float> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector128<float> s20 = default, s21 = default, s30 = default, s31 = default;
        Vector128<float> s40 = default, s41 = default, s50 = default, s51 = default;
        Vector128<float> s60 = default, s61 = default, s70 = default, s71 = default;
        Vector128<float> low, high, factor;
        int d = 0;
        if (AdvSimd.Arm64.IsSupported && leftStep == 1)
        {
            for (; d <= depth - Vector; d += Vector)
            {
                Vector128<float> q0 = Vector128.LoadUnsafe(ref left, (nuint)(0 * leftRow)), q1 = Vector128.LoadUnsafe(ref left, (nuint)(1 * leftRow));
                Vector128<float> q2 = Vector128.LoadUnsafe(ref left, (nuint)(2 * leftRow)), q3 = Vector128.LoadUnsafe(ref left, (nuint)(3 * leftRow));
                Vector128<float> q4 = Vector128.LoadUnsafe(ref left, (nuint)(4 * leftRow)), q5 = Vector128.LoadUnsafe(ref left, (nuint)(5 * leftRow));
                Vector128<float> q6 = Vector128.LoadUnsafe(ref left, (nuint)(6 * leftRow)), q7 = Vector128.LoadUnsafe(ref left, (nuint)(7 * leftRow));

                low = Vector128.LoadUnsafe(ref right);
                high = Vector128.LoadUnsafe(ref right, Vector);
                s00 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s00, low, q0, 0);
                s01 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s01, high, q0, 0);
                s10 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s10, low, q1, 0);
                s11 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s11, high, q1, 0);
                s20 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s20, low, q2, 0);
                s21 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s21, high, q2, 0);
                s30 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s30, low, q3, 0);
                s31 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s31, high, q3, 0);
                s40 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s40, low, q4, 0);
                s41 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s41, high, q4, 0);
                s50 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s50, low, q5, 0);
                s51 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s51, high, q5, 0);
                s60 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s60, low, q6, 0);
                s61 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s61, high, q6, 0);
                s70 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s70, low, q7, 0);
                s71 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s71, high, q7, 0);
                right = ref Unsafe.Add(ref right, rightStep);

                low = Vector128.LoadUnsafe(ref right);
                high = Vector128.LoadUnsafe(ref right, Vector);
                s00 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s00, low, q0, 1);
                s01 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s01, high, q0, 1);
                s10 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s10, low, q1, 1);
                s11 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s11, high, q1, 1);
                s20 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s20, low, q2, 1);
                s21 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s21, high, q2, 1);
                s30 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s30, low, q3, 1);
                s31 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s31, high, q3, 1);
                s40 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s40, low, q4, 1);
                s41 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s41, high, q4, 1);
                s50 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s50, low, q5, 1);
                s51 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s51, high, q5, 1);
                s60 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s60, low, q6, 1);
                s61 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s61, high, q6, 1);
                s70 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s70, low, q7, 1);
                s71 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s71, high, q7, 1);
                right = ref Unsafe.Add(ref right, rightStep);

                low = Vector128.LoadUnsafe(ref right);
                high = Vector128.LoadUnsafe(ref right, Vector);
                s00 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s00, low, q0, 2);
                s01 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s01, high, q0, 2);
                s10 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s10, low, q1, 2);
                s11 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s11, high, q1, 2);
                s20 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s20, low, q2, 2);
                s21 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s21, high, q2, 2);
                s30 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s30, low, q3, 2);
                s31 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s31, high, q3, 2);
                s40 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s40, low, q4, 2);
                s41 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s41, high, q4, 2);
                s50 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s50, low, q5, 2);
                s51 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s51, high, q5, 2);
                s60 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s60, low, q6, 2);
                s61 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s61, high, q6, 2);
                s70 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s70, low, q7, 2);
                s71 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s71, high, q7, 2);
                right = ref Unsafe.Add(ref right, rightStep);

                low = Vector128.LoadUnsafe(ref right);
                high = Vector128.LoadUnsafe(ref right, Vector);
                s00 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s00, low, q0, 3);
                s01 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s01, high, q0, 3);
                s10 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s10, low, q1, 3);
                s11 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s11, high, q1, 3);
                s20 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s20, low, q2, 3);
                s21 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s21, high, q2, 3);
                s30 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s30, low, q3, 3);
                s31 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s31, high, q3, 3);
                s40 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s40, low, q4, 3);
                s41 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s41, high, q4, 3);
                s50 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s50, low, q5, 3);
                s51 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s51, high, q5, 3);
                s60 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s60, low, q6, 3);
                s61 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s61, high, q6, 3);
                s70 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s70, low, q7, 3);
                s71 = AdvSimd.Arm64.FusedMultiplyAddBySelectedScalar(s71, high, q7, 3);
                right = ref Unsafe.Add(ref right, rightStep);

                left = ref Unsafe.Add(ref left, Vector);
            }
        }

        for (; d < depth; d++)
        {
            low = Vector128.LoadUnsafe(ref right);
            high = Vector128.LoadUnsafe(ref right, Vector);
            factor = Vector128.Create(left);
            s00 = Vector128.MultiplyAddEstimate(factor, low, s00);
            s01 = Vector128.MultiplyAddEstimate(factor, high, s01);
            factor = Vector128.Create(Unsafe.Add(ref left, leftRow));
            s10 = Vector128.MultiplyAddEstimate(factor, low, s10);
            s11 = Vector128.MultiplyAddEstimate(factor, high, s11);
            factor = Vector128.Create(Unsafe.Add(ref left, 2 * leftRow));
            s20 = Vector128.MultiplyAddEstimate(factor, low, s20);
            s21 = Vector128.MultiplyAddEstimate(factor, high, s21);
            factor = Vector128.Create(Unsafe.Add(ref left, 3 * leftRow));
            s30 = Vector128.MultiplyAddEstimate(factor, low, s30);
            s31 = Vector128.MultiplyAddEstimate(factor, high, s31);
            if (Rows > 4)
            {
                factor = Vector128.Create(Unsafe.Add(ref left, 4 * leftRow));
                s40 = Vector128.MultiplyAddEstimate(factor, low, s40);
                s41 = Vector128.MultiplyAddEstimate(factor, high, s41);
                factor = Vector128.Create(Unsafe.Add(ref left, 5 * leftRow));
                s50 = Vector128.MultiplyAddEstimate(factor, low, s50);
                s51 = Vector128.MultiplyAddEstimate(factor, high, s51);
            }

            if (Rows > 6)
            {
                factor = Vector128.Create(Unsafe.Add(ref left, 6 * leftRow));
                s60 = Vector128.MultiplyAddEstimate(factor, low, s60);
                s61 = Vector128.MultiplyAddEstimate(factor, high, s61);
                factor = Vector128.Create(Unsafe.Add(ref left, 7 * leftRow));
                s70 = Vector128.MultiplyAddEstimate(factor, low, s70);
                s71 = Vector128.MultiplyAddEstimate(factor, high, s71);
            }

            left = ref Unsafe.Add(ref left, leftStep);
            right = ref Unsafe.Add(ref right, rightStep);
        }

        Store(s00, s01, 0, ref target, targetRow, result, ref factors);
        Store(s10, s11, 1, ref target, targetRow, result, ref factors);
        Store(s20, s21, 2, ref target, targetRow, result, ref factors);
        Store(s30, s31, 3, ref target, targetRow, result, ref factors);
        if (Rows > 4)
        {
            Store(s40, s41, 4, ref target, targetRow, result, ref factors);
            Store(s50, s51, 5, ref target, targetRow, result, ref factors);
        }

        if (Rows > 6)
        {
            Store(s60, s61, 6, ref target, targetRow, result, ref factors);
            Store(s70, s71, 7, ref target, targetRow, result, ref factors);
        }
    }

    /// <summary>Stores a vector of sums, as <paramref name="result"/> says.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<float> sum, ref float target, TileResult result, float factor)
    {
        sum = result switch
        {
            TileResult.Replace => sum,
            TileResult.Add => sum + Vector128.LoadUnsafe(ref target),
            _ => Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref target), Vector128.Create(factor), sum),
        };
        sum.StoreUnsafe(ref target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(
        Vector128<float> low, Vector128<float> high, int row, ref float target, nint targetRow, TileResult result, ref float factors)
    {
        float factor = result == TileResult.Rescale ? Unsafe.Add(ref factors, row) : 0;
        ref float first = ref Unsafe.Add(ref target, row * targetRow);
        Store(low, ref first, result, factor);
        Store(high, ref Unsafe.Add(ref first, Vector), result, factor);
    }
}
