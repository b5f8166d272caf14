using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>The rows of a block, one after another: what <see cref="Tensor.Row{TShape}"/> says of each, by an addition.</summary>
internal struct RowWalk<TShape>
    where TShape : struct, IKernelShape
{
    private readonly nint _toHead;
    private readonly nint _toQuery;
    private int _headsLeft;

    /// <summary>Starts at the block's first row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public RowWalk(in RowBlock block, int queryLength)
    {
        Row = Tensor.Row<TShape>(block, 0, queryLength);
        _headsLeft = Grouping<TShape>.Heads - block.GroupHead(0, Grouping<TShape>.Heads);
        _toHead = TShape.Layout == TensorLayout.TokenMajor ? 1 : queryLength;
        _toQuery = (TShape.Layout == TensorLayout.TokenMajor ? TShape.Heads : 1) - ((Grouping<TShape>.Heads - 1) * _toHead);
    }

    /// <summary>Where the row lies, in rows.</summary>
    public nint Row { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void MoveNext()
    {
        if (Grouping<TShape>.Heads == 1 || --_headsLeft == 0)
        {
            Row += _toQuery;
            _headsLeft = Grouping<TShape>.Heads;
        }
        else
        {
            Row += _toHead;
        }
    }
}
