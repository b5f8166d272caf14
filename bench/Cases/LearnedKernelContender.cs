using System;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Cases;

/// <summary>A call of a kernel that holds its parameters.</summary>
internal delegate void KernelCall(
    ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output, in AttentionOptions options);

/// <summary>Calls one kernel with parameters on a case's data.</summary>
internal sealed class LearnedKernelContender(AttentionCase subject, CaseData data, KernelCall forward, int threads, string variant)
    : Contender(Families.ThisProject, variant)
{
    private readonly AlignedBuffer<float> _output = new(subject.OutputLength);

    public override void Run() => forward(
        data.Queries.Span, data.Keys.Span, data.Values.Span, _output.Span, new AttentionOptions { MaxDegreeOfParallelism = threads });

    public override void CopyOutput(Span<float> tokenMajor) => _output.Span.CopyTo(tokenMajor);

    public override void Dispose() => _output.Dispose();
}
