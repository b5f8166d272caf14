using System;

namespace AttentionGen.Bench.Cases;

/// <summary>The one place that knows whether this build of the runtime can be asked for more than one thread.</summary>
internal static class KernelThreading
{
    /// <summary>Whether <see cref="AttentionOptions"/> has a degree of parallelism; rows with more threads are skipped without it.</summary>
    public static bool Supported => false;

    public static AttentionOptions Options(ReadOnlySpan<int> keyLengths, ReadOnlySpan<int> queryOffsets, int threads)
    {
        if (threads > 1 && !Supported)
        {
            throw new NotSupportedException("this build of the runtime is sequential");
        }

        return new() { KeyLengths = keyLengths, QueryOffsets = queryOffsets };
    }
}
