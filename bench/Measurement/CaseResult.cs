using System.Collections.Generic;
using System.Linq;
using AttentionGen.Bench.Cases;

namespace AttentionGen.Bench.Measurement;

/// <summary>What one contender did on a case.</summary>
/// <param name="Family">Its column.</param>
/// <param name="Variant">Which of the ways its library offers.</param>
/// <param name="Error">Largest difference to the expected output; see <see cref="Verification"/>.</param>
/// <param name="Problem">Why there is no time, or what is wrong with the output; null where all is well.</param>
/// <param name="IsMismatch">Whether <paramref name="Problem"/> is a wrong output.</param>
/// <param name="Trial">Seconds of the fastest untimed first call; all there is for a variant that a sibling beats by far.</param>
/// <param name="Time">The timed samples.</param>
internal sealed record ContenderResult(
    string Family, string Variant, double? Error = null, string? Problem = null, bool IsMismatch = false, double? Trial = null,
    TimeStatistics? Time = null);

/// <summary>All figures of one row.</summary>
internal sealed record CaseResult(AttentionCase Case, int Threads)
{
    /// <summary>This project's own call.</summary>
    public required ContenderResult Own { get; init; }

    public IReadOnlyList<ContenderResult> Peers { get; init; } = [];

    /// <summary>This project's other call of <see cref="AttentionCase.Against"/>, timed in the same rotation.</summary>
    public TimeStatistics? Against { get; init; }

    /// <summary>The limit in <see cref="AttentionCase.Work"/> a second, the best seen between this case's samples.</summary>
    public double? Limit { get; init; }

    public double? AllocatedPerCall { get; init; }

    public bool HasMismatch => Own.IsMismatch || Peers.Any(p => p.IsMismatch);

    public double? Rate => Own.Time is { } time ? Case.Work / time.Minimum : null;

    public double? PartOfLimit => Rate / Limit;

    public ContenderResult? BestPeer => Best(Peers);

    public double? RatioOfMinima => BestPeer?.Time?.Minimum / Own.Time?.Minimum;

    public double? RatioOfMedians => BestPeer?.Time?.Median / Own.Time?.Median;

    /// <summary>The ratio that <see cref="AttentionCase.Against"/> asks for.</summary>
    public double? AgainstRatio =>
        Case.Against is not { } against ? null
        : against.Slowdown ? Own.Time?.Minimum / Against?.Minimum
        : Against?.Minimum / Own.Time?.Minimum;

    public ContenderResult? BestOf(string family) => Best(Peers.Where(p => p.Family == family));

    private static ContenderResult? Best(IEnumerable<ContenderResult> results) =>
        results.Where(p => p.Time is not null && !p.IsMismatch).MinBy(p => p.Time!.Minimum);
}
