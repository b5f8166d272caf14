using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests.Robustness;

/// <summary>
/// Two million calls of shared kernels from many threads at once, some of which use the pool themselves: the bits of each are those of the same
/// call alone.
/// </summary>
public sealed class ConcurrencyTests(ITestOutputHelper log)
{
    private const int Calls = 2_000_000;
    private const int Threads = 16;

    // Of this many calls, one is large enough for several threads.
    private const int LargeEvery = 2_000;

    // Slow paths stop here, short of the number: every call up to then is compared.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(12 * RandomCases.Times);

    [Fact]
    public void BitsAreThoseOfTheCallAlone()
    {
        IReadOnlyList<Kernel> kernels = [.. KernelCatalog.All("Options"), .. LearnedKernels.Kernels.Where(static kernel => kernel.Dim <= 24)];
        (AttentionCase Call, float[] Expected)[] small = [.. kernels.Take(9).SelectMany(static kernel => Make(kernel, [(1, 2), (1, 5), (2, 3)], [0]))];
        (AttentionCase Call, float[] Expected)[] large = [.. kernels.SelectMany(static kernel => Make(kernel, [(1, 600), (40, 70)], [1, 2, 4, -1]))];
        long made = 0, different = 0;
        long start = Stopwatch.GetTimestamp();
        Exception? failure = null;
        Thread[] threads = [.. Enumerable.Range(0, Threads).Select(number => new Thread(() => Run(number)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        log.WriteLine($"{made} calls on {Threads} threads in {Stopwatch.GetElapsedTime(start).TotalSeconds:F1} s");
        Assert.Null(failure);
        Assert.Equal(0, different);
        Assert.True(made > 10_000, $"{made} calls");

        void Run(int number)
        {
            try
            {
                var random = new Random(number);
                var outputs = new float[large.Concat(small).Max(static each => each.Expected.Length)];
                for (int at = 0; at < Calls * RandomCases.Times / Threads && Stopwatch.GetElapsedTime(start) < Longest; at++)
                {
                    (AttentionCase call, float[] expected) = random.Next(LargeEvery) == 0 ? large[random.Next(large.Length)] : small[random.Next(small.Length)];
                    Span<float> output = outputs.AsSpan(0, expected.Length);
                    output.Fill(1e30f);
                    call.Kernel.Forward(call.Queries, call.Keys, call.Values, output, call.Options());
                    if (!output.SequenceEqual(expected))
                    {
                        Interlocked.Increment(ref different);
                    }

                    Interlocked.Increment(ref made);
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }
        }
    }

    private static IEnumerable<(AttentionCase Call, float[] Expected)> Make(Kernel kernel, (int M, int N)[] sizes, int[] degrees) =>
        from size in sizes
        from degree in degrees
        let n = LearnedKernels.KeyLength(kernel, size.N)
        let m = kernel.Declaration.QueryLength > 0 ? kernel.Declaration.QueryLength : size.M
        let call = new AttentionCase(kernel, m, n) { QueryOffsets = [n - m] }
        select (call with { MaxDegreeOfParallelism = degree }, call.Output());
}
