using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace AttentionGen.CompilerServices;

public static partial class VectorMath
{
    /// <summary>The sums of four vectors' elements, each in its lane.</summary>
    /// <param name="a">Summed into lane 0.</param>
    /// <param name="b">Summed into lane 1.</param>
    /// <param name="c">Summed into lane 2.</param>
    /// <param name="d">Summed into lane 3.</param>
    /// <returns>The sums.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d) => Sums(
        a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());

    /// <inheritdoc cref="Sums(Vector512{float}, Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d)
    {
        if (Avx.IsSupported)
        {
            // Halves last: one of them is taken out instead of four.
            Vector256<float> halves = Avx.HorizontalAdd(Avx.HorizontalAdd(a, b), Avx.HorizontalAdd(c, d));
            return halves.GetLower() + halves.GetUpper();
        }

        return Sums(a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper(), c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper());
    }

    /// <inheritdoc cref="Sums(Vector512{float}, Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        if (Sse3.IsSupported)
        {
            return Sse3.HorizontalAdd(Sse3.HorizontalAdd(a, b), Sse3.HorizontalAdd(c, d));
        }

        if (AdvSimd.Arm64.IsSupported)
        {
            return AdvSimd.Arm64.AddPairwise(AdvSimd.Arm64.AddPairwise(a, b), AdvSimd.Arm64.AddPairwise(c, d));
        }

        return Vector128.Create(Vector128.Sum(a), Vector128.Sum(b), Vector128.Sum(c), Vector128.Sum(d));
    }

    /// <summary>The sum of a row of <paramref name="lanes"/> partial sums, to the same bits as if it were one of four.</summary>
    internal static float Sum(ref float partial, int lanes)
    {
        switch (lanes)
        {
            case 16:
                Vector512<float> wide = Vector512.LoadUnsafe(ref partial);
                return Sums(wide, wide, wide, wide).ToScalar();
            case 8:
                Vector256<float> middle = Vector256.LoadUnsafe(ref partial);
                return Sums(middle, middle, middle, middle).ToScalar();
            case 4:
                Vector128<float> narrow = Vector128.LoadUnsafe(ref partial);
                return Sums(narrow, narrow, narrow, narrow).ToScalar();
            default:
                return partial;
        }
    }

    /// <summary>The sums of four such rows, one behind the other.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector128<float> Sums(ref float partial, int lanes) => lanes switch
    {
        16 => Sums(
            Vector512.LoadUnsafe(ref partial), Vector512.LoadUnsafe(ref partial, 16), Vector512.LoadUnsafe(ref partial, 32),
            Vector512.LoadUnsafe(ref partial, 48)),
        8 => Sums(
            Vector256.LoadUnsafe(ref partial), Vector256.LoadUnsafe(ref partial, 8), Vector256.LoadUnsafe(ref partial, 16),
            Vector256.LoadUnsafe(ref partial, 24)),
        4 => Sums(
            Vector128.LoadUnsafe(ref partial), Vector128.LoadUnsafe(ref partial, 4), Vector128.LoadUnsafe(ref partial, 8),
            Vector128.LoadUnsafe(ref partial, 12)),
        _ => Vector128.LoadUnsafe(ref partial),
    };
}
