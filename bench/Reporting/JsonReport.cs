using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;
using Microsoft.ML.OnnxRuntime;

namespace AttentionGen.Bench.Reporting;

/// <summary>Every figure of a run, for other programs. Times are seconds, rates flops or bytes a second.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // An infinite error is how a NaN in an output shows; it must not stop the report.
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    };

    public static string Serialize(IReadOnlyList<CaseResult> results, TimeStatistics? cold, Arguments arguments, string? torchUnavailable) =>
        JsonSerializer.Serialize(
            new
            {
                Machine = new
                {
                    Path = (results.FirstOrDefault()?.Case.Kernel ?? CaseList.All[0].Kernel).Info.Path,
                    Environment.ProcessorCount,
                    Architecture = RuntimeInformation.ProcessArchitecture.ToString(),
                    OperatingSystem = RuntimeInformation.OSDescription,
                    Framework = RuntimeInformation.FrameworkDescription,
                    OnnxRuntime = OrtEnv.Instance().GetVersionString(),
                },
                arguments.Quick,
                arguments.Threads,
                TorchSharp = torchUnavailable,
                Limits = new
                {
                    FlopsVector = FmaLimit.Path,
                    FlopsPerSecond = results.Where(r => r.Limit is not null && !r.Case.ReadBound).GroupBy(r => r.Threads)
                        .ToDictionary(g => g.Key, g => g.Max(r => r.Limit)),
                },
                Cases = results.Select(Row),
                FirstColdCall = cold is null ? null : new { Name = CaseList.ColdCall, Time = cold },
            },
            Options);

    private static object Row(CaseResult result) => new
    {
        result.Case.Name,
        result.Threads,
        Kernel = result.Case.Kernel.Info.ToString(),
        result.Case.Batch,
        QueryLength = result.Case.M,
        KeyLength = result.Case.N,
        VisibleKeys = result.Case.KeyLength,
        QueryOffset = result.Case.QueryOffset,
        result.Case.Kernel.Causal,
        Layout = result.Case.Kernel.Layout.ToString(),
        result.Case.Flops,
        result.Case.KeyValueBytes,
        LimitedBy = result.Case.ReadBound ? "read" : "compute",
        result.Limit,
        result.Rate,
        result.PartOfLimit,
        result.Own,
        BestPeer = result.BestPeer is { } best ? $"{best.Family}: {best.Variant}" : null,
        result.RatioOfMinima,
        result.RatioOfMedians,
        Against = result.Against is null ? null : new { result.Case.Against!.Case.Name, result.Case.Against.Label, Time = result.Against, Ratio = result.AgainstRatio },
        result.AllocatedPerCall,
        result.Peers,
    };
}
