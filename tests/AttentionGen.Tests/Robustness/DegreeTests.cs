using System;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Threading;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests.Robustness;

/// <summary>How many threads a call asks the pool for. Alone, as the pool's counter is everybody's.</summary>
[Collection(nameof(Alone))]
public sealed class DegreeTests
{
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    [InlineData(5, 5)]
    [InlineData(1000, 8)]
    public void HelpersForTheDegree(int degree, int threads)
    {
        // Eight batch items of one unit each: no more can help.
        Check(new AttentionCase(KernelCatalog.Get("Extremes.Narrow"), 30, 30, batch: 8) { MaxDegreeOfParallelism = degree }, threads);
    }

    [Fact]
    public void HelpersForAllCores() => Check(
        new AttentionCase(KernelCatalog.Get("Extremes.Narrow"), 30, 30, batch: 8) { MaxDegreeOfParallelism = -1 }, int.Min(Environment.ProcessorCount, 8));

    /// <summary>What a helper throws reaches the caller, and the next call of the thread is as good as before.</summary>
    [Fact]
    public void FailuresReachTheCaller()
    {
        for (int repeat = 0; repeat < 3; repeat++)
        {
            Assert.Same(Failing.Exception, Assert.Throws<InvalidTimeZoneException>(() => Failing.Run(fails: true)));
            Assert.Equal(64, Failing.Run(fails: false));
        }
    }

    /// <summary>
    /// A busy pool has not come to the items of one call when the thread makes the next, with a smaller degree: of what is left over no more
    /// than that may help.
    /// </summary>
    [Fact]
    public void ItemsLeftOverKeepToTheDegree()
    {
        for (int repeat = 0; repeat < 3; repeat++)
        {
            Settle();
            using var open = new ManualResetEventSlim();
            for (int i = ThreadPool.ThreadCount + 32; i > 0; i--)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static open => open.Wait(), open, preferLocal: false);
            }

            // Nobody helps: all the pool's threads wait, those that it may start meanwhile too.
            Assert.Equal(1, Counting.Run(degree: 8, open: null));
            Assert.Equal(2, Counting.Run(degree: 2, open));
            Settle();
        }
    }

    // Calls one at a time: each item of the pool is gone before the next call, which would otherwise make use of it.
    private static void Check(AttentionCase call, int threads)
    {
        float[] expected = (call with { MaxDegreeOfParallelism = 1 }).Output();
        Settle();
        const int calls = 20;
        long least = long.MaxValue, most = 0;
        for (int i = 0; i < calls; i++)
        {
            long before = ThreadPool.CompletedWorkItemCount;
            Assert.Equal(expected, call.Output());

            // A thread that the system holds up between taking an item and ending it is neither pending nor done.
            Assert.True(SpinWait.SpinUntil(() => ThreadPool.CompletedWorkItemCount - before >= threads - 1, Patience), $"Fewer than {threads - 1} helpers.");
            Settle();
            long items = ThreadPool.CompletedWorkItemCount - before;
            (least, most) = (long.Min(least, items), long.Max(most, items));
        }

        // Whatever else runs in the pool now and then adds to some calls, not to all.
        Assert.True(least == threads - 1, $"{least} to {most} helpers, expected {threads - 1}");
    }

    private static void Settle()
    {
        long start = Stopwatch.GetTimestamp(), seen = -1;
        while ((ThreadPool.PendingWorkItemCount > 0 || ThreadPool.CompletedWorkItemCount != seen) && Stopwatch.GetElapsedTime(start) < Patience)
        {
            seen = ThreadPool.CompletedWorkItemCount;
            Thread.Sleep(5);
        }
    }

    // Units of which one fails, unless it is the caller that computes it.
    private readonly struct Failing : IUnitOfWork
    {
        public static readonly InvalidTimeZoneException Exception = new();

        private static int _caller;
        private static int _done;
        private static bool _fails;

        public static int Run(bool fails)
        {
            _caller = Environment.CurrentManagedThreadId;
            _done = 0;
            _fails = fails;
            float shared = 0;
            AttentionCall call = AttentionCall.Validate<ShapeH1G1D1E1>([1], [1], [1], new float[1], new AttentionOptions { MaxDegreeOfParallelism = 3 });
            WorkQueue.Run<Failing>(call, 100, 64, ref shared);
            return _done;
        }

        static void IUnitOfWork.Run(in AttentionCall call, int first, int units, int place, ref float shared)
        {
            Assert.Equal((100 + place, 1), (first, units));
            Interlocked.Increment(ref _done);
            if (_fails && Environment.CurrentManagedThreadId != _caller)
            {
                throw Exception;
            }

            // The caller leaves something for the others.
            long start = Stopwatch.GetTimestamp();
            while (_fails && Stopwatch.GetElapsedTime(start).TotalMilliseconds < 20)
            {
                Thread.Sleep(1);
            }
        }
    }
}

// Units that count the threads that come to them.
internal readonly struct Counting : IUnitOfWork
{
    private static readonly ConcurrentDictionary<int, int> Threads = new();
    private static ManualResetEventSlim? _open;

    public static int Run(int degree, ManualResetEventSlim? open)
    {
        Threads.Clear();
        _open = open;
        float shared = 0;
        AttentionCall call = AttentionCall.Validate<ShapeH1G1D1E1>([1], [1], [1], new float[1], new AttentionOptions { MaxDegreeOfParallelism = degree });
        WorkQueue.Run<Counting>(call, 0, 64, ref shared);
        return Threads.Count;
    }

    static void IUnitOfWork.Run(in AttentionCall call, int first, int units, int place, ref float shared)
    {
        Threads.TryAdd(Environment.CurrentManagedThreadId, 0);
        _open?.Set();

        Thread.Sleep(2);
        if (_open is not null)
        {
            // A helper can come: the first unit waits for it, however busy the machine is.
            SpinWait.SpinUntil(static () => Threads.Count > 1, DegreeTests.Patience);
        }
    }
}

/// <summary>Tests that nothing runs beside.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
