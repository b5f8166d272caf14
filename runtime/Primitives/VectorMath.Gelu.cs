using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

public static partial class VectorMath
{
    // erf(x / sqrt(2)) = x * P(x^2) / Q(x^2): the minimax of the relative error (1.4e-8) among quotients of two polynomials of degree 5,
    // for x <= 5.42, where it is half a float below 1. As in Tanh, x^2 stops there and the quotient at 1.
    private const float ErfSquares = 5.42f * 5.42f;
    private const float ErfP0 = 0.7978845f, ErfP1 = 0.06622436f, ErfP2 = 0.0092664175f, ErfP3 = 0.0003228683f, ErfP4 = 1.263694e-5f, ErfP5 = 4.6913495e-8f;
    private const float ErfQ1 = 0.24966638f, ErfQ2 = 0.02822536f, ErfQ3 = 0.0018428334f, ErfQ4 = 7.1357535e-5f, ErfQ5 = 1.2155456e-6f;

    /// <summary>
    /// The Gaussian error linear unit in its exact form, <c>x / 2 * (1 + erf(x / sqrt(2)))</c> (Hendrycks and Gimpel, "Gaussian Error
    /// Linear Units", 2016; the default of PyTorch), with an error of at most 2.5e-7 * |x|; NaN for NaN and, as the formula has it, for -infinity.
    /// </summary>
    /// <param name="x">The arguments, any.</param>
    /// <returns>Each argument times the probability that a standard normal variable is below it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Gelu(Vector512<float> x)
    {
        Vector512<float> s = Vector512.MinNative(x * x, Vector512.Create(ErfSquares));
        Vector512<float> p = Vector512.MultiplyAddEstimate(s, Vector512.Create(ErfP5), Vector512.Create(ErfP4));
        Vector512<float> q = Vector512.MultiplyAddEstimate(s, Vector512.Create(ErfQ5), Vector512.Create(ErfQ4));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(ErfP3));
        q = Vector512.MultiplyAddEstimate(q, s, Vector512.Create(ErfQ3));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(ErfP2));
        q = Vector512.MultiplyAddEstimate(q, s, Vector512.Create(ErfQ2));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(ErfP1));
        q = Vector512.MultiplyAddEstimate(q, s, Vector512.Create(ErfQ1));
        p = Vector512.MultiplyAddEstimate(p, s, Vector512.Create(ErfP0));
        q = Vector512.MultiplyAddEstimate(q, s, Vector512.Create(1f));

        // In this order the instructions pass a NaN in x on.
        Vector512<float> erf = Vector512.MaxNative(Vector512.Create(-1f), Vector512.MinNative(Vector512.Create(1f), x * p / q));
        Vector512<float> half = x * Vector512.Create(0.5f);
        return Vector512.MultiplyAddEstimate(half, erf, half);
    }

    /// <inheritdoc cref="Gelu(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Gelu(Vector256<float> x)
    {
        Vector256<float> s = Vector256.MinNative(x * x, Vector256.Create(ErfSquares));
        Vector256<float> p = Vector256.MultiplyAddEstimate(s, Vector256.Create(ErfP5), Vector256.Create(ErfP4));
        Vector256<float> q = Vector256.MultiplyAddEstimate(s, Vector256.Create(ErfQ5), Vector256.Create(ErfQ4));
        p = Vector256.MultiplyAddEstimate(p, s, Vector256.Create(ErfP3));
        q = Vector256.MultiplyAddEstimate(q, s, Vector256.Create(ErfQ3));
        p = Vector256.MultiplyAddEstimate(p, s, Vector256.Create(ErfP2));
        q = Vector256.MultiplyAddEstimate(q, s, Vector256.Create(ErfQ2));
        p = Vector256.MultiplyAddEstimate(p, s, Vector256.Create(ErfP1));
        q = Vector256.MultiplyAddEstimate(q, s, Vector256.Create(ErfQ1));
        p = Vector256.MultiplyAddEstimate(p, s, Vector256.Create(ErfP0));
        q = Vector256.MultiplyAddEstimate(q, s, Vector256.Create(1f));

        // In this order the instructions pass a NaN in x on.
        Vector256<float> erf = Vector256.MaxNative(Vector256.Create(-1f), Vector256.MinNative(Vector256.Create(1f), x * p / q));
        Vector256<float> half = x * Vector256.Create(0.5f);
        return Vector256.MultiplyAddEstimate(half, erf, half);
    }

    /// <inheritdoc cref="Gelu(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Gelu(Vector128<float> x)
    {
        Vector128<float> s = Vector128.MinNative(x * x, Vector128.Create(ErfSquares));
        Vector128<float> p = Vector128.MultiplyAddEstimate(s, Vector128.Create(ErfP5), Vector128.Create(ErfP4));
        Vector128<float> q = Vector128.MultiplyAddEstimate(s, Vector128.Create(ErfQ5), Vector128.Create(ErfQ4));
        p = Vector128.MultiplyAddEstimate(p, s, Vector128.Create(ErfP3));
        q = Vector128.MultiplyAddEstimate(q, s, Vector128.Create(ErfQ3));
        p = Vector128.MultiplyAddEstimate(p, s, Vector128.Create(ErfP2));
        q = Vector128.MultiplyAddEstimate(q, s, Vector128.Create(ErfQ2));
        p = Vector128.MultiplyAddEstimate(p, s, Vector128.Create(ErfP1));
        q = Vector128.MultiplyAddEstimate(q, s, Vector128.Create(ErfQ1));
        p = Vector128.MultiplyAddEstimate(p, s, Vector128.Create(ErfP0));
        q = Vector128.MultiplyAddEstimate(q, s, Vector128.Create(1f));

        // In this order the instructions pass a NaN in x on.
        Vector128<float> erf = Vector128.MaxNative(Vector128.Create(-1f), Vector128.MinNative(Vector128.Create(1f), x * p / q));
        Vector128<float> half = x * Vector128.Create(0.5f);
        return Vector128.MultiplyAddEstimate(half, erf, half);
    }

    /// <inheritdoc cref="Gelu(Vector512{float})"/>
    public static float Gelu(float x)
    {
        float s = x * x;
        s = s < ErfSquares ? s : ErfSquares;
        float p = (((((((((ErfP5 * s) + ErfP4) * s) + ErfP3) * s) + ErfP2) * s) + ErfP1) * s) + ErfP0;
        float q = (((((((((ErfQ5 * s) + ErfQ4) * s) + ErfQ3) * s) + ErfQ2) * s) + ErfQ1) * s) + 1;
        float erf = x * p / q;
        erf = erf > 1 ? 1 : erf < -1 ? -1 : erf;
        return (x * 0.5f * erf) + (x * 0.5f);
    }
}
