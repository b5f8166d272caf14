using System;
using System.Runtime.InteropServices;

namespace AttentionGen.Bench.Measurement;

/// <summary>
/// Native memory on a cache-line boundary. An array's start moves from run to run, and with it how many vector loads cross a
/// line: this way every contender sees the same lines in every run, and native peers read the very same memory.
/// </summary>
internal sealed unsafe class AlignedBuffer<T> : IDisposable
    where T : unmanaged
{
    private const int CacheLine = 64;
    private T* _start;

    public AlignedBuffer(int length)
    {
        Length = length;
        _start = (T*)NativeMemory.AlignedAlloc((nuint)Math.Max(1, length) * (nuint)sizeof(T), CacheLine);
        Span.Clear();
    }

    public AlignedBuffer(params ReadOnlySpan<T> values)
        : this(values.Length) => values.CopyTo(Span);

    public int Length { get; }

    public Span<T> Span => new(_start, Length);

    /// <summary>One of several items of equal length.</summary>
    public Span<T> Item(int item, int items) => Span.Slice(Length / items * item, Length / items);

    public nint Address => (nint)_start;

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
