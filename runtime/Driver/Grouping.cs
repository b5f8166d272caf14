using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Which query heads are rows of one matrix: those that share a key/value head, unless each sees the keys through parameters of its own.
/// </summary>
internal static class Grouping<TShape>
    where TShape : struct, IKernelShape
{
    /// <summary>Query heads of a group.</summary>
    public static int Heads
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsSingle ? 1 : TShape.Heads / TShape.KeyValueHeads;
    }

    /// <summary>Groups of a batch item.</summary>
    public static int Count
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsSingle ? TShape.Heads : TShape.KeyValueHeads;
    }

    /// <summary>Whether every query head is a group of its own: nothing that is made of the keys serves another.</summary>
    public static bool IsSingle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TShape.Score is Score.Additive or Score.Mlp or Score.Location;
    }

    /// <summary>The key/value head that a group reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int KeyValueHead(int group) => IsSingle ? group / (TShape.Heads / TShape.KeyValueHeads) : group;
}
