using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Vectors of norm 1, of which <see cref="Score.Cosine"/> is the dot product. A vector of norm 0 stays as it is, and scores 0.
/// Norms are formed in double precision, or checked to lie where single precision serves: no square of an element overflows or vanishes.
/// </summary>
internal static class CosineScores
{
    // Within these bounds a sum of squares is as exact in single precision as any sum, and so is the norm's inverse.
    private const float LeastSquares = 1e-24f, MostSquares = 1e30f;
    private const float LeastNorm = 1e-12f, MostNorm = 1e15f;

    // Elements that are summed up before they are added to a sum of squares: one long sum would round far more often.
    private const int PartialSum = 64;

    // In the place of a norm's inverse that single precision cannot hold.
    private const float OutOfRange = float.NegativeInfinity;

    /// <summary><c>target = factor * source / |source|</c>, exact for any finite source.</summary>
    public static void Normalise(ref float source, int length, float factor, ref float target)
    {
        double norm = Norm(ref source, length);
        if (norm is >= LeastNorm and <= MostNorm)
        {
            Rows.Scale(ref source, (float)(factor / norm), length, ref target);
            return;
        }

        NormaliseExactly(ref source, 1, length, factor, norm, ref target, 1);
    }

    /// <summary>Normalises the keys of a block, which lie in panels.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void NormalisePanels<TShape, TTiles>(ref float panels, int keys)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        for (int key = 0; key < keys;)
        {
            ref float lane = ref Unsafe.Add(ref panels, (key / TTiles.PanelKeys * TTiles.PanelKeys * TShape.Dim) + (key % TTiles.PanelKeys));
            if (Vector256.IsHardwareAccelerated && TTiles.Lanes % Vector256<float>.Count == 0)
            {
                NormaliseEight(ref lane, TShape.Dim, TTiles.PanelKeys, keys - key);
                key += Vector256<float>.Count;
            }
            else if (Vector128.IsHardwareAccelerated && TTiles.Lanes % Vector128<float>.Count == 0)
            {
                NormaliseFour(ref lane, TShape.Dim, TTiles.PanelKeys, keys - key);
                key += Vector128<float>.Count;
            }
            else
            {
                NormaliseLane(ref lane, TShape.Dim, TTiles.PanelKeys);
                key++;
            }
        }
    }

    /// <summary>The inverse norms of some of the caller's keys; tells whether any is out of range, see <see cref="Rescore"/>.</summary>
    public static bool InverseNorms(ref float keys, int stride, int length, int count, ref float inverses)
    {
        bool outOfRange = false;
        for (int j = 0; j < count; j++)
        {
            double norm = Norm(ref Unsafe.Add(ref keys, (nint)j * stride), length);
            bool inRange = norm is >= LeastNorm and <= MostNorm;
            Unsafe.Add(ref inverses, j) = inRange ? (float)(1 / norm) : OutOfRange;
            outOfRange |= !inRange;
        }

        return outOfRange;
    }

    /// <summary>Scores one of the caller's keys in double precision, if its norm is out of range.</summary>
    public static void Rescore(ref float query, ref float key, int length, float inverse, ref float score)
    {
        if (inverse != OutOfRange)
        {
            return;
        }

        double norm = Norm(ref key, length);
        double sum = 0;
        for (int d = 0; d < length; d++)
        {
            sum += Unsafe.Add(ref query, d) * Element(Unsafe.Add(ref key, d), norm);
        }

        score = (float)sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NormaliseEight(ref float lane, int length, int stride, int count)
    {
        Vector256<float> squares = Vector256<float>.Zero, part = Vector256<float>.Zero;
        for (int d = 0; d < length; d++)
        {
            Vector256<float> x = Vector256.LoadUnsafe(ref lane, (nuint)(d * stride));
            part = Vector256.MultiplyAddEstimate(x, x, part);
            if (d % PartialSum == PartialSum - 1)
            {
                squares += part;
                part = Vector256<float>.Zero;
            }
        }

        squares += part;
        Vector256<float> inRange = Vector256.GreaterThanOrEqual(squares, Vector256.Create(LeastSquares)) &
            Vector256.LessThanOrEqual(squares, Vector256.Create(MostSquares));
        // Each lane for itself: what lies beside a key must not change its bits.
        Vector256<float> inverse = Vector256.ConditionalSelect(inRange, Vector256<float>.One / Vector256.Sqrt(squares), Vector256<float>.One);
        for (int d = 0; d < length; d++)
        {
            (Vector256.LoadUnsafe(ref lane, (nuint)(d * stride)) * inverse).StoreUnsafe(ref lane, (nuint)(d * stride));
        }

        uint normalised = inRange.ExtractMostSignificantBits();
        for (int j = 0; normalised != 0xFF && j < int.Min(count, Vector256<float>.Count); j++)
        {
            if ((normalised >> j & 1) == 0)
            {
                NormaliseLane(ref Unsafe.Add(ref lane, j), length, stride);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void NormaliseFour(ref float lane, int length, int stride, int count)
    {
        Vector128<float> squares = Vector128<float>.Zero, part = Vector128<float>.Zero;
        for (int d = 0; d < length; d++)
        {
            Vector128<float> x = Vector128.LoadUnsafe(ref lane, (nuint)(d * stride));
            part = Vector128.MultiplyAddEstimate(x, x, part);
            if (d % PartialSum == PartialSum - 1)
            {
                squares += part;
                part = Vector128<float>.Zero;
            }
        }

        squares += part;
        Vector128<float> inRange = Vector128.GreaterThanOrEqual(squares, Vector128.Create(LeastSquares)) &
            Vector128.LessThanOrEqual(squares, Vector128.Create(MostSquares));
        // Each lane for itself: what lies beside a key must not change its bits.
        Vector128<float> inverse = Vector128.ConditionalSelect(inRange, Vector128<float>.One / Vector128.Sqrt(squares), Vector128<float>.One);
        for (int d = 0; d < length; d++)
        {
            (Vector128.LoadUnsafe(ref lane, (nuint)(d * stride)) * inverse).StoreUnsafe(ref lane, (nuint)(d * stride));
        }

        uint normalised = inRange.ExtractMostSignificantBits();
        for (int j = 0; normalised != 0xF && j < int.Min(count, Vector128<float>.Count); j++)
        {
            if ((normalised >> j & 1) == 0)
            {
                NormaliseLane(ref Unsafe.Add(ref lane, j), length, stride);
            }
        }
    }

    private static void NormaliseLane(ref float lane, int length, int stride)
    {
        double squares = 0;
        for (int d = 0; d < length; d++)
        {
            double x = Unsafe.Add(ref lane, d * stride);
            squares += x * x;
        }

        NormaliseExactly(ref lane, stride, length, 1, Math.Sqrt(squares), ref lane, stride);
    }

    private static void NormaliseExactly(ref float source, int sourceStride, int length, float factor, double norm, ref float target, int targetStride)
    {
        for (int d = 0; d < length; d++)
        {
            Unsafe.Add(ref target, d * targetStride) = (float)(factor * Element(Unsafe.Add(ref source, d * sourceStride), norm));
        }
    }

    // A norm of infinity or NaN makes an element NaN somewhere, as the formula has it.
    private static double Element(double element, double norm) => norm == 0 ? 0 : element / norm;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Norm(ref float vector, int length)
    {
        double squares = 0;
        int d = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            Vector256<double> low = Vector256<double>.Zero, high = Vector256<double>.Zero;
            for (; d <= length - Vector256<float>.Count; d += Vector256<float>.Count)
            {
                (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Vector256.LoadUnsafe(ref vector, (nuint)d));
                low = Vector256.MultiplyAddEstimate(a, a, low);
                high = Vector256.MultiplyAddEstimate(b, b, high);
            }

            squares = Vector256.Sum(low + high);
        }

        for (; d < length; d++)
        {
            double x = Unsafe.Add(ref vector, d);
            squares += x * x;
        }

        return Math.Sqrt(squares);
    }
}
