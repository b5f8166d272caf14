using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>The scalar step of the online softmax.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class OnlineSoftmax
{
    /// <summary>
    /// Raises a row's maximum to that of its new scores and returns what is to be subtracted from them: the maximum, or 0 while the
    /// row has seen no key, since -infinity - -infinity is NaN.
    /// </summary>
    /// <param name="largest">The largest of the new scores; -infinity if all are hidden.</param>
    /// <param name="maximum">The row's maximum so far.</param>
    /// <param name="rescale">Receives exp(old maximum - new maximum), the factor for everything summed so far.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Advance(float largest, ref float maximum, ref float rescale)
    {
        float old = maximum;
        if (largest <= old)
        {
            rescale = 1;
            return old == float.NegativeInfinity ? 0 : old;
        }

        // Here for a larger maximum, and for NaN, which the exponential carries into the row's sum.
        maximum = largest;
        rescale = Vector128.IsHardwareAccelerated
            ? VectorMath.Exp(Vector128.Create(old - largest)).ToScalar()
            : VectorMath.Exp(old - largest);
        return largest;
    }
}
