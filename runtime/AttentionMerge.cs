using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen;

/// <summary>
/// Merges attention over parts of the keys: what several threads, processes or machines computed over disjoint sets of keys becomes
/// attention over all of them.
/// </summary>
/// <remarks>
/// With <c>a</c> and <c>b</c> the log-sum-exps of a row over two sets of keys, and <c>L = log(exp(a) + exp(b))</c> that over both, the
/// output over both is <c>exp(a - L) * output + exp(b - L) * otherOutput</c>. Milakov and Gimelshein, "Online normalizer calculation for
/// softmax", 2018, section 3.1; Rabe and Staats, "Self-attention Does Not Need O(n^2) Memory", 2021, section 2.
/// </remarks>
public static class AttentionMerge
{
    /// <summary>
    /// Merges two results of one kernel for the same queries over disjoint sets of keys. The order of the two does not change a bit;
    /// the order in which more than two are merged changes nothing but roundings.
    /// </summary>
    /// <remarks>
    /// <para>
    /// The number of queries <c>m</c> follows from the length of <paramref name="logSumExp"/>, and <c>E</c> from that of
    /// <paramref name="output"/>. Outputs with summed heads (<c>HeadCombine.WeightedSum</c>) cannot be merged: each head has weights of
    /// its own.
    /// </para>
    /// <para>
    /// A row over no key, which has a log-sum-exp of -infinity, leaves the other one as it is, to the bit; two such rows give zeros and
    /// -infinity. NaN reaches its own row only: a NaN in a log-sum-exp the whole row, one in an output that element, even where the
    /// log-sum-exp beside it is -infinity (a visible NaN whose weight is 0). Of one log-sum-exp of +infinity, the result is that row's;
    /// of two, it is NaN, as their ratio is not known. A sink (<c>AttentionOptions.Sinks</c>) is to be given to one of the sets only.
    /// </para>
    /// </remarks>
    /// <param name="output">The output over the first set: <c>[B, m, H, E]</c> or <c>[B, H, m, E]</c>.</param>
    /// <param name="logSumExp">Its log-sum-exp, <c>[B, H, m]</c>: <see cref="AttentionOptions.LogSumExp"/>.</param>
    /// <param name="otherOutput">The output over the second set.</param>
    /// <param name="otherLogSumExp">Its log-sum-exp.</param>
    /// <param name="mergedOutput">
    /// Receives the output over both; may be longer. May be <paramref name="output"/> or <paramref name="otherOutput"/>, but not overlap
    /// any of the inputs otherwise.
    /// </param>
    /// <param name="mergedLogSumExp">
    /// Receives the log-sum-exp over both; may be longer. May be <paramref name="logSumExp"/> or <paramref name="otherLogSumExp"/>, but
    /// not overlap any of the inputs otherwise.
    /// </param>
    /// <param name="heads"><c>H</c>.</param>
    /// <param name="batch"><c>B</c>.</param>
    /// <param name="layout">The order of the outputs' axes, that of the kernel.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="heads"/> or <paramref name="batch"/> is below 1, or <paramref name="layout"/> unknown; nothing was written.
    /// </exception>
    /// <exception cref="ArgumentException">Lengths do not fit together or memory overlaps; nothing was written.</exception>
    public static void Combine(
        ReadOnlySpan<float> output, ReadOnlySpan<float> logSumExp, ReadOnlySpan<float> otherOutput, ReadOnlySpan<float> otherLogSumExp,
        Span<float> mergedOutput, Span<float> mergedLogSumExp, int heads, int batch = 1, TensorLayout layout = TensorLayout.TokenMajor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        if (layout is not (TensorLayout.TokenMajor or TensorLayout.HeadMajor))
        {
            throw new ArgumentOutOfRangeException(nameof(layout), layout, "Not a layout.");
        }

        int rows = logSumExp.Length;
        if (rows % ((long)batch * heads) != 0)
        {
            throw new ArgumentException(
                $"The log-sum-exp has {rows} elements, which is no multiple of {(long)batch * heads} = batch {batch} x heads {heads}.", nameof(logSumExp));
        }

        if (rows == 0 ? output.Length != 0 : output.Length == 0 || output.Length % rows != 0)
        {
            throw new ArgumentException(
                $"The output has {output.Length} elements, which is no multiple of the {rows} of the log-sum-exp.", nameof(output));
        }

        CheckLength(nameof(otherOutput), otherOutput.Length, output.Length, exact: true);
        CheckLength(nameof(otherLogSumExp), otherLogSumExp.Length, rows, exact: true);
        CheckLength(nameof(mergedOutput), mergedOutput.Length, output.Length, exact: false);
        CheckLength(nameof(mergedLogSumExp), mergedLogSumExp.Length, rows, exact: false);
        mergedOutput = mergedOutput[..output.Length];
        mergedLogSumExp = mergedLogSumExp[..rows];
        if (Disturbs(mergedOutput, output) || Disturbs(mergedOutput, otherOutput) || mergedOutput.Overlaps(logSumExp) ||
            mergedOutput.Overlaps(otherLogSumExp))
        {
            throw new ArgumentException("The merged output overlaps an input without being one of the outputs.", nameof(mergedOutput));
        }

        if (Disturbs(mergedLogSumExp, logSumExp) || Disturbs(mergedLogSumExp, otherLogSumExp) || mergedLogSumExp.Overlaps(output) ||
            mergedLogSumExp.Overlaps(otherOutput) || mergedLogSumExp.Overlaps(mergedOutput))
        {
            throw new ArgumentException(
                "The merged log-sum-exp overlaps an output, or an input without being one of the log-sum-exps.", nameof(mergedLogSumExp));
        }

        if (rows == 0)
        {
            return;
        }

        int length = output.Length / rows;
        int queries = rows / (batch * heads);
        for (int row = 0; row < rows; row++)
        {
            // The outputs are taken in the order of memory.
            int at = layout == TensorLayout.HeadMajor ? row : HeadRow(row, heads, queries);
            (double weight, double otherWeight, mergedLogSumExp[at]) = Weights(logSumExp[at], otherLogSumExp[at]);
            int start = row * length;
            Merge(
                ref Unsafe.AsRef(in output[start]), weight, ref Unsafe.AsRef(in otherOutput[start]), otherWeight, length, ref mergedOutput[start]);
        }
    }

