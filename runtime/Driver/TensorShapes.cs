using System;
using System.ComponentModel;
using System.Globalization;
using System.Linq;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The shapes of tensors that carry theirs, checked against a kernel; called by generated code, which knows the types of
/// System.Numerics.Tensors where this library does not.
/// </summary>
/// <remarks>
/// With <c>X</c> the tensor's heads and <c>D</c> the elements of one:
/// <list type="bullet">
/// <item>rank 4: <c>[B, length, X, D]</c> token-major, <c>[B, X, length, D]</c> head-major;</item>
/// <item>rank 3: the same for one batch item, <c>[length, X, D]</c> or <c>[X, length, D]</c>. Token-major also <c>[B, length, X * D]</c>,
/// where the queries (or, if they are of another rank, the tensor itself) are not <c>[length, X, D]</c>;</item>
/// <item>rank 2: <c>[length, X * D]</c> token-major; head-major <c>[length, D]</c>, where there is one head;</item>
/// <item>an output whose heads are added up: <c>[B, length, D]</c>, or <c>[length, D]</c> for one batch item.</item>
/// </list>
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TensorShapes
{
    /// <summary>Checks four tensors and returns the options with the batch size that they state.</summary>
    /// <param name="options">The caller's.</param>
    /// <param name="queries">The lengths of the queries' axes.</param>
    /// <param name="queryStrides">Elements from one index of an axis to the next.</param>
    /// <param name="keys">Those of the keys.</param>
    /// <param name="keyStrides">Those of the keys.</param>
    /// <param name="values">Those of the values.</param>
    /// <param name="valueStrides">Those of the values.</param>
    /// <param name="output">Those of the output.</param>
    /// <param name="outputStrides">Those of the output.</param>
    /// <typeparam name="TShape">The kernel's constants.</typeparam>
    /// <exception cref="ArgumentException">A shape does not fit, or is not dense; names the parameter.</exception>
    public static AttentionOptions Check<TShape>(
        in AttentionOptions options, ReadOnlySpan<nint> queries, ReadOnlySpan<nint> queryStrides, ReadOnlySpan<nint> keys,
        ReadOnlySpan<nint> keyStrides, ReadOnlySpan<nint> values, ReadOnlySpan<nint> valueStrides, ReadOnlySpan<nint> output,
        ReadOnlySpan<nint> outputStrides)
        where TShape : struct, IKernelShape
    {
        bool? merged = queries.Length == 3 ? IsMerged<TShape>(queries, TShape.Heads, TShape.Dim) : null;
        Size query = Read<TShape>("queries", queries, queryStrides, TShape.Heads, TShape.Dim, merged: null);
        Size key = Read<TShape>("keys", keys, keyStrides, TShape.KeyValueHeads, TShape.Dim, merged);
        Size value = Read<TShape>("values", values, valueStrides, TShape.KeyValueHeads, TShape.ValueDim, merged);
        CheckSame("keys", "batch size", key.Batch, "queries", query.Batch);
        CheckSame("values", "length", value.Length, "keys", key.Length);
        return CheckRest<TShape>(options, query, value, output, outputStrides, merged);
    }

    /// <summary>The same for a kernel that reads no keys.</summary>
    /// <inheritdoc cref="Check{TShape}(in AttentionOptions, ReadOnlySpan{nint}, ReadOnlySpan{nint}, ReadOnlySpan{nint}, ReadOnlySpan{nint}, ReadOnlySpan{nint}, ReadOnlySpan{nint}, ReadOnlySpan{nint}, ReadOnlySpan{nint})"/>
    public static AttentionOptions Check<TShape>(
        in AttentionOptions options, ReadOnlySpan<nint> queries, ReadOnlySpan<nint> queryStrides, ReadOnlySpan<nint> values,
        ReadOnlySpan<nint> valueStrides, ReadOnlySpan<nint> output, ReadOnlySpan<nint> outputStrides)
        where TShape : struct, IKernelShape
    {
        bool? merged = queries.Length == 3 ? IsMerged<TShape>(queries, TShape.Heads, TShape.Dim) : null;
        Size query = Read<TShape>("queries", queries, queryStrides, TShape.Heads, TShape.Dim, merged: null);
        Size value = Read<TShape>("values", values, valueStrides, TShape.KeyValueHeads, TShape.ValueDim, merged);
        return CheckRest<TShape>(options, query, value, output, outputStrides, merged);
    }

    private static AttentionOptions CheckRest<TShape>(
        in AttentionOptions options, Size query, Size value, ReadOnlySpan<nint> output, ReadOnlySpan<nint> outputStrides, bool? merged)
        where TShape : struct, IKernelShape
    {
        Size result = TShape.Combine == HeadCombine.WeightedSum
            ? ReadSum("output", output, outputStrides, TShape.ValueDim)
            : Read<TShape>("output", output, outputStrides, TShape.Heads, TShape.ValueDim, merged);
        CheckSame("values", "batch size", value.Batch, "queries", query.Batch);
        CheckSame("output", "batch size", result.Batch, "queries", query.Batch);
        CheckSame("output", "length", result.Length, "queries", query.Length);
        if (options.Batch != 0 && options.Batch != query.Batch)
        {
            throw new ArgumentException($"AttentionOptions.Batch is {options.Batch}, but the tensors have a batch size of {query.Batch}; leave it out.", nameof(options));
        }

        return options with { Batch = (int)query.Batch };
    }

    private static Size Read<TShape>(string name, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, int heads, int dim, bool? merged)
        where TShape : struct, IKernelShape
    {
        CheckDense(name, lengths, strides);
        if (TShape.Layout == TensorLayout.HeadMajor)
        {
            return lengths switch
            {
                [var b, var h, var length, var d] when h == heads && d == dim => Checked(name, lengths, b, length),
                [var h, var length, var d] when h == heads && d == dim => new Size(1, length),
                [var length, var d] when heads == 1 && d == dim => new Size(1, length),
                _ => throw Misfit(
                    name, lengths, heads == 1 ? $"[batch, 1, length, {dim}], [1, length, {dim}] or [length, {dim}]" : $"[batch, {heads}, length, {dim}] or [{heads}, length, {dim}]"),
            };
        }

        bool flat = lengths.Length == 3 && (merged ?? IsMerged<TShape>(lengths, heads, dim));
        return lengths switch
        {
            [var b, var length, var h, var d] when h == heads && d == dim => Checked(name, lengths, b, length),
            [var b, var length, var all] when flat && all == heads * dim => Checked(name, lengths, b, length),
            [var length, var h, var d] when !flat && h == heads && d == dim => new Size(1, length),
            [var length, var all] when all == heads * dim => new Size(1, length),
            _ => throw Misfit(
                name, lengths,
                $"[batch, length, {heads}, {dim}], {(merged == true ? "" : $"[length, {heads}, {dim}], ")}{(merged == false ? "" : $"[batch, length, {heads * dim}] ")}or [length, {heads * dim}]"),
        };
    }

    private static Size ReadSum(string name, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides, int dim)
    {
        CheckDense(name, lengths, strides);
        return lengths switch
        {
            [var b, var length, var d] when d == dim => Checked(name, lengths, b, length),
            [var length, var d] when d == dim => new Size(1, length),
            _ => throw Misfit(name, lengths, $"[batch, length, {dim}] or [length, {dim}]"),
        };
    }

    // Whether a tensor of rank 3 has its heads and their elements on one axis, behind one for the batch.
    private static bool IsMerged<TShape>(ReadOnlySpan<nint> lengths, int heads, int dim)
        where TShape : struct, IKernelShape =>
        TShape.Layout == TensorLayout.TokenMajor && !(lengths[1] == heads && lengths[2] == dim);

    private static Size Checked(string name, ReadOnlySpan<nint> lengths, nint batch, nint length) =>
        batch is >= 1 and <= int.MaxValue
            ? new Size(batch, length)
            : throw new ArgumentException($"The {name} of shape {Text(lengths)} have a batch size of {batch}; it must be at least 1.", name);

    // Strides as those of a row-major array. Those of axes of length 1 mean nothing, and of tensors without elements none does.
    private static void CheckDense(string name, ReadOnlySpan<nint> lengths, ReadOnlySpan<nint> strides)
    {
        if (lengths.Contains(0))
        {
            return;
        }

        long expected = 1;
        for (int axis = lengths.Length - 1; axis >= 0; axis--)
        {
            if (lengths[axis] != 1 && strides[axis] != expected)
            {
                throw new ArgumentException(
                    $"The {name} of shape {Text(lengths)} have strides {Text(strides)}: a slice, a broadcast or a permutation. Copy them to a dense tensor first, such as with CopyTo.", name);
            }

            expected *= lengths[axis];
            if (expected > int.MaxValue)
            {
                throw new ArgumentException($"The {name} of shape {Text(lengths)} have more elements than the {int.MaxValue} of a span.", name);
            }
        }
    }

    private static void CheckSame(string name, string what, nint value, string other, nint otherValue)
    {
        if (value != otherValue)
        {
            throw new ArgumentException($"The {name} have a {what} of {value}, but the {other} have one of {otherValue}.", name);
        }
    }

    private static ArgumentException Misfit(string name, ReadOnlySpan<nint> lengths, string expected) =>
        new($"The {name} have the shape {Text(lengths)}; the kernel takes {expected}.", name);

    private static string Text(ReadOnlySpan<nint> numbers) =>
        $"[{string.Join(", ", numbers.ToArray().Select(static number => number.ToString(CultureInfo.InvariantCulture)))}]";

    private readonly record struct Size(nint Batch, nint Length);
}
