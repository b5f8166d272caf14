using System;
using System.Collections.Generic;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Peers;

/// <summary>A peer that may be tried on a case, or the reason why it is not.</summary>
internal sealed record PeerOffer(string Family, string Variant, Func<Contender>? Create, string? SkippedBecause = null);

/// <summary>All peers of a case.</summary>
internal static class PeerList
{
    // Most operators of ONNX Runtime hold every score at once; beyond this they need more memory than a benchmark should take.
    private const double ScoreBytesLimit = 1e9;

    public static IEnumerable<PeerOffer> For(AttentionCase subject, CaseData data, int threads, double longestCall)
    {
        if (subject.Kernel.HiddenDim > 0)
        {
            // No other library has these scores as an operator. Compared always: it is the only one to compare with.
            yield return new(Families.PlainLoop, LearnedLoopPeer.Name(subject), () => new LearnedLoopPeer(subject, data));
            yield break;
        }

        var scoreBytes = sizeof(float) * (double)subject.Batch * subject.Kernel.Heads * subject.M * subject.N;
        foreach (var (name, build) in OnnxVariants.For(subject, data))
        {
            var streams = name == "MultiHeadAttention";
            yield return scoreBytes > ScoreBytesLimit && !streams
                ? new(Families.OnnxRuntime, name, null, $"may hold {scoreBytes / 1e9:0.0} GB of scores")
                : new(Families.OnnxRuntime, name, () => new OnnxPeer(subject, build(), threads));
        }

        if (TorchNative.Unavailable is null)
        {
            yield return new(Families.TorchSharp, TorchPeer.Name, () => new TorchPeer(subject, data, threads));
        }

        yield return Slow(Families.TensorPrimitives, TensorPrimitivesPeer.Name, TensorPrimitivesPeer.RoughRate, () => new TensorPrimitivesPeer(subject, data));
        yield return Slow(Families.PlainLoop, PlainLoopPeer.Name, PlainLoopPeer.RoughRate, () => new PlainLoopPeer(subject, data));

        PeerOffer Slow(string family, string variant, double rate, Func<Contender> create)
        {
            var seconds = subject.Flops / rate;
            return seconds > longestCall
                ? new(family, variant, null, $"one call would take about {seconds:0.0} s")
                : threads > 1 ? new(family, variant, null, "runs on one thread")
                : new(family, variant, create);
        }
    }
}
