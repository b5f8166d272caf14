using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace AttentionGen.CompilerServices;

public static partial class VectorMath
{
    /// <summary>
    /// The largest elements of eight vectors, each in its lane. A NaN may be lost: the exponential of its own score brings it back into
    /// the row.
    /// </summary>
    /// <returns>The largest element of <paramref name="a"/> in lane 0, of <paramref name="b"/> in lane 1, and so on.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Maxima(
        Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d,
        Vector512<float> e, Vector512<float> f, Vector512<float> g, Vector512<float> h) =>
        Maxima(Halve(a), Halve(b), Halve(c), Halve(d), Halve(e), Halve(f), Halve(g), Halve(h));

    /// <inheritdoc cref="Maxima(Vector512{float}, Vector512{float}, Vector512{float}, Vector512{float}, Vector512{float}, Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Maxima(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d,
        Vector256<float> e, Vector256<float> f, Vector256<float> g, Vector256<float> h)
    {
        if (Avx.IsSupported)
        {
            // Each step halves the vectors: two rows' candidates in one, then four, each row's in both halves, then all.
            Vector256<float> abcd = Pairs(Pair(a, b), Pair(c, d));
            Vector256<float> efgh = Pairs(Pair(e, f), Pair(g, h));
            return Vector256.MaxNative(Avx.Permute2x128(abcd, efgh, 0x20), Avx.Permute2x128(abcd, efgh, 0x31));
        }

        return Vector256.Create(Max(a), Max(b), Max(c), Max(d), Max(e), Max(f), Max(g), Max(h));
    }

    /// <summary>The largest element; a NaN may be lost.</summary>
    /// <param name="x">The elements.</param>
    /// <returns>The largest of them.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Max(Vector128<float> x)
    {
        x = Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(2, 3, 0, 1)));
        x = Vector128.MaxNative(x, Vector128.Shuffle(x, Vector128.Create(1, 0, 3, 2)));
        return x.ToScalar();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Max(Vector256<float> x) => Max(Vector128.MaxNative(x.GetLower(), x.GetUpper()));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Halve(Vector512<float> x) => Vector256.MaxNative(x.GetLower(), x.GetUpper());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(Vector256<float> a, Vector256<float> b) =>
        Vector256.MaxNative(Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pairs(Vector256<float> ab, Vector256<float> cd) => Vector256.MaxNative(
        Avx.UnpackLow(ab.AsDouble(), cd.AsDouble()).AsSingle(), Avx.UnpackHigh(ab.AsDouble(), cd.AsDouble()).AsSingle());
}
