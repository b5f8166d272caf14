using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>Elements from one entry of a <see cref="Broadcast{T}"/> to the next along each axis; 0 along one that is repeated.</summary>
internal readonly record struct BroadcastStrides(nint Batch, nint Head, nint Query, nint Key)
{
    public static BroadcastStrides Of<T>(Broadcast<T> tensor)
    {
        nint query = tensor.Keys;
        nint head = query * tensor.Queries;
        nint batch = head * tensor.Heads;
        return new BroadcastStrides(
            tensor.Batch == 1 ? 0 : batch, tensor.Heads == 1 ? 0 : head, tensor.Queries == 1 ? 0 : query, tensor.Keys == 1 ? 0 : 1);
    }

    /// <summary>Where the entry for a query and key lies.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public nint At(int batch, int head, int query, int key) => (batch * Batch) + (head * Head) + (query * Query) + (key * Key);
}
