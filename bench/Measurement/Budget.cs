using System;

namespace AttentionGen.Bench.Measurement;

/// <summary>How long a case may take.</summary>
/// <param name="Rounds">Seconds of timed rounds, but at least <paramref name="LeastRounds"/> of them.</param>
/// <param name="LeastRounds">Samples that every contender gets.</param>
/// <param name="Sample">Seconds of one sample: shorter calls are repeated within it.</param>
/// <param name="WarmUp">Seconds of calls before the first sample.</param>
/// <param name="LongestCall">Seconds beyond which a slow loop is not run.</param>
/// <param name="Slowest">How many times as long as a library's fastest variant another may take, at a first try, to be timed further; beyond, it keeps that time.</param>
/// <param name="ColdCalls">Processes started to time a first call.</param>
internal sealed record Budget(double Rounds, int LeastRounds, double Sample, double WarmUp, double LongestCall, double Slowest, int ColdCalls)
{
    public static Budget Full { get; } = new(3, 5, 1e-3, 0.1, 1.5, 2, 9);

    public static Budget Quick { get; } = new(0.5, 2, 0.5e-3, 0.01, 0.1, 1.1, 3);

    public static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
