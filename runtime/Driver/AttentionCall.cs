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

    /// <summary>Empty when there is none.</summary>
    public required ReadOnlySpan<float> Bias { get; init; }

    public required BroadcastStrides BiasStrides { get; init; }

    /// <summary>Empty when there is none.</summary>
    public required ReadOnlySpan<bool> Allowed { get; init; }

    public required BroadcastStrides AllowedStrides { get; init; }

    /// <summary>Empty when there are none.</summary>
    public required ReadOnlySpan<float> Sinks { get; init; }

    /// <summary>Empty when the caller does not want them.</summary>
    public required Span<float> Scores { get; init; }

    public required ScoreStage ScoreStage { get; init; }

    /// <summary>Whether the call has a tensor with an element for each pair of query and key that concerns its scores.</summary>
    public bool HasPairs
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !Bias.IsEmpty || !Allowed.IsEmpty || !Scores.IsEmpty;
    }

    /// <summary>Whether the caller wants scores that hidden keys have too.</summary>
    public bool KeepsEveryScore
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !Scores.IsEmpty && ScoreStage != ScoreStage.Biased;
    }

    /// <summary>Whether the caller wants the scores at a stage.</summary>
    public bool Keeps(ScoreStage stage) => !Scores.IsEmpty && ScoreStage == stage;

    /// <summary>What the score has learned; null for scores that learn nothing.</summary>
    public ScoreParameters? Parameters { get; init; }

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
        in AttentionOptions options, ScoreParameters? parameters = null)
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
        int valueLength = Length("values", values.Length, batch, TShape.KeyValueHeads, TShape.ValueDim);
        int keyLength = TShape.Score == Score.Location ? valueLength : Length("keys", keys.Length, batch, TShape.KeyValueHeads, TShape.Dim);
        if (keyLength != valueLength)
        {
            throw Invalid("values", $"There are {keyLength} keys but {valueLength} values per batch item; there must be as many of one as of the other.");
        }

        CheckFixed(TShape.Score == Score.Location ? "values" : "keys", "KeyLength", keyLength, TShape.KeyLength);
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

        if (options.ScoreStage is < ScoreStage.Scaled or > ScoreStage.Biased)
        {
            throw Invalid("options", $"AttentionOptions.ScoreStage is {options.ScoreStage}; it must be one of the enumeration's members.");
        }

        Span<float> scores = Extra("Scores", options.Scores, rows * keyLength);
        CheckBroadcast("Bias", options.Bias, batch, TShape.Heads, queryLength, keyLength);
        CheckBroadcast("Allowed", options.Allowed, batch, TShape.Heads, queryLength, keyLength);
        if (!options.Sinks.IsEmpty && options.Sinks.Length != TShape.Heads)
        {
            throw Invalid("options", $"AttentionOptions.Sinks has {options.Sinks.Length} entries; the kernel has {TShape.Heads} heads.");
        }

        CheckApart("output", "The output", output, queries, keys, values, options);
        CheckApart("options", "AttentionOptions.Weights", weights, queries, keys, values, options);
        CheckApart("options", "AttentionOptions.LogSumExp", logSumExp, queries, keys, values, options);
        CheckApart("options", "AttentionOptions.Scores", scores, queries, keys, values, options);
        if (weights.Overlaps(output) || logSumExp.Overlaps(output) || weights.Overlaps(logSumExp))
        {
            throw Invalid("options", "AttentionOptions.Weights, AttentionOptions.LogSumExp and the output overlap; give each memory of its own.");
        }

        if (scores.Overlaps(output) || scores.Overlaps(weights) || scores.Overlaps(logSumExp))
        {
            throw Invalid("options", "AttentionOptions.Scores overlaps another output; give each memory of its own.");
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
            Bias = options.Bias.Data,
            BiasStrides = BroadcastStrides.Of(options.Bias),
            Allowed = options.Allowed.Data,
            AllowedStrides = BroadcastStrides.Of(options.Allowed),
            Sinks = options.Sinks,
            Scores = scores,
            ScoreStage = options.ScoreStage,
            Parameters = parameters,
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

    private static void CheckBroadcast<T>(string name, Broadcast<T> tensor, int batch, int heads, int queries, int keys)
    {
        if (tensor.IsAbsent)
        {
            return;
        }

        CheckAxis("batch", tensor.Batch, batch);
        CheckAxis("heads", tensor.Heads, heads);
        CheckAxis("queries", tensor.Queries, queries);
        CheckAxis("keys", tensor.Keys, keys);

        UInt128 needed = (UInt128)(ulong)tensor.Batch * (ulong)tensor.Heads * (ulong)tensor.Queries * (ulong)tensor.Keys;
        if (needed != (UInt128)tensor.Data.Length)
        {
            throw Invalid("options", $"AttentionOptions.{name} has {tensor.Data.Length} elements; {tensor.Batch} x {tensor.Heads} x {tensor.Queries} x {tensor.Keys} need {needed}.");
        }

        void CheckAxis(string axis, int length, int full)
        {
            if (length != 1 && length != full)
            {
                throw Invalid("options", $"AttentionOptions.{name} has {length} entries along its axis of {axis}; it must have {full}, or 1 for all.");
            }
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
            target.Overlaps(options.Bias.Data) ? "AttentionOptions.Bias" :
            target.Overlaps(options.Sinks) ? "AttentionOptions.Sinks" :
            Overlaps(target, options.Allowed.Data) ? "AttentionOptions.Allowed" :
            Overlaps(target, options.KeyLengths) ? "AttentionOptions.KeyLengths" :
            Overlaps(target, options.QueryOffsets) ? "AttentionOptions.QueryOffsets" :
            target.Overlaps(options.HeadWeights) ? "AttentionOptions.HeadWeights" :
            null;
        if (other is not null)
        {
            throw Invalid(parameter, $"{what} overlaps {other}; give it memory of its own.");
        }
    }

    private static bool Overlaps<T>(Span<float> target, ReadOnlySpan<T> input)
        where T : struct =>
        MemoryMarshal.AsBytes(target).Overlaps(MemoryMarshal.AsBytes(input));

    private static ArgumentException Invalid(string parameter, string message) => new(message, parameter);
}
