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

    /// <summary>What is left of the softmax of a pass's tiles where the weighted sum makes the weights: <see cref="PendingLength"/> for each.</summary>
    public readonly ref float Pending;

    /// <summary>What a learned score needs besides; empty for others.</summary>
    public readonly ref float Learned;

    /// <summary>What the memory is asked for while the buffers are in use.</summary>
    public readonly ref Lookahead<TShape> Ahead;

    private Workspace(ref float start, int rows, ref Lookahead<TShape> ahead)
    {
        Ahead = ref ahead;
        Queries = ref start;
        KeyPanels = ref Unsafe.Add(ref Queries, ThreadBuffer.Align(rows * TShape.Dim));
        Values = ref Unsafe.Add(ref KeyPanels, ThreadBuffer.Align(TTiles.BlockKeys * TShape.Dim));
        Scores = ref Unsafe.Add(ref Values, ThreadBuffer.Align(TTiles.BlockKeys * TTiles.ValueStride));
        Contexts = ref Unsafe.Add(ref Scores, ThreadBuffer.Align(TTiles.PassTiles * TTiles.QueryRows * TTiles.BlockKeys));
        Maxima = ref Unsafe.Add(ref Contexts, ThreadBuffer.Align(rows * TTiles.ValueStride));
        Sums = ref Unsafe.Add(ref Maxima, ThreadBuffer.Align(rows / TTiles.QueryRows * TTiles.StateRows));
        Rescales = ref Unsafe.Add(ref Sums, ThreadBuffer.Align(rows * TTiles.Lanes));
        Pending = ref Unsafe.Add(ref Rescales, ThreadBuffer.Align(TTiles.PassTiles * TTiles.StateRows));
        Learned = ref Unsafe.Add(ref Pending, ThreadBuffer.Align(TTiles.PassTiles * PendingLength));
    }

    /// <summary>Elements of <see cref="ITileOperations.Advance"/>'s result, and of the totals behind it.</summary>
    public static int PendingLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TTiles.FusesSoftmax ? (2 * TTiles.StateRows) + (TTiles.QueryRows * TTiles.Lanes) : 0;
    }

    /// <summary>Buffers for <paramref name="rows"/> query rows, a multiple of the tile's; valid until the thread's next call of this.</summary>
    public static Workspace<TShape, TTiles> Rent(int rows, ref Lookahead<TShape> ahead)
    {
        int length =
            ThreadBuffer.Align(rows * TShape.Dim) + ThreadBuffer.Align(TTiles.BlockKeys * TShape.Dim) + ThreadBuffer.Align(TTiles.BlockKeys * TTiles.ValueStride) +
            ThreadBuffer.Align(TTiles.PassTiles * TTiles.QueryRows * TTiles.BlockKeys) + ThreadBuffer.Align(rows * TTiles.ValueStride) + ThreadBuffer.Align(rows / TTiles.QueryRows * TTiles.StateRows) +
            ThreadBuffer.Align(rows * TTiles.Lanes) + ThreadBuffer.Align(TTiles.PassTiles * TTiles.StateRows) + ThreadBuffer.Align(TTiles.PassTiles * PendingLength) +
            ScoreForm<TShape, TTiles>.Memory(rows);
        return new Workspace<TShape, TTiles>(ref ThreadBuffer.Rent(length), rows, ref ahead);
    }
}
