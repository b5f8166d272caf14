using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Peers;

namespace AttentionGen.Bench.Measurement;

/// <summary>
/// Takes all managed code past tiering before anything is timed. A method is promoted after 30 calls, twice where it is profiled
/// first, and each time only after 100 ms in which nothing new was compiled; calls of the benchmark's long cases are too few
/// for that, so the same code runs here on short ones.
/// </summary>
internal static class WarmUp
{
    private const int Promotions = 3;
    private const int CallsPerPromotion = 40;
    private const int CompilerRest = 150;

    public static void Run(IEnumerable<AttentionCase> cases, int threads)
    {
        List<(Contender Contender, CaseData Data)> all = [];
        try
        {
            var loops = false;
            foreach (var subject in cases.SelectMany(Shrink).DistinctBy(c => (c.Kernel, c.Batch, c.M, c.N, c.KeyLength, c.QueryOffset, c.Threads, c.LoopHoistsProjections)))
            {
                var data = new CaseData(subject);
                all.Add((subject.Kernel.Create(subject, data, subject.Threads > 0 ? subject.Threads : threads, ""), data));
                if (subject.Kernel.HiddenDim > 0)
                {
                    all.Add((new LearnedLoopPeer(subject, data), data));
                    continue;
                }

                // Their code is the same for all kernels, and slow.
                if (!loops)
                {
                    all.Add((new TensorPrimitivesPeer(subject, data), data));
                    all.Add((new PlainLoopPeer(subject, data), data));
                    loops = true;
                }
            }

            for (var promotion = 0; promotion < Promotions; promotion++)
            {
                foreach (var (contender, _) in all)
                {
                    for (var call = 0; call < (contender is PlainLoopPeer or LearnedLoopPeer ? 1 : CallsPerPromotion); call++)
                    {
                        contender.Run();
                    }
                }

                Thread.Sleep(CompilerRest);
            }
        }
        finally
        {
            foreach (var (contender, data) in all)
            {
                contender.Dispose();
                data.Dispose();
            }
        }
    }

    // A length for each way that a driver may go: hardly any keys, and more than one block of them.
    private static IEnumerable<AttentionCase> Shrink(AttentionCase subject)
    {
        foreach (var (m, n) in new[] { (8, 32), (16, 320) })
        {
            // Lengths that the kernel fixes are as they are.
            var kernel = subject.Kernel.Declaration;
            var keys = kernel.KeyLength > 0 ? kernel.KeyLength : Math.Min(subject.N, n);
            yield return subject with
            {
                Batch = Math.Min(subject.Batch, 2),
                M = kernel.QueryLength > 0 ? kernel.QueryLength : Math.Min(subject.M, m),
                N = keys,
                KeyLength = subject.KeyLength is null ? null : keys / 2,
                QueryOffset = Math.Min(subject.QueryOffset, keys / 2),
                Against = null,
            };
        }
    }
}
