using System;

namespace AttentionGen.Tests;

/// <summary>
/// A number as single precision computes it: its value without errors, and what its roundings have added up to. A rounding changes a number
/// <c>x</c> by at most <c>u |x|</c>, <c>u = 2^-24</c>, up or down as chance has it; <see cref="Spread"/> is the sum of the squares of all such
/// limits that reach the number, in units of <c>u^2</c>.
/// </summary>
internal readonly record struct Inexact(double Value, double Spread)
{
    /// <summary>The largest relative error of a rounding to the nearest number.</summary>
    public const double Unit = 1.0 / (1 << 24);

    // By Hoeffding's inequality a sum of independent changes of limits c exceeds L * sqrt(sum of c^2) with a probability of at most
    // 2 * exp(-L^2 / 2): here 5e-11, for any one number.
    private const double Limit = 7;

    // Below the normal numbers, roundings are of an absolute size.
    private const double Tiny = 1e-40;

    /// <summary>By how much the computed number may differ from <see cref="Value"/>.</summary>
    public double Bound => (Limit * Unit * Math.Sqrt(Spread)) + Tiny;

    public static implicit operator Inexact(double exact) => new(exact, 0);

    public static Inexact operator +(Inexact a, Inexact b) => new(a.Value + b.Value, a.Spread + b.Spread);

    public static Inexact operator *(Inexact a, Inexact b) =>
        new(a.Value * b.Value, (b.Value * b.Value * a.Spread) + (a.Value * a.Value * b.Spread));

    /// <summary>The number after so many roundings of it.</summary>
    public Inexact Rounded(int times = 1) => Within(times == 0 ? 0 : Math.Sqrt(times));

    /// <summary>The number with a further relative error of at most so many <see cref="Unit"/>s.</summary>
    public Inexact Within(double units) => this with { Spread = Spread + (units * units * Value * Value) };

    /// <summary>A function of the number, with its derivative there, and the largest error that its evaluation adds.</summary>
    public Inexact Through(double value, double derivative, double error) =>
        new(value, (derivative * derivative * Spread) + (error / Unit * (error / Unit)));

    /// <summary>
    /// The sum of the products of two rows, each rounded, in whatever order. Each addition rounds what has been summed up by then: of
    /// <c>n</c> terms <c>t</c> with the sum <c>S</c>, the squares of all partial sums are <c>(n + 1) (sum of t^2 + 2 S^2) / 6</c>, the mean
    /// over all orders.
    /// </summary>
    public static Inexact Dot(ReadOnlySpan<Inexact> a, ReadOnlySpan<Inexact> b)
    {
        double sum = 0, squares = 0, spread = 0;
        for (int d = 0; d < a.Length; d++)
        {
            Inexact term = a[d] * b[d];
            sum += term.Value;
            squares += term.Value * term.Value;
            spread += term.Spread;
        }

        return new Inexact(sum, spread + squares + ((a.Length + 1) * (squares + (2 * sum * sum)) / 6));
    }
}
