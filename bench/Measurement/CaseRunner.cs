using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Peers;

namespace AttentionGen.Bench.Measurement;

/// <summary>Runs one case: builds the contenders, compares their outputs, then times those that agree.</summary>
internal sealed class CaseRunner(AttentionCase subject, int threadsAsked, Budget budget, Action<string> phase) : IDisposable
{
    private readonly int _threads = subject.Threads > 0 ? subject.Threads : threadsAsked;
    private readonly CaseData _data = new(subject);
    private readonly List<Contender> _contenders = [];
    private readonly List<IDisposable> _furtherData = [];

    private bool Parallel => _threads > 1;

    /// <summary>Compares outputs, and times the contenders unless <paramref name="verifyOnly"/>.</summary>
    public CaseResult Run(bool verifyOnly)
    {
        phase("comparing outputs");
        var own = Keep(subject.Kernel.Create(subject, _data, _threads, ""));
        var verification = new Verification(subject, _data, own);
        var against = CreateAgainst();
        var ownResult = Describe(own, verification.OwnError, Verification.OwnTolerance);
        if (against is not null)
        {
            against.Run();
            if (subject.SameCall(subject.Against!.Case) && !verification.SameBits(against))
            {
                ownResult = ownResult with { Problem = "differs in its bits from one thread", IsMismatch = true };
            }
        }

        var peers = PeerList.For(subject, _data, _threads, budget.LongestCall)
            .Select(offer => Meet(offer, verification, verifyOnly ? 0 : budget.WarmUp)).ToList();
        if (verifyOnly)
        {
            return new(subject, _threads) { Own = ownResult, Peers = [.. peers.Select(p => p.Result)] };
        }

        var fastest = peers.Where(p => p.Contender is not null).GroupBy(p => p.Result.Family).ToDictionary(f => f.Key, f => f.Min(p => p.Result.Trial));
        var timed = peers.Where(p => p.Contender is not null && p.Result.Trial <= budget.Slowest * fastest[p.Result.Family]).ToList();
        return Time(ownResult, own, against, peers, timed);
    }

    public void Dispose()
    {
        foreach (var contender in _contenders)
        {
            contender.Dispose();
        }

        foreach (var data in _furtherData)
        {
            data.Dispose();
        }

        _data.Dispose();
    }

    private static ContenderResult Describe(Contender contender, double error, double tolerance) =>
        error <= tolerance
            ? new(contender.Family, contender.Variant, error)
            : new(contender.Family, contender.Variant, error, $"output differs by {error:0.0e+0}, more than {tolerance:0.0e+0}", IsMismatch: true);

    private CaseResult Time(
        ContenderResult ownResult, Contender own, Contender? against, List<(Contender? Contender, ContenderResult Result)> peers,
        List<(Contender? Contender, ContenderResult Result)> timed)
    {
        phase("warming up");
        Contender[] limits = subject.ReadBound ? ReadLimit.All(subject, _data, _threads) : [new FmaLimit(_threads)];
        List<Contender> rotation = [own, .. limits.Select(Keep), .. timed.Select(t => t.Contender!)];
        if (against is not null)
        {
            rotation.Add(against);
        }

        // Peers were tried as long when their outputs were compared.
        var tried = timed.ToDictionary(t => t.Contender!, t => t.Result.Trial!.Value);
        var estimates = rotation.Select(c => tried.TryGetValue(c, out var trial) ? trial : Timing.Try(c, budget.WarmUp)).ToArray();
        var times = Timing.Rotate(rotation, estimates, budget, Parallel, round => phase($"timing, round {round + 1}"));
        var allocated = Timing.AllocatedPerCall(own, estimates[0], Parallel);
        var results = peers.Select(p =>
        {
            var index = p.Contender is null ? -1 : rotation.IndexOf(p.Contender);
            return index < 0 ? p.Result : p.Result with { Time = times[index] };
        });
        var limitWork = limits[0] is FmaLimit fma ? fma.Flops : subject.KeyValueBytes;
        return new(subject, _threads)
        {
            Own = ownResult with { Time = times[0] },
            Peers = [.. results],
            Against = against is null ? null : times[^1],
            Limit = limitWork / times.Skip(1).Take(limits.Length).Min(t => t.Minimum),
            AllocatedPerCall = allocated,
        };
    }

    private Contender? CreateAgainst()
    {
        if (subject.Against is not { } against)
        {
            return null;
        }

        var data = _data;
        if (!against.Case.SameShape(subject))
        {
            _furtherData.Add(data = new CaseData(against.Case));
        }

        var threads = against.Case.Threads > 0 ? against.Case.Threads : _threads;
        return Keep(against.Case.Kernel.Create(against.Case, data, threads, against.Case.Name));
    }

    private (Contender? Contender, ContenderResult Result) Meet(PeerOffer offer, Verification verification, double trialSeconds)
    {
        var result = new ContenderResult(offer.Family, offer.Variant);
        if (offer.Create is null)
        {
            return (null, result with { Problem = offer.SkippedBecause });
        }

        phase($"comparing outputs, {offer.Variant}");
        try
        {
            var contender = Keep(offer.Create());
            var trial = Timing.Try(contender, trialSeconds);
            return (contender, Describe(contender, verification.Compare(contender), Verification.PeerTolerance) with { Trial = trial });
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A library may turn a case down in its own way; the row says so and the others go on.
            var line = e.Message.AsSpan().Trim();
            var end = line.IndexOfAny('\r', '\n');
            return (null, result with { Problem = (end < 0 ? line : line[..end]).ToString() });
        }
    }

    private Contender Keep(Contender contender)
    {
        _contenders.Add(contender);
        return contender;
    }
}
