using System;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Cases;

/// <summary>
/// The inputs of one case, shared by every contender; the same values on every run. Peers that want their heads outermost get
/// a head-major copy made here, outside the timed calls: how a cache is laid out is its owner's choice.
/// </summary>
internal sealed class CaseData : IDisposable
{
    private readonly AttentionCase _subject;
    private AlignedBuffer<float>? _queriesHeadMajor;
    private AlignedBuffer<float>? _keysHeadMajor;
    private AlignedBuffer<float>? _valuesHeadMajor;
    private LearnedParameters? _parameters;

    public CaseData(AttentionCase subject)
    {
        _subject = subject;
        var kernel = subject.Kernel;
        Queries = Random((nuint)subject.Batch * (nuint)subject.M * (nuint)(kernel.Heads * kernel.Dim), 1);
        Keys = Random((nuint)subject.Batch * (nuint)subject.N * (nuint)(kernel.KeyValueHeads * kernel.Dim), 2);
        Values = Random((nuint)subject.Batch * (nuint)subject.N * (nuint)(kernel.KeyValueHeads * kernel.ValueDim), 3);
    }

    /// <summary><c>[B, m, H, D]</c>.</summary>
    public AlignedBuffer<float> Queries { get; }

    /// <summary><c>[B, n, G, D]</c>.</summary>
    public AlignedBuffer<float> Keys { get; }

    /// <summary><c>[B, n, G, E]</c>.</summary>
    public AlignedBuffer<float> Values { get; }

    /// <summary><c>[B, H, m, D]</c>.</summary>
    public AlignedBuffer<float> QueriesHeadMajor =>
        _queriesHeadMajor ??= HeadMajor(Queries, _subject.M, _subject.Kernel.Heads, _subject.Kernel.Dim);

    /// <summary><c>[B, G, n, D]</c>.</summary>
    public AlignedBuffer<float> KeysHeadMajor =>
        _keysHeadMajor ??= HeadMajor(Keys, _subject.N, _subject.Kernel.KeyValueHeads, _subject.Kernel.Dim);

    /// <summary><c>[B, G, n, E]</c>.</summary>
    public AlignedBuffer<float> ValuesHeadMajor =>
        _valuesHeadMajor ??= HeadMajor(Values, _subject.N, _subject.Kernel.KeyValueHeads, _subject.Kernel.ValueDim);

    /// <summary>What the kernel's score has learned.</summary>
    public LearnedParameters Parameters => _parameters ??= new(_subject.Kernel);

    /// <summary>Turns <c>[outer, inner, size]</c> into <c>[inner, outer, size]</c>, for each item that the source holds.</summary>
    public static void Transpose(ReadOnlySpan<float> source, Span<float> destination, int outer, int inner, int size)
    {
        for (var item = 0; item < source.Length; item += outer * inner * size)
        {
            for (var i = 0; i < outer; i++)
            {
                for (var j = 0; j < inner; j++)
                {
                    source.Slice(item + (((i * inner) + j) * size), size).CopyTo(destination[(item + (((j * outer) + i) * size))..]);
                }
            }
        }
    }

    public void Dispose()
    {
        Queries.Dispose();
        Keys.Dispose();
        Values.Dispose();
        _queriesHeadMajor?.Dispose();
        _keysHeadMajor?.Dispose();
        _valuesHeadMajor?.Dispose();
    }

    private static AlignedBuffer<float> HeadMajor(AlignedBuffer<float> tokenMajor, int tokens, int heads, int dim)
    {
        var result = new AlignedBuffer<float>(tokenMajor.Length);
        Transpose(tokenMajor.Span, result.Span, tokens, heads, dim);
        return result;
    }

    // Uniform in [-1, 1]. A generator of three shifts: System.Random with a seed would take seconds for the largest case.
    private static AlignedBuffer<float> Random(nuint length, uint seed)
    {
        var buffer = new AlignedBuffer<float>((int)length);
        var state = seed * 0x9E3779B9;
        foreach (ref var x in buffer.Span)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            x = (state >> 8) * (2f / (1 << 24)) - 1;
        }

        return buffer;
    }
}
