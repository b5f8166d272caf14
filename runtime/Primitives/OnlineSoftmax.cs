using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>The step of the online softmax that is taken once a row and block, for one row or a vector of rows.</summary>
/// <remarks>
/// Raises a row's maximum where its new scores exceed it by more than <see cref="Slack"/>, and returns what is to be subtracted from
/// the scores: the maximum, or 0 where a row has seen no key, since -infinity - -infinity is NaN. A maximum that may lie a little too
/// low costs no accuracy, and the branch that says so is nearly always predicted: the exponentials need not wait for the maxima of
/// their own block. A NaN raises the maximum: its exponential is NaN, and so is the row's sum from then on.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class OnlineSoftmax
{
    // exp(8) is small enough for a sum over any number of keys, and large enough that a maximum seldom grows twice.
    private const float Slack = 8;

    /// <summary>The step for 8 rows.</summary>
    /// <param name="largest">The largest of each row's new scores; -infinity if all are hidden.</param>
    /// <param name="maxima">The maxima so far.</param>
    /// <param name="rescales">Receives exp(old maximum - new maximum), the factor for everything summed so far.</param>
    /// <returns>What is to be subtracted from the scores.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Advance(Vector256<float> largest, ref float maxima, ref float rescales)
    {
        Vector256<float> maximum = Vector256.LoadUnsafe(ref maxima);
        Vector256<float> high = maximum + Vector256.Create(Slack);
        if (Vector256.LessThanOrEqualAll(largest, high))
        {
            Vector256<float>.One.StoreUnsafe(ref rescales);
            return Finite(maximum);
        }

        Vector256<float> raised = Vector256.ConditionalSelect(Vector256.LessThanOrEqual(largest, high), maximum, largest);
        raised.StoreUnsafe(ref maxima);
        Vector256<float> subtract = Finite(raised);
        VectorMath.Exp(maximum - subtract).StoreUnsafe(ref rescales);
        return subtract;
    }

    /// <summary>The first and only step for 8 rows: what <see cref="Advance(Vector256{float}, ref float, ref float)"/> would do to new maxima.</summary>
    /// <param name="largest">The largest of each row's scores; -infinity if all are hidden.</param>
    /// <param name="maxima">Receives the maxima.</param>
    /// <returns>What is to be subtracted from the scores.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Start(Vector256<float> largest, ref float maxima)
    {
        largest.StoreUnsafe(ref maxima);
        return Finite(largest);
    }

    /// <summary>The step for 4 rows.</summary>
    /// <inheritdoc cref="Advance(Vector256{float}, ref float, ref float)"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Advance(Vector128<float> largest, ref float maxima, ref float rescales)
    {
        Vector128<float> maximum = Vector128.LoadUnsafe(ref maxima);
        Vector128<float> high = maximum + Vector128.Create(Slack);
        if (Vector128.LessThanOrEqualAll(largest, high))
        {
            Vector128<float>.One.StoreUnsafe(ref rescales);
            return Finite(maximum);
        }

        Vector128<float> raised = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(largest, high), maximum, largest);
        raised.StoreUnsafe(ref maxima);
        Vector128<float> subtract = Finite(raised);
        VectorMath.Exp(maximum - subtract).StoreUnsafe(ref rescales);
        return subtract;
    }

    /// <summary>The step for one row.</summary>
    /// <inheritdoc cref="Advance(Vector256{float}, ref float, ref float)"/>
    public static float Advance(float largest, ref float maximum, ref float rescale)
    {
        float old = maximum;
        rescale = 1;
        if (!(largest <= old + Slack))
        {
            maximum = largest;
            rescale = VectorMath.Exp(old - largest);
        }

        return maximum == float.NegativeInfinity ? 0 : maximum;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Finite(Vector256<float> maximum) =>
        Vector256.AndNot(maximum, Vector256.Equals(maximum, Vector256.Create(float.NegativeInfinity)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Finite(Vector128<float> maximum) =>
        Vector128.AndNot(maximum, Vector128.Equals(maximum, Vector128.Create(float.NegativeInfinity)));
}
