using System;
using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Queries are multiplied by the kernel's scale and by log2(e) when they are copied, so that scores come out of the tiles in bits: the
/// softmax then needs powers of two, which take two multiplications less than powers of e.
/// </summary>
internal static class ScoreScale<TShape>
    where TShape : struct, IKernelShape
{
    // In two parts: one rounded factor would put its error on all scores of a kernel alike, where roundings of elements cancel.
    private static float High => (float)(TShape.Scale * Log2E);

    private static float Low => (float)((TShape.Scale * Log2E) - High);

    private static double Log2E => 1.4426950408889634;

    /// <summary>Copies one row of queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(ref float query, ref float target) => Rows.Scale(ref query, High, Low, TShape.Dim, ref target);

    /// <summary>The natural logarithm of a sum of weights under a maximum in bits.</summary>
    public static float LogSumExp(float maximum, float sum) => (float)((maximum + Math.Log2(sum)) / Log2E);
}
