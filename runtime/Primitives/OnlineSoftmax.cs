using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>The step of the online softmax that is taken once a row and block, for one row or a vector of rows.</summary>
/// <remarks>
/// <para>
/// Scores are in bits: multiplied by log2(e), so that weights are powers of two. A row's <c>M</c> is an integer near its maximum: what is
/// subtracted from the scores then comes out of them with the rounding of the exponential, at no cost, and what was summed so far is
/// rescaled by a power of two, without rounding.
/// </para>
/// <para>
/// Raises <c>M</c> where new scores exceed it by more than <see cref="Slack"/>, and returns what is to be subtracted from the scores:
/// <c>M</c>, or 0 where a row has seen no key, since -infinity - -infinity is NaN. An <c>M</c> that may lie a little too low costs no
/// accuracy, and the branch that says so is nearly always predicted: the exponentials need not wait for the maxima of their own block. A
/// NaN raises <c>M</c>: its power is NaN, and so is the row's sum from then on.
/// </para>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class OnlineSoftmax
{
    // 2^11 is small enough for a sum over any number of keys, and large enough that a maximum seldom grows twice.
    private const float Slack = 11;

    /// <summary>The step for 8 rows.</summary>
    /// <param name="largest">The largest of each row's new scores; -infinity if all are hidden.</param>
    /// <param name="maxima">The rows' <c>M</c> so far.</param>
    /// <param name="rescales">Receives 2^(old M - M), the factor for everything summed so far.</param>
    /// <param name="scores">The new scores. Where a row's M is too large for <see cref="VectorMath"/>, it is subtracted here.</param>
    /// <param name="stride">Elements from one row of scores to the next.</param>
    /// <param name="rows">Rows that have scores; others are looked at, and forgotten.</param>
    /// <param name="keys">Scores of a row.</param>
    /// <returns>What is to be subtracted from the scores.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Advance(
        Vector256<float> largest, ref float maxima, ref float rescales, ref float scores, int stride, int rows, int keys)
    {
        Vector256<float> maximum = Vector256.LoadUnsafe(ref maxima);
        if (Vector256.LessThanOrEqualAll(largest, maximum + Vector256.Create(Slack)))
        {
            Vector256<float>.One.StoreUnsafe(ref rescales);
            maximum = Finite(maximum);
        }
        else
        {
            maximum = Raise(largest, maximum, ref maxima, ref rescales);
        }

        if (Vector256.GreaterThanAny(Vector256.Abs(maximum), Vector256.Create(VectorMath.Exp2Farthest)))
        {
            Subtract(ref maximum, ref scores, stride, rows, keys);
        }

        return maximum;
    }

    /// <summary>The first and only step for 8 rows: sets each <c>M</c> to what <c>Advance</c> would raise it to from -infinity.</summary>
    /// <param name="largest">The largest of each row's scores; -infinity if all are hidden.</param>
    /// <param name="maxima">Receives the rows' <c>M</c>.</param>
    /// <param name="scores">The scores. Where a row's M is too large for <see cref="VectorMath"/>, it is subtracted here.</param>
    /// <param name="stride">Elements from one row of scores to the next.</param>
    /// <param name="rows">Rows that have scores; others are looked at, and forgotten.</param>
    /// <param name="keys">Scores of a row.</param>
    /// <returns>What is to be subtracted from the scores.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Start(Vector256<float> largest, ref float maxima, ref float scores, int stride, int rows, int keys)
    {
        Vector256<float> maximum = Vector256.Round(largest);
        maximum.StoreUnsafe(ref maxima);
        maximum = Finite(maximum);
        if (Vector256.GreaterThanAny(Vector256.Abs(maximum), Vector256.Create(VectorMath.Exp2Farthest)))
        {
            Subtract(ref maximum, ref scores, stride, rows, keys);
        }

        return maximum;
    }

    /// <summary>The step for 4 rows.</summary>
    /// <inheritdoc cref="Advance(Vector256{float}, ref float, ref float, ref float, int, int, int)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Advance(
        Vector128<float> largest, ref float maxima, ref float rescales, ref float scores, int stride, int rows, int keys)
    {
        Vector128<float> maximum = Vector128.LoadUnsafe(ref maxima);
        if (Vector128.LessThanOrEqualAll(largest, maximum + Vector128.Create(Slack)))
        {
            Vector128<float>.One.StoreUnsafe(ref rescales);
            maximum = Finite(maximum);
        }
        else
        {
            maximum = Raise(largest, maximum, ref maxima, ref rescales);
        }

        if (Vector128.GreaterThanAny(Vector128.Abs(maximum), Vector128.Create(VectorMath.Exp2Farthest)))
        {
            Subtract(ref maximum, ref scores, stride, rows, keys);
        }

        return maximum;
    }

    /// <summary>The step for one row.</summary>
    /// <inheritdoc cref="Advance(Vector256{float}, ref float, ref float, ref float, int, int, int)"/>
    internal static float Advance(float largest, ref float maximum, ref float rescale)
    {
        float old = maximum;
        rescale = 1;
        if (!(largest <= old + Slack))
        {
            maximum = float.Round(largest);
            rescale = VectorMath.Exp2(old - maximum, VectorMath.Exp2Lowest, VectorMath.Exp2Round);
        }

        return maximum == float.NegativeInfinity ? 0 : maximum;
    }

    private static Vector256<float> Raise(Vector256<float> largest, Vector256<float> maximum, ref float maxima, ref float rescales)
    {
        Vector256<float> keep = Vector256.LessThanOrEqual(largest, maximum + Vector256.Create(Slack));
        Vector256<float> raised = Vector256.ConditionalSelect(keep, maximum, Vector256.Round(largest));
        raised.StoreUnsafe(ref maxima);
        Vector256<float> subtract = Finite(raised);
        VectorMath.Exp2(maximum - subtract, Vector256.Create(VectorMath.Exp2Lowest), Vector256.Create(VectorMath.Exp2Round)).StoreUnsafe(ref rescales);
        return subtract;
    }

    private static Vector128<float> Raise(Vector128<float> largest, Vector128<float> maximum, ref float maxima, ref float rescales)
    {
        Vector128<float> keep = Vector128.LessThanOrEqual(largest, maximum + Vector128.Create(Slack));
        Vector128<float> raised = Vector128.ConditionalSelect(keep, maximum, Vector128.Round(largest));
        raised.StoreUnsafe(ref maxima);
        Vector128<float> subtract = Finite(raised);
        VectorMath.Exp2(maximum - subtract, Vector128.Create(VectorMath.Exp2Lowest), Vector128.Create(VectorMath.Exp2Round)).StoreUnsafe(ref rescales);
        return subtract;
    }

    // Only from the rows that need it: the subtraction rounds, and the bits of a row must not depend on the rows beside it, still less on what
    // lies in memory where there is no row.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Subtract(ref Vector256<float> maxima, ref float scores, int stride, int rows, int keys)
    {
        for (int r = 0; r < rows; r++)
        {
            float maximum = maxima.GetElement(r);
            if (float.Abs(maximum) <= VectorMath.Exp2Farthest)
            {
                continue;
            }

            for (int j = 0; j < keys; j++)
            {
                Unsafe.Add(ref scores, (r * stride) + j) -= maximum;
            }

            maxima = maxima.WithElement(r, 0);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Subtract(ref Vector128<float> maxima, ref float scores, int stride, int rows, int keys)
    {
        for (int r = 0; r < rows; r++)
        {
            float maximum = maxima.GetElement(r);
            if (float.Abs(maximum) <= VectorMath.Exp2Farthest)
            {
                continue;
            }

            for (int j = 0; j < keys; j++)
            {
                Unsafe.Add(ref scores, (r * stride) + j) -= maximum;
            }

            maxima = maxima.WithElement(r, 0);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Finite(Vector256<float> maximum) =>
        Vector256.AndNot(maximum, Vector256.Equals(maximum, Vector256.Create(float.NegativeInfinity)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Finite(Vector128<float> maximum) =>
        Vector128.AndNot(maximum, Vector128.Equals(maximum, Vector128.Create(float.NegativeInfinity)));
}
