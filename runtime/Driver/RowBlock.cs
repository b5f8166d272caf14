using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>A run of rows of one batch item and key/value head: the unit of work.</summary>
/// <param name="Batch">The batch item.</param>
/// <param name="KeyValueHead">The key/value head that all the rows read, or the group of heads (see <see cref="Grouping{TShape}"/>).</param>
/// <param name="First">The first row.</param>
/// <param name="Rows">How many.</param>
internal readonly record struct RowBlock(int Batch, int KeyValueHead, int First, int Rows)
{
    /// <summary>The query that a row of this block belongs to; neighbouring rows are the heads of a group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Query(int row, int groupHeads) => (int)((uint)(First + row) / (uint)groupHeads);

    /// <summary>The row's head, counted within its group.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int GroupHead(int row, int groupHeads) => (int)((uint)(First + row) % (uint)groupHeads);
}

/// <summary>Where rows lie in the caller's tensors, in rows (not elements). All arithmetic is native-sized: products pass 2^31.</summary>
internal static class Tensor
{
    /// <summary>The row of queries and output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Row<TShape>(in RowBlock block, int row, int queryLength)
        where TShape : struct, IKernelShape
    {
        int query = block.Query(row, Grouping<TShape>.Heads);
        return TShape.Layout == TensorLayout.TokenMajor
            ? ((((nint)block.Batch * queryLength) + query) * TShape.Heads) + Head<TShape>(block, row)
            : HeadRow<TShape>(block, row, queryLength);
    }

    /// <summary>The row of the extra outputs, which are <c>[B, H, m, ...]</c> in either layout.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint HeadRow<TShape>(in RowBlock block, int row, int queryLength)
        where TShape : struct, IKernelShape
    {
        int query = block.Query(row, Grouping<TShape>.Heads);
        return ((((nint)block.Batch * TShape.Heads) + Head<TShape>(block, row)) * queryLength) + query;
    }

    /// <summary>The row of keys and values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nint Key<TShape>(in RowBlock block, int key, int keyLength)
        where TShape : struct, IKernelShape =>
        TShape.Layout == TensorLayout.TokenMajor
            ? ((((nint)block.Batch * keyLength) + key) * TShape.KeyValueHeads) + Grouping<TShape>.KeyValueHead(block.KeyValueHead)
            : ((((nint)block.Batch * TShape.KeyValueHeads) + Grouping<TShape>.KeyValueHead(block.KeyValueHead)) * keyLength) + key;

    /// <summary>Rows from one key of a head to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int KeyStride<TShape>()
        where TShape : struct, IKernelShape =>
        TShape.Layout == TensorLayout.TokenMajor ? TShape.KeyValueHeads : 1;

    /// <summary>The query head of a row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Head<TShape>(in RowBlock block, int row)
        where TShape : struct, IKernelShape =>
        (block.KeyValueHead * Grouping<TShape>.Heads) + block.GroupHead(row, Grouping<TShape>.Heads);
}
