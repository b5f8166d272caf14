using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The driver's buffers for one thread, cut from an array that the thread keeps: the second call of a size allocates nothing.
/// The layouts are those of <see cref="ITileOperations"/>.
/// </summary>
internal readonly ref struct Workspace<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    public readonly ref float Queries;
    public readonly ref float KeyPanels;
    public readonly ref float Values;
    public readonly ref float Scores;
    public readonly ref float Contexts;
    public readonly ref float Maxima;
    public readonly ref float Sums;
    public readonly ref float Rescales;

    private Workspace(ref float start, int rows)
    {
        Queries = ref start;
        KeyPanels = ref Unsafe.Add(ref Queries, Align(rows * TShape.Dim));
        Values = ref Unsafe.Add(ref KeyPanels, Align(TTiles.BlockKeys * TShape.Dim));
        Scores = ref Unsafe.Add(ref Values, Align(TTiles.BlockKeys * TTiles.ValueStride));
        Contexts = ref Unsafe.Add(ref Scores, Align(TTiles.QueryRows * TTiles.BlockKeys));
        Maxima = ref Unsafe.Add(ref Contexts, Align(rows * TTiles.ValueStride));
        Sums = ref Unsafe.Add(ref Maxima, Align(rows / TTiles.QueryRows * TTiles.StateRows));
        Rescales = ref Unsafe.Add(ref Sums, Align(rows * TTiles.SumLanes));
    }

    /// <summary>Buffers for <paramref name="rows"/> query rows, a multiple of the tile's; valid until the thread's next call of this.</summary>
    public static Workspace<TShape, TTiles> Rent(int rows)
    {
        int length =
            Align(rows * TShape.Dim) + Align(TTiles.BlockKeys * TShape.Dim) + Align(TTiles.BlockKeys * TTiles.ValueStride) +
            Align(TTiles.QueryRows * TTiles.BlockKeys) + Align(rows * TTiles.ValueStride) + Align(rows / TTiles.QueryRows * TTiles.StateRows) +
            Align(rows * TTiles.SumLanes) + Align(TTiles.StateRows);
        return new Workspace<TShape, TTiles>(ref ThreadBuffer.Rent(length), rows);
    }

    private static int Align(int length) => (length + ThreadBuffer.Line - 1) & -ThreadBuffer.Line;
}

/// <summary>One growing, pinned array a thread.</summary>
internal static class ThreadBuffer
{
    /// <summary>Elements of a cache line, to which every buffer is aligned: a vector that straddles two lines loads at half speed.</summary>
    public const int Line = 16;

    [ThreadStatic]
    private static float[]? _array;

    [ThreadStatic]
    private static int _start;

    /// <summary>The first of <paramref name="length"/> elements, aligned to a cache line, with unspecified contents.</summary>
    public static ref float Rent(int length)
    {
        float[]? array = _array;
        if (array is null || array.Length - _start < length)
        {
            array = Grow(length);
        }

        return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), _start);
    }

    private static unsafe float[] Grow(int length)
    {
        // Pinned, so that the alignment lasts.
        float[] array = GC.AllocateUninitializedArray<float>(length + Line, pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(array));
        nuint past = address / sizeof(float) % Line;
        _start = past == 0 ? 0 : Line - (int)past;
        _array = array;
        return array;
    }
}