    // Where the log-sum-exp of a row of [B, m, H, ...] is in [B, H, m].
    private static int HeadRow(int row, int heads, int queries)
    {
        (int token, int head) = Math.DivRem(row, heads);
        (int item, int query) = Math.DivRem(token, queries);
        return (((item * heads) + head) * queries) + query;
    }

    // A weight of exactly 0 stands for a row that is to be left out.
    private static (double Weight, double OtherWeight, float LogSumExp) Weights(float logSumExp, float otherLogSumExp)
    {
        if (float.IsNegativeInfinity(otherLogSumExp) || (float.IsPositiveInfinity(logSumExp) && float.IsFinite(otherLogSumExp)))
        {
            return (float.IsNegativeInfinity(logSumExp) ? 0 : 1, 0, logSumExp);
        }

        if (float.IsNegativeInfinity(logSumExp) || (float.IsPositiveInfinity(otherLogSumExp) && float.IsFinite(logSumExp)))
        {
            return (0, 1, otherLogSumExp);
        }

        // NaN where either is, and where both are +infinity.
        double larger = Math.Max(logSumExp, otherLogSumExp);
        double part = Math.Exp(logSumExp - larger), otherPart = Math.Exp(otherLogSumExp - larger);
        double sum = part + otherPart;
        return (part / sum, otherPart / sum, double.IsPositiveInfinity(larger) ? float.PositiveInfinity : (float)(larger + Math.Log(sum)));
    }

    private static void Merge(ref float row, double weight, ref float otherRow, double otherWeight, int length, ref float merged)
    {
        if (weight == 0 && otherWeight == 0)
        {
            Empty(ref row, ref otherRow, length, ref merged);
        }
        else if (otherWeight == 0)
        {
            Keep(ref row, ref otherRow, length, ref merged);
        }
        else if (weight == 0)
        {
            Keep(ref otherRow, ref row, length, ref merged);
        }
        else
        {
            Blend(ref row, (float)weight, ref otherRow, (float)otherWeight, length, ref merged);
        }
    }

    // No multiply-add: the two would be rounded differently, and their order would matter.
    private static void Blend(ref float row, float weight, ref float otherRow, float otherWeight, int length, ref float merged)
    {
        int i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= length - Vector256<float>.Count; i += Vector256<float>.Count)
            {
                ((Vector256.LoadUnsafe(ref row, (nuint)i) * weight) + (Vector256.LoadUnsafe(ref otherRow, (nuint)i) * otherWeight))
                    .StoreUnsafe(ref merged, (nuint)i);
            }
        }

        if (Vector128.IsHardwareAccelerated)
        {
            for (; i <= length - Vector128<float>.Count; i += Vector128<float>.Count)
            {
                ((Vector128.LoadUnsafe(ref row, (nuint)i) * weight) + (Vector128.LoadUnsafe(ref otherRow, (nuint)i) * otherWeight))
                    .StoreUnsafe(ref merged, (nuint)i);
            }
        }

        for (; i < length; i++)
        {
            Unsafe.Add(ref merged, i) = (Unsafe.Add(ref row, i) * weight) + (Unsafe.Add(ref otherRow, i) * otherWeight);
        }
    }

    // The row as it is, but for the NaNs of the other one.
    private static void Keep(ref float row, ref float otherRow, int length, ref float merged)
    {
        for (int i = 0; i < length; i++)
        {
            float left = Unsafe.Add(ref otherRow, i);
            Unsafe.Add(ref merged, i) = float.IsNaN(left) ? left : Unsafe.Add(ref row, i);
        }
    }

    // Two rows over no key: zeros, but for their NaNs.
    private static void Empty(ref float row, ref float otherRow, int length, ref float merged)
    {
        for (int i = 0; i < length; i++)
        {
            float left = Unsafe.Add(ref row, i), right = Unsafe.Add(ref otherRow, i);
            Unsafe.Add(ref merged, i) = float.IsNaN(left) ? left : float.IsNaN(right) ? right : 0;
        }
    }

    private static void CheckLength(string name, int length, int needed, bool exact)
    {
        if (exact ? length != needed : length < needed)
        {
            throw new ArgumentException($"{length} elements; {(exact ? "the first result has" : "the results have")} {needed}.", name);
        }
    }

    // Row by row, a target may be an input, but not lie across it.
    private static bool Disturbs(Span<float> target, ReadOnlySpan<float> input) =>
        target.Overlaps(input, out int offset) && offset != 0;
}
