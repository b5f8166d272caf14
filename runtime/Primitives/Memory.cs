using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace AttentionGen.CompilerServices;

/// <summary>Hints to the memory system.</summary>
public static class Memory
{
    private const int LineBytes = 64;

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

    /// <summary>
    /// Asks for <paramref name="length"/> elements that will be needed soon. Rows of one head lie far apart in token-major tensors, where
    /// the processor's own prefetching finds no pattern. The address may lie outside the tensor: a hint never faults.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Prefetch(ref readonly float row, int length)
    {
        if (Sse.IsSupported)
        {
            byte* address = (byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in row));
            for (int offset = 0; offset < length * sizeof(float); offset += LineBytes)
            {
                Sse.Prefetch0(address + offset);
            }
        }
    }
}
