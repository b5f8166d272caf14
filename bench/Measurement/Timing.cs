using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using MathNet.Numerics.Statistics;

namespace AttentionGen.Bench.Measurement;

/// <summary>Seconds per call over the samples of one contender.</summary>
internal sealed record TimeStatistics(double Minimum, double LowerQuartile, double Median, double UpperQuartile, int Samples)
{
    public static TimeStatistics Of(IEnumerable<double> samples)
    {
        var sorted = samples.Order().ToArray();
        return new(
            SortedArrayStatistics.Minimum(sorted),
            SortedArrayStatistics.LowerQuartile(sorted),
            SortedArrayStatistics.Median(sorted),
            SortedArrayStatistics.UpperQuartile(sorted),
            sorted.Length);
    }
}

/// <summary>
/// Times contenders side by side: every round takes one sample of each, every other round in reverse (A B C, C B A, ...), so that
/// none always follows the same neighbour.
/// </summary>
internal static class Timing
{
    private const int MostRounds = 400;

    // A shorter call finds in the caches what the contender before it left there: its samples begin with an untimed call.
    private const double CacheBound = 0.02;

    // Idle workers of a pool spin for a while after a parallel call; the next contender must not share its core with them.
    private static readonly TimeSpan PoolRest = TimeSpan.FromMilliseconds(30);

    /// <summary>Seconds of the fastest of the first calls; also what warms caches, pools and branch predictors.</summary>
    public static double Try(Contender contender, double seconds)
    {
        var best = double.PositiveInfinity;
        var start = Stopwatch.GetTimestamp();
        for (var calls = 0; calls < 2 || Stopwatch.GetElapsedTime(start) < Budget.Seconds(seconds); calls++)
        {
            var before = Stopwatch.GetTimestamp();
            contender.Run();
            best = Math.Min(best, Stopwatch.GetElapsedTime(before).TotalSeconds);
        }

        return best;
    }

    /// <summary>Times all contenders; <paramref name="estimates"/> are their seconds per call as <see cref="Try"/> saw them.</summary>
    public static TimeStatistics[] Rotate(
        IReadOnlyList<Contender> contenders, IReadOnlyList<double> estimates, Budget budget, bool parallel, Action<int> round)
    {
        var samples = contenders.Select(_ => new List<double>()).ToArray();
        var spent = new double[contenders.Count];
        var repeats = estimates.Select(e => Math.Max(1, (int)Math.Ceiling(budget.Sample / e))).ToArray();
        var start = Stopwatch.GetTimestamp();
        for (var rounds = 0; rounds < MostRounds; rounds++)
        {
            if (rounds >= budget.LeastRounds && Stopwatch.GetElapsedTime(start) >= Budget.Seconds(budget.Rounds))
            {
                break;
            }

            round(rounds);
            for (var turn = 0; turn < contenders.Count; turn++)
            {
                var i = rounds % 2 == 0 ? turn : contenders.Count - 1 - turn;

                // A contender many times slower than the first must not eat the rounds of all the others.
                if (rounds >= budget.LeastRounds && spent[i] > 3 * spent[0])
                {
                    continue;
                }

                var sample = Sample(contenders[i], repeats[i], parallel, estimates[i] < CacheBound);
                samples[i].Add(sample);
                spent[i] += sample * repeats[i];
            }
        }

        return [.. samples.Select(TimeStatistics.Of)];
    }

    /// <summary>Bytes that one call leaves on the managed heap.</summary>
    public static double AllocatedPerCall(Contender contender, double estimate, bool parallel)
    {
        var calls = (int)Math.Clamp(0.02 / estimate, 2, 100);
        var before = Allocated();
        for (var i = 0; i < calls; i++)
        {
            contender.Run();
        }

        return (Allocated() - before) / (double)calls;

        long Allocated() => parallel ? GC.GetTotalAllocatedBytes(precise: true) : GC.GetAllocatedBytesForCurrentThread();
    }

    private static double Sample(Contender contender, int repeats, bool parallel, bool callBefore)
    {
        if (parallel)
        {
            Thread.Sleep(PoolRest);
        }

        if (parallel || callBefore)
        {
            contender.Run();
        }

        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++)
        {
            contender.Run();
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    }
}
