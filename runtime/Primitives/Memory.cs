using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AttentionGen.CompilerServices;

/// <summary>Hints to the memory system.</summary>
public static class Memory
{
    /// <summary>
    /// Whether a loop that computes much between two loads is fastest on this processor where it reads memory in order, two neighbouring rows at once, and
    /// asks for what follows by <see cref="Prefetch"/>. Others are faster with several streams, each from a part of its own.
    /// </summary>
    public static bool PrefersNeighbours
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Processor.IsZen5OrLater;
    }

    /// <summary>
    /// Whether this processor follows two streams, or several where little else passes through the first-level cache, by itself in a loop that computes much
    /// between two loads. Intel's and AMD's Zen 3 are faster where such a loop asks for what follows by <see cref="Prefetch"/>.
    /// </summary>
    public static bool FollowsStreams
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !Processor.IsIntel && !Processor.IsZen3;
    }

    /// <summary>Asks for the line of the cache at an address, which may lie outside the tensor: a hint never faults.</summary>
    /// <param name="element">An element of the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref readonly float element)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.AsRef(in element)));
        }
    }

    /// <summary>The same, for what is wanted so much later that it should not drive anything out of the first-level cache.</summary>
    /// <param name="element">An element of the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe void PrefetchFar(ref readonly float element)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(Unsafe.AsPointer(ref Unsafe.AsRef(in element)));
        }
    }
}
