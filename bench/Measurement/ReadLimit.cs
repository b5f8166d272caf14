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
/// Eight streams are read side by side, as long as the buffer allows: a processor fetches more from several than from a single one, front to
/// back, and the more the longer they are.
/// </summary>
internal sealed class ReadLimit(AttentionCase subject, CaseData data, int threads) : Contender(Families.Limit, "read")
{
    // Floats of one page, or of 64 of them, and of a line: no two streams are in the same set of the first-level cache.
    private const int ShortStream = 1040;
    private const int LongStream = 65552;
    private const int Streams = 8;

    private readonly float[] _sinks = new float[threads];

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

    private static nuint Stream(int length) => length >= Streams * LongStream ? (nuint)LongStream : ShortStream;

    private static float Sum(ReadOnlySpan<float> values) =>
        Vector512.IsHardwareAccelerated ? Sum512(values) : Vector256.IsHardwareAccelerated ? Sum256(values) : Sum128(values);

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum512(ReadOnlySpan<float> values)
    {
        ref var start = ref MemoryMarshal.GetReference(values);
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nuint first = 0, stream = Stream(values.Length);
        for (; first + (Streams * stream) <= (nuint)values.Length; first += Streams * stream)
        {
            for (var i = first; i < first + stream; i += 16)
            {
                s0 += Vector512.LoadUnsafe(ref start, i);
                s1 += Vector512.LoadUnsafe(ref start, i + stream);
                s2 += Vector512.LoadUnsafe(ref start, i + (2 * stream));
                s3 += Vector512.LoadUnsafe(ref start, i + (3 * stream));
                s4 += Vector512.LoadUnsafe(ref start, i + (4 * stream));
                s5 += Vector512.LoadUnsafe(ref start, i + (5 * stream));
                s6 += Vector512.LoadUnsafe(ref start, i + (6 * stream));
                s7 += Vector512.LoadUnsafe(ref start, i + (7 * stream));
            }
        }

        return Vector512.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7) + TensorPrimitives.Sum(values[(int)first..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum256(ReadOnlySpan<float> values)
    {
        ref var start = ref MemoryMarshal.GetReference(values);
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nuint first = 0, stream = Stream(values.Length);
        for (; first + (Streams * stream) <= (nuint)values.Length; first += Streams * stream)
        {
            for (var i = first; i < first + stream; i += 8)
            {
                s0 += Vector256.LoadUnsafe(ref start, i);
                s1 += Vector256.LoadUnsafe(ref start, i + stream);
                s2 += Vector256.LoadUnsafe(ref start, i + (2 * stream));
                s3 += Vector256.LoadUnsafe(ref start, i + (3 * stream));
                s4 += Vector256.LoadUnsafe(ref start, i + (4 * stream));
                s5 += Vector256.LoadUnsafe(ref start, i + (5 * stream));
                s6 += Vector256.LoadUnsafe(ref start, i + (6 * stream));
                s7 += Vector256.LoadUnsafe(ref start, i + (7 * stream));
            }
        }

        return Vector256.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7) + TensorPrimitives.Sum(values[(int)first..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static float Sum128(ReadOnlySpan<float> values)
    {
        ref var start = ref MemoryMarshal.GetReference(values);
        Vector128<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        nuint first = 0, stream = Stream(values.Length);
        for (; first + (Streams * stream) <= (nuint)values.Length; first += Streams * stream)
        {
            for (var i = first; i < first + stream; i += 4)
            {
                s0 += Vector128.LoadUnsafe(ref start, i);
                s1 += Vector128.LoadUnsafe(ref start, i + stream);
                s2 += Vector128.LoadUnsafe(ref start, i + (2 * stream));
                s3 += Vector128.LoadUnsafe(ref start, i + (3 * stream));
                s4 += Vector128.LoadUnsafe(ref start, i + (4 * stream));
                s5 += Vector128.LoadUnsafe(ref start, i + (5 * stream));
                s6 += Vector128.LoadUnsafe(ref start, i + (6 * stream));
                s7 += Vector128.LoadUnsafe(ref start, i + (7 * stream));
            }
        }

        return Vector128.Sum(s0 + s1 + s2 + s3 + s4 + s5 + s6 + s7) + TensorPrimitives.Sum(values[(int)first..]);
    }
}
