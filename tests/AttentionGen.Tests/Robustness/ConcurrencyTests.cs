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
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(12 * RandomCases.Times);

    private static readonly TimeSpan UsualMoving = TimeSpan.FromSeconds(3 * RandomCases.Times);

    // A busy machine, or an emulated one, gets longer, until it has made as many calls as show something.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(120 * RandomCases.Times);

    private const int Least = 100_000, LeastMoving = 1_000;

    [Fact]
    public void BitsAreThoseOfTheCallAlone()
    {
        IReadOnlyList<Kernel> kernels = [.. KernelCatalog.All("Options"), .. LearnedKernels.Kernels.Where(static kernel => kernel.Dim <= 24)];
        (AttentionCase Call, float[] Expected)[] small = [.. kernels.Take(9).SelectMany(static kernel => Make(kernel, [(1, 2), (1, 5), (2, 3)], [0]))];
        (AttentionCase Call, float[] Expected)[] large = [.. kernels.SelectMany(static kernel => Make(kernel, [(1, 600), (40, 70)], [1, 2, 4, -1]))];
        long made = 0, different = 0;
        long start = Stopwatch.GetTimestamp();
        string? first = null;
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
        Assert.True(different == 0, $"{different} calls gave other bits, the first of them {first}");
        Assert.True(made >= Least, $"{made} calls");

        void Run(int number)
        {
            try
            {
                var random = new Random(number);
                var outputs = new float[large.Concat(small).Max(static each => each.Expected.Length)];
                for (int at = 0; at < Calls * RandomCases.Times / Threads && GoesOn(start, Usual, Volatile.Read(ref made) < Least); at++)
                {
                    (AttentionCase call, float[] expected) = random.Next(LargeEvery) == 0 ? large[random.Next(large.Length)] : small[random.Next(small.Length)];
                    Span<float> output = outputs.AsSpan(0, expected.Length);
                    output.Fill(1e30f);
                    call.Kernel.Forward(call.Queries, call.Keys, call.Values, output, call.Options());
                    if (!output.SequenceEqual(expected))
                    {
                        Interlocked.Increment(ref different);
                        Interlocked.CompareExchange(ref first, Difference(call, expected, output), null);
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

    /// <summary>
    /// The collector moves queries, keys, values and outputs while calls are under way: their addresses must never leave the arrays, or they
    /// would not move along.
    /// </summary>
    [Fact]
    public void MemoryMovesDuringCalls()
    {
        IReadOnlyList<Kernel> kernels = [.. KernelCatalog.All("Options"), .. LearnedKernels.Kernels];
        (AttentionCase Call, float[] Expected)[] calls = [.. kernels.SelectMany(static kernel => Make(kernel, [(1, 5), (3, 70), (1, 600), (40, 70)], [1, 2]))];
        long start = Stopwatch.GetTimestamp();
        var over = false;
        string? first = null;
        int made = 0, collections = GC.CollectionCount(1);
        var disturbance = new Thread(() =>
        {
            // Holes between arrays that live, so that there is something to close up.
            var held = new List<byte[]>();
            for (int at = 0; !Volatile.Read(ref over); at++)
            {
                for (int i = 0; i < 200; i++)
                {
                    byte[] array = new byte[1000 + (i * 10)];
                    if (i % 3 == 0)
                    {
                        held.Add(array);
                    }
                }

                if (held.Count > 5000)
                {
                    held.RemoveRange(0, 4000);
                }

                GC.Collect(at % 2, GCCollectionMode.Forced, blocking: true, compacting: true);
            }
        });
        disturbance.Start();
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(number => new Thread(() => Run(number)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        Volatile.Write(ref over, true);
        disturbance.Join();
        log.WriteLine($"{made} calls during {GC.CollectionCount(1) - collections} collections");
        Assert.Null(first);

        Assert.True(made >= LeastMoving, $"{made} calls");

        void Run(int number)
        {
            var random = new Random(number);
            while (GoesOn(start, UsualMoving, Volatile.Read(ref made) < LeastMoving))
            {
                (AttentionCase call, float[] expected) = calls[random.Next(calls.Length)];
                AttentionCase moving = call with { Queries = [.. call.Queries], Keys = [.. call.Keys], Values = [.. call.Values] };
                float[] output = moving.Output();
                if (!output.AsSpan().SequenceEqual(expected))
                {
                    Interlocked.CompareExchange(ref first, Difference(call, expected, output), null);
                }

                Interlocked.Increment(ref made);
            }
        }
    }

    private static bool GoesOn(long start, TimeSpan usual, bool few) =>
        Stopwatch.GetElapsedTime(start) is var time && (time < usual || (few && time < Longest));

    private static string Difference(AttentionCase call, float[] expected, ReadOnlySpan<float> output)
    {
        int at = output.CommonPrefixLength(expected);
        int count = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            count += output[i] == expected[i] ? 0 : 1;
        }

        return $"{call} degree={call.MaxDegreeOfParallelism}: output[{at}] is {output[at]:G9}, not {expected[at]:G9}; {count} of {expected.Length} differ";
    }

    private static IEnumerable<(AttentionCase Call, float[] Expected)> Make(Kernel kernel, (int M, int N)[] sizes, int[] degrees) =>
        from size in sizes
        from degree in degrees
        let n = LearnedKernels.KeyLength(kernel, size.N)
        let m = kernel.Declaration.QueryLength > 0 ? kernel.Declaration.QueryLength : size.M
        let call = new AttentionCase(kernel, m, n) { QueryOffsets = [n - m] }
        select (call with { MaxDegreeOfParallelism = degree }, call.Output());
}
