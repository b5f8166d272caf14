using System;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Threading.Tasks;
using AttentionGen.Bench.Cases;

namespace AttentionGen.Bench.Measurement;

/// <summary>
/// The read limit of a one-query case: a sum over its own visible keys and values, so that size, pages and cache level are the kernel's own.
/// Some streams are read side by side, as long as the buffer allows. How many are fastest depends on the processor and the size: the limit is that of the
/// fastest of <see cref="All"/>.
/// </summary>
internal sealed class ReadLimit(AttentionCase subject, CaseData data, int threads, int streams) : Contender(Families.Limit, $"read, {streams} streams")
{
    // Vectors that are loaded at a step, of all streams together.
    private const int Vectors = 8;

    // Floats of one page, or of 64 of them, and of what a step takes: no two streams are in the same set of the first-level cache.
    private const int ShortStream = 1088;
    private const int LongStream = 65600;

    private readonly float[] _sinks = new float[threads];

    /// <summary>With two streams and with eight.</summary>
    public static ReadLimit[] All(AttentionCase subject, CaseData data, int threads) =>
        [new(subject, data, threads, 2), new(subject, data, threads, Vectors)];

    public override void Run()
    {
        if (threads == 1)
        {
            Read(0);
        }
        else
        {
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, Read);
        }
    }

    public override void CopyOutput(Span<float> tokenMajor) => throw new NotSupportedException();

    public override void Dispose()
    {
    }

    private void Read(int part) => _sinks[part] = Sum(Part(data.Keys, part)) + Sum(Part(data.Values, part));

    private ReadOnlySpan<float> Part(AlignedBuffer<float> buffer, int part)
    {
        var visible = (int)((long)buffer.Length * subject.VisibleKeyCount / subject.N);
        return buffer.Span[(int)((long)visible * part / threads)..(int)((long)visible * (part + 1) / threads)];
    }

    private nuint Stream(int length) => length >= streams * LongStream ? (nuint)LongStream : ShortStream;

    private float Sum(ReadOnlySpan<float> values) =>
        Vector512.IsHardwareAccelerated ? Sum512(values) : Vector256.IsHardwareAccelerated ? Sum256(values) : Sum128(values);

    // From the first vector of a step to another one: each stream's lie side by side.
    private nuint Offset(int vector, nuint stream, int lanes) =>
        ((nuint)(vector * streams / Vectors) * stream) + (nuint)(vector % (Vectors / streams) * lanes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private float Sum512(ReadOnlySpan<float> values)
    {
        ref var start = ref MemoryMarshal.GetReference(values);
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nuint first = 0, stream = Stream(values.Length), all = (nuint)streams * stream, step = (nuint)(Vectors / streams * 16);
        nuint o1 = Offset(1, stream, 16), o2 = Offset(2, stream, 16), o3 = Offset(3, stream, 16), o4 = Offset(4, stream, 16);
        nuint o5 = Offset(5, stream, 16), o6 = Offset(6, stream, 16), o7 = Offset(7, stream, 16);
        for (; first + all <= (nuint)values.Length; first += all)
        {
            for (var i = first; i < first + stream; i += step)
            {
                s0 += Vector512.LoadUnsafe(ref start, i);
                s1 += Vector512.LoadUnsafe(ref start, i + o1);
                s2 += Vector512.LoadUnsafe(ref start, i + o2);
                s3 += Vector512.LoadUnsafe(ref start, i + o3);
                s4 += Vector512.LoadUnsafe(ref start, i + o4);
                s5 += Vector512.LoadUnsafe(ref start, i + o5);
                s6 += Vector512.LoadUnsafe(ref start, i + o6);
                s7 += Vector512.LoadUnsafe(ref start, i + o7);
            }
        }

        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7) + TensorPrimitives.Sum(values[(int)first..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private float Sum256(ReadOnlySpan<float> values)
    {
        ref var start = ref MemoryMarshal.GetReference(values);
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nuint first = 0, stream = Stream(values.Length), all = (nuint)streams * stream, step = (nuint)(Vectors / streams * 8);
        nuint o1 = Offset(1, stream, 8), o2 = Offset(2, stream, 8), o3 = Offset(3, stream, 8), o4 = Offset(4, stream, 8);
        nuint o5 = Offset(5, stream, 8), o6 = Offset(6, stream, 8), o7 = Offset(7, stream, 8);
        for (; first + all <= (nuint)values.Length; first += all)
        {
            for (var i = first; i < first + stream; i += step)
            {
                s0 += Vector256.LoadUnsafe(ref start, i);
                s1 += Vector256.LoadUnsafe(ref start, i + o1);
                s2 += Vector256.LoadUnsafe(ref start, i + o2);
                s3 += Vector256.LoadUnsafe(ref start, i + o3);
                s4 += Vector256.LoadUnsafe(ref start, i + o4);
                s5 += Vector256.LoadUnsafe(ref start, i + o5);
                s6 += Vector256.LoadUnsafe(ref start, i + o6);
                s7 += Vector256.LoadUnsafe(ref start, i + o7);
            }
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7) + TensorPrimitives.Sum(values[(int)first..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private float Sum128(ReadOnlySpan<float> values)
    {
        ref var start = ref MemoryMarshal.GetReference(values);
        Vector128<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nuint first = 0, stream = Stream(values.Length), all = (nuint)streams * stream, step = (nuint)(Vectors / streams * 4);
        nuint o1 = Offset(1, stream, 4), o2 = Offset(2, stream, 4), o3 = Offset(3, stream, 4), o4 = Offset(4, stream, 4);
        nuint o5 = Offset(5, stream, 4), o6 = Offset(6, stream, 4), o7 = Offset(7, stream, 4);
        for (; first + all <= (nuint)values.Length; first += all)
        {
            for (var i = first; i < first + stream; i += step)
            {
                s0 += Vector128.LoadUnsafe(ref start, i);
                s1 += Vector128.LoadUnsafe(ref start, i + o1);
                s2 += Vector128.LoadUnsafe(ref start, i + o2);
                s3 += Vector128.LoadUnsafe(ref start, i + o3);
                s4 += Vector128.LoadUnsafe(ref start, i + o4);
                s5 += Vector128.LoadUnsafe(ref start, i + o5);
                s6 += Vector128.LoadUnsafe(ref start, i + o6);
                s7 += Vector128.LoadUnsafe(ref start, i + o7);
            }
        }

        return Vector128.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7) + TensorPrimitives.Sum(values[(int)first..]);
    }
}
