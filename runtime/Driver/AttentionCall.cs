using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>One call, checked: its sizes and the first element of each tensor.</summary>
internal readonly ref struct AttentionCall
{
    // Larger requests are as good as this one; each asks the pool for a thread.
    private const int MostThreads = 1024;

    /// <summary><c>B</c>.</summary>
    public required int Batch { get; init; }

    /// <summary><c>m</c>.</summary>
    public required int QueryLength { get; init; }

    /// <summary><c>n</c>.</summary>
    public required int KeyLength { get; init; }

    /// <summary>The most threads that may compute this call.</summary>
    public required int Degree { get; init; }

    public required ReadOnlySpan<float> Queries { get; init; }

    public required ReadOnlySpan<float> Keys { get; init; }

    public required ReadOnlySpan<float> Values { get; init; }

    public required Span<float> Output { get; init; }

    public required ReadOnlySpan<int> KeyLengths { get; init; }

    public required ReadOnlySpan<int> QueryOffsets { get; init; }

    /// <summary>Empty when the caller does not want them.</summary>
    public required Span<float> Weights { get; init; }

    /// <summary>Empty when the caller does not want it.</summary>
    public required Span<float> LogSumExp { get; init; }

    /// <summary>Empty for equal weights.</summary>
    public required ReadOnlySpan<float> HeadWeights { get; init; }

    /// <summary><see cref="QueryLength"/>, as a constant where the kernel has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int QueryCount<TShape>()
        where TShape : struct, IKernelShape => TShape.QueryLength != 0 ? TShape.QueryLength : QueryLength;

    /// <summary><see cref="KeyLength"/>, as a constant where the kernel has one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int KeyCount<TShape>()
        where TShape : struct, IKernelShape => TShape.KeyLength != 0 ? TShape.KeyLength : KeyLength;

    /// <summary>Derives the sizes of a call from the lengths of its spans and checks that everything fits together.</summary>
    /// <exception cref="ArgumentException">Something does not fit; names the parameter.</exception>
    public static AttentionCall Validate<TShape>(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output,
        in AttentionOptions options)
        where TShape : struct, IKernelShape
    {
        if (options.Batch < 0)
        {
            throw Invalid("options", $"AttentionOptions.Batch is {options.Batch}; it must be at least 1, or 0 for 1.");
        }

        if (options.MaxDegreeOfParallelism < -1)
        {
            throw Invalid("options", $"AttentionOptions.MaxDegreeOfParallelism is {options.MaxDegreeOfParallelism}; it must be at least 1, 0 for 1, or -1 for all cores.");
        }

        int batch = options.Batch == 0 ? 1 : options.Batch;
        int queryLength = Length("queries", queries.Length, batch, TShape.Heads, TShape.Dim);
        CheckFixed("queries", "QueryLength", queryLength, TShape.QueryLength);
        int keyLength = Length("keys", keys.Length, batch, TShape.KeyValueHeads, TShape.Dim);
        CheckFixed("keys", "KeyLength", keyLength, TShape.KeyLength);
        int valueLength = Length("values", values.Length, batch, TShape.KeyValueHeads, TShape.ValueDim);
        if (keyLength != valueLength)
        {
            throw Invalid("values", $"There are {keyLength} keys but {valueLength} values per batch item; there must be as many of one as of the other.");
        }

        long rows = (long)batch * TShape.Heads * queryLength;
        int outputHeads = TShape.Combine == HeadCombine.WeightedSum ? 1 : TShape.Heads;
        long outputLength = (long)batch * outputHeads * queryLength * TShape.ValueDim;
        if (output.Length < outputLength)
        {
            string heads = TShape.Combine == HeadCombine.WeightedSum ? "heads added up" : $"{TShape.Heads} heads";
            throw Invalid("output", $"The output has {output.Length} elements; {batch} x {queryLength} queries of {heads} x {TShape.ValueDim} need {outputLength}.");
        }

        output = output[..(int)outputLength];
        CheckPerItem("KeyLengths", options.KeyLengths.Length, batch, orOne: false);
        CheckPerItem("QueryOffsets", options.QueryOffsets.Length, batch, orOne: true);
        HeadSum<TShape>.Check(options.HeadWeights);
        Span<float> weights = Extra("Weights", options.Weights, rows * keyLength);
        Span<float> logSumExp = Extra("LogSumExp", options.LogSumExp, rows);

        CheckApart("output", "The output", output, queries, keys, values, options);
        CheckApart("options", "AttentionOptions.Weights", weights, queries, keys, values, options);
        CheckApart("options", "AttentionOptions.LogSumExp", logSumExp, queries, keys, values, options);
        if (weights.Overlaps(output) || logSumExp.Overlaps(output) || weights.Overlaps(logSumExp))
        {
            throw Invalid("options", "AttentionOptions.Weights, AttentionOptions.LogSumExp and the output overlap; give each memory of its own.");
        }

        return new AttentionCall
        {
            Batch = batch,
            QueryLength = queryLength,
            KeyLength = keyLength,
            Degree = options.MaxDegreeOfParallelism == -1
                ? Environment.ProcessorCount
                : int.Clamp(options.MaxDegreeOfParallelism, 1, MostThreads),
            Queries = queries,
            Keys = keys,
            Values = values,
            Output = output,
            KeyLengths = options.KeyLengths,
            QueryOffsets = options.QueryOffsets,
            Weights = weights,
            LogSumExp = logSumExp,
            HeadWeights = options.HeadWeights,
        };
    }

    private static int Length(string name, int elements, int batch, int heads, int dim)
    {
        long step = (long)batch * heads * dim;
        (long length, long rest) = Math.DivRem(elements, step);
        return rest == 0
            ? (int)length
            : throw Invalid(name, $"The {name} have {elements} elements, which is no multiple of {step} = batch {batch} x heads {heads} x dimension {dim}.");
    }

    private static void CheckFixed(string name, string property, int length, int fixedLength)
    {
        if (fixedLength != 0 && length != fixedLength)
        {
            throw Invalid(name, $"There are {length} {name} per batch item; the kernel is made for {property} = {fixedLength}.");
        }
    }

    private static void CheckPerItem(string name, int length, int batch, bool orOne)
    {
        if (length != 0 && length != batch && !(orOne && length == 1))
        {
            throw Invalid("options", $"AttentionOptions.{name} has {length} entries; the batch has {batch} items{(orOne ? ", and one entry for all is fine too" : "")}.");
        }
    }

    private static Span<float> Extra(string name, Span<float> target, long needed)
    {
        if (target.IsEmpty)
        {
            return target;
        }

        return target.Length >= needed
            ? target[..(int)needed]
            : throw Invalid("options", $"AttentionOptions.{name} has {target.Length} elements; this call needs {needed}.");
    }

    private static void CheckApart(
        string parameter, string what, Span<float> target, ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values,
        in AttentionOptions options)
    {
        string? other =
            target.Overlaps(queries) ? "the queries" :
            target.Overlaps(keys) ? "the keys" :
            target.Overlaps(values) ? "the values" :
            Overlaps(target, options.KeyLengths) ? "AttentionOptions.KeyLengths" :
            Overlaps(target, options.QueryOffsets) ? "AttentionOptions.QueryOffsets" :
            target.Overlaps(options.HeadWeights) ? "AttentionOptions.HeadWeights" :
            null;
        if (other is not null)
        {
            throw Invalid(parameter, $"{what} overlaps {other}; give it memory of its own.");
        }
    }

    private static bool Overlaps(Span<float> target, ReadOnlySpan<int> input) =>
        MemoryMarshal.AsBytes(target).Overlaps(MemoryMarshal.AsBytes(input));

    private static ArgumentException Invalid(string parameter, string message) => new(message, parameter);
}
