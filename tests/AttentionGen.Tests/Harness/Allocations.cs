using System;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>What calls allocate on the managed heap.</summary>
internal static class Allocations
{
    private const int Attempts = 50;

    /// <summary>Calls made before, so that what a first call needs is there, allocate nothing when they are made again.</summary>
    public static void None(Action calls)
    {
        calls();

        // A collection, which other threads cause, counts the rest of this thread's allocation buffer as allocated: measure again.
        long allocated = 0;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            int collections = GC.CollectionCount(0);
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 5; i++)
            {
                calls();
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (GC.CollectionCount(0) == collections)
            {
                break;
            }
        }

        Assert.Equal(0, allocated);
    }
}
