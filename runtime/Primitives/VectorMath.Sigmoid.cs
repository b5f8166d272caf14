using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

public static partial class VectorMath
{
    // The largest argument of Exp.
    private const float LargestExponent = 88f;

    /// <summary><c>max(x, 0)</c>; NaN for NaN.</summary>
    /// <param name="x">The arguments, any.</param>
    /// <returns>The arguments, those below zero replaced by it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Relu(Vector512<float> x) => Vector512.MaxNative(Vector512<float>.Zero, x);

    /// <inheritdoc cref="Relu(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Relu(Vector256<float> x) => Vector256.MaxNative(Vector256<float>.Zero, x);

    /// <inheritdoc cref="Relu(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Relu(Vector128<float> x) => Vector128.MaxNative(Vector128<float>.Zero, x);

    /// <inheritdoc cref="Relu(Vector512{float})"/>
    public static float Relu(float x) => x < 0 ? 0 : x;

    /// <summary>
    /// <c>1 / (1 + exp(-x))</c> with a relative error of at most 4e-7 down to -87, and of at most 2e-38 absolute below; NaN for NaN.
    /// </summary>
    /// <param name="x">The arguments, any.</param>
    /// <returns>Values of the logistic function.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sigmoid(Vector512<float> x)
    {
        Vector512<float> one = Vector512.Create(1f);
        return one / (one + Exp(Vector512.MinNative(Vector512.Create(LargestExponent), -x)));
    }

    /// <inheritdoc cref="Sigmoid(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sigmoid(Vector256<float> x)
    {
        Vector256<float> one = Vector256.Create(1f);
        return one / (one + Exp(Vector256.MinNative(Vector256.Create(LargestExponent), -x)));
    }

    /// <inheritdoc cref="Sigmoid(Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sigmoid(Vector128<float> x)
    {
        Vector128<float> one = Vector128.Create(1f);
        return one / (one + Exp(Vector128.MinNative(Vector128.Create(LargestExponent), -x)));
    }

    /// <inheritdoc cref="Sigmoid(Vector512{float})"/>
    public static float Sigmoid(float x) => 1 / (1 + Exp(-x > LargestExponent ? LargestExponent : -x));
}
