using System;

namespace AttentionGen;

/// <summary>Functions in double precision that the reference needs and the framework lacks.</summary>
internal static class ReferenceMath
{
    /// <summary>
    /// The error function, by the series <c>2 / sqrt(pi) * exp(-x^2) * sum over k of 2^k x^(2k + 1) / (1 * 3 * ... * (2k + 1))</c>
    /// (NIST, Digital Library of Mathematical Functions, 7.6.2), whose terms all have one sign.
    /// </summary>
    public static double Erf(double x)
    {
        // 1 - erf(6) is below half a double.
        if (!(Math.Abs(x) < 6))
        {
            return double.IsNaN(x) ? x : Math.Sign(x);
        }

        double term = x, sum = x;
        for (int k = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); k++)
        {
            term *= 2 * x * x / ((2 * k) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
    }
}
