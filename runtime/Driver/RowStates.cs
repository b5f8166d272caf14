using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>The running states of rows that the softmax treats tile by tile: each tile has <see cref="ITileOperations.StateRows"/> maxima, some to spare.</summary>
internal static class RowStates<TTiles>
    where TTiles : struct, ITileOperations
{
    /// <summary>Where a row's maximum lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Maximum(int row) => (row / TTiles.QueryRows * TTiles.StateRows) + (row % TTiles.QueryRows);
}
