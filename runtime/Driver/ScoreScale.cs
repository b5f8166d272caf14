using System;
using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>Factors of the bits in which a softmax takes its scores: powers of two take two multiplications less than powers of e.</summary>
internal static class Bits
{
    /// <summary>log2(e): bits of one unit of a score.</summary>
    public const double OfUnit = 1.4426950408889634;

    /// <summary><see cref="OfUnit"/> in two parts: one rounded factor would put its error on all scores alike, where roundings cancel.</summary>
    public const float High = (float)OfUnit;

    /// <summary>What <see cref="High"/> lacks.</summary>
    public const float Low = (float)(OfUnit - High);

    /// <summary>
    /// A score in bits. What float cannot hold becomes the largest number of its sign: a finite score, such as a mask of -3.4e38, stays finite.
    /// </summary>
    public static double Of(double score) =>
        double.IsFinite(score) ? double.Clamp(score * OfUnit, float.MinValue, float.MaxValue) : score;
}

/// <summary>
/// Queries are multiplied by the kernel's scale when they are copied, and by log2(e) as well where nothing happens to scores between the
/// product and the softmax.
/// </summary>
internal static class ScoreScale<TShape>
    where TShape : struct, IKernelShape
{
    // In two parts, as log2(e) itself.
    private static float High
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (float)(TShape.Scale * Bits.OfUnit);
    }

    private static float Low
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => (float)((TShape.Scale * Bits.OfUnit) - High);
    }

    /// <summary>Copies one row of queries.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply(ref float query, bool bits, ref float target)
    {
        if (bits)
        {
            Rows.Scale(ref query, High, Low, TShape.Dim, ref target);
        }
        else
        {
            Rows.Scale(ref query, TShape.Scale, TShape.Dim, ref target);
        }
    }

    /// <summary>The natural logarithm of a sum of weights under a maximum in bits, less <paramref name="shift"/>.</summary>
    public static float LogSumExp(float maximum, float sum, double shift) =>
        float.Abs(maximum) == float.MaxValue && !float.IsNaN(sum) ? maximum : (float)(((maximum + Math.Log2(sum)) / Bits.OfUnit) - shift);
}
