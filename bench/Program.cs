using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AttentionGen.Bench;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;
using AttentionGen.Bench.Peers;
using AttentionGen.Bench.Reporting;

// The child of the cold-call row comes first: nothing else may run, or be compiled, in its process.
return args is [ColdCall.Argument] ? ColdCall.RunChild() : Arguments.Invoke(args, Run);

static int Run(Arguments arguments)
{
    if (arguments.List)
    {
        foreach (var name in CaseList.All.Select(c => c.Name).Append(CaseList.ColdCall))
        {
            Console.WriteLine(name);
        }

        return 0;
    }

    var cases = CaseList.Select(arguments.Case);
    return arguments.Verify ? Verify(arguments, cases) : Measure(arguments, cases);
}

static int Verify(Arguments arguments, IReadOnlyList<AttentionCase> cases)
{
    var mismatch = false;
    VerificationReport.WriteHeader();
    foreach (var subject in cases)
    {
        using var runner = new CaseRunner(subject, arguments.Threads, Budget.Quick, _ => { });
        var result = runner.Run(verifyOnly: true);
        VerificationReport.Write(result);
        mismatch |= result.HasMismatch;
    }

    return mismatch ? 1 : 0;
}

static int Measure(Arguments arguments, IReadOnlyList<AttentionCase> cases)
{
    var budget = arguments.Quick ? Budget.Quick : Budget.Full;
    var coldAsked = CaseList.Matches(CaseList.ColdCall, arguments.Case);
    List<CaseResult> results = [];
    TimeStatistics? cold = null;
    Progress.Run(cases.Count + 1 + (coldAsked ? 1 : 0), progress =>
    {
        progress.Begin("compiling all kernels to their last tier");
        WarmUp.Run(cases, arguments.Threads);
        foreach (var subject in cases)
        {
            progress.Begin(subject.Name);
            using var runner = new CaseRunner(subject, arguments.Threads, budget, progress.Phase);
            results.Add(runner.Run(verifyOnly: false));

            // Buffers of a case are native and gone; what is left of it is small, and collected here rather than in a sample.
            GC.Collect();
        }

        if (coldAsked)
        {
            progress.Begin(CaseList.ColdCall);
            cold = ColdCall.Measure(budget.ColdCalls, process => progress.Phase($"process {process + 1}"));
        }
    });

    TableReport.Write(results, cold, TorchNative.Unavailable);
    if (arguments.Json is { } file)
    {
        File.WriteAllText(file.FullName, JsonReport.Serialize(results, cold, arguments, TorchNative.Unavailable));
    }

    return results.Any(r => r.HasMismatch) ? 1 : 0;
}
