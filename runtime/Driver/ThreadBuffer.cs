using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>Growing, pinned arrays that a thread keeps from call to call.</summary>
internal static class ThreadBuffer
{
    // Elements of a cache line, to which every buffer is aligned: a vector that straddles two lines loads at half speed.
    private const int Line = 16;

    [ThreadStatic]
    private static Aligned _own;

    [ThreadStatic]
    private static Aligned _shared;

    /// <summary>Rounds a length up to whole cache lines.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Align(int length) => (length + Line - 1) & -Line;

    /// <summary>
    /// The first of <paramref name="length"/> elements, aligned to a cache line, with unspecified contents: a unit of work's own, valid
    /// until the thread's next call of this.
    /// </summary>
    public static ref float Rent(int length) => ref _own.Start(length);

    /// <summary>The same for memory that the units of one call share, apart from that of <see cref="Rent"/>.</summary>
    public static ref float RentShared(int length) => ref _shared.Start(length);

    private struct Aligned
    {
        private float[]? _array;
        private int _start;

        public ref float Start(int length)
        {
            if (_array is null || _array.Length - _start < length)
            {
                Grow(length);
            }

            return ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_array!), _start);
        }

        private unsafe void Grow(int length)
        {
            // Pinned, so that the alignment lasts.
            _array = GC.AllocateUninitializedArray<float>(length + Line, pinned: true);
            nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_array));
            int past = (int)(address / sizeof(float) % Line);
            _start = past == 0 ? 0 : Line - past;
        }
    }
}
