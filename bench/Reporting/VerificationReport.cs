using System;
using System.Linq;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Reporting;

/// <summary>Plain lines, one a contender: what a build log can hold.</summary>
internal static class VerificationReport
{
    public static void WriteHeader() => Console.WriteLine(
        $"Errors in units of 1 + |expected|; allowed: {Verification.OwnTolerance:0.0e+0} for this project against double precision, {Verification.PeerTolerance:0.0e+0} for a peer against this project.");

    public static void Write(CaseResult result)
    {
        Console.WriteLine(result.Case.Name);
        foreach (var contender in result.Peers.Prepend(result.Own))
        {
            var verdict = contender.IsMismatch ? $"MISMATCH: {contender.Problem}"
                : contender.Problem is { } problem ? $"not run: {problem}"
                : $"ok, {contender.Error:0.0e+0}";
            Console.WriteLine($"  {contender.Family} {contender.Variant}: {verdict}".Replace(" :", ":", StringComparison.Ordinal));
        }
    }
}
