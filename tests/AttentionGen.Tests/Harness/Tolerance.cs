using System;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>
/// How far results may be from double precision: by 2e-6 + 2e-6 * |expected|, everywhere but for kept scores, which have bounds of their
/// own (<see cref="InexactScores"/>).
/// </summary>
internal static class Tolerance
{
    private const double Absolute = 2e-6;
    private const double Relative = 2e-6;

    /// <summary>How far a result may be from what is expected.</summary>
    public static double Of(double expected) => Absolute + (Relative * Math.Abs(expected));

    /// <summary>The distance from a number's magnitude to the next one.</summary>
    public static double Ulp(float x) => (double)float.BitIncrement(Math.Abs(x)) - Math.Abs(x);

    /// <summary>
    /// Fails where an element is further from what is expected than the tolerance, or is not the same NaN or infinity.
    /// Returns the worst error, in tolerances.
    /// </summary>
    public static double Check(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, object subject, string what) =>
        Check(expected, actual, null, subject, what);

    /// <summary>The same with a bound for each element.</summary>
    public static double Check(ReadOnlySpan<double> expected, ReadOnlySpan<float> actual, Func<int, double>? bound, object subject, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = 0;
        int at = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Error(expected[i], actual[i], bound, i);
            if (error > worst)
            {
                worst = error;
                at = i;
            }
        }

        Assert.True(
            worst <= 1,
            worst <= 1 ? "" : $"{subject}: {what}[{at}] is {actual[at]:G9}, expected {expected[at]:G9}: {worst:G3} times the tolerance.");
        return worst;
    }

    private static double Error(double expected, float actual, Func<int, double>? bound, int at)
    {
        if (double.IsFinite(expected) && float.IsFinite(actual))
        {
            return Math.Abs(expected - actual) / (bound is null ? Of(expected) : bound(at));
        }

        return expected.Equals((double)actual) ? 0 : double.PositiveInfinity;
    }
}
