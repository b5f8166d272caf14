using System;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Cases;

/// <summary>Calls one generated kernel on a case's data, as a user would.</summary>
internal sealed class KernelContender<TKernel>(AttentionCase subject, CaseData data, int threads, string variant)
    : Contender(Families.ThisProject, variant)
    where TKernel : struct, IAttentionKernel
{
    private readonly AlignedBuffer<float> _output = new(subject.OutputLength);
    private readonly bool _headMajor = subject.Kernel.Layout == TensorLayout.HeadMajor;
    private readonly int[] _keyLengths = subject.KeyLength is { } length ? [length] : [];
    private readonly int[] _queryOffsets = subject.QueryOffset != 0 ? [subject.QueryOffset] : [];

    public override void Run()
    {
        var queries = _headMajor ? data.QueriesHeadMajor : data.Queries;
        var keys = _headMajor ? data.KeysHeadMajor : data.Keys;
        var values = _headMajor ? data.ValuesHeadMajor : data.Values;
        var options = new AttentionOptions { Batch = subject.Batch, KeyLengths = _keyLengths, QueryOffsets = _queryOffsets, MaxDegreeOfParallelism = threads };
        TKernel.Forward(queries.Span, keys.Span, values.Span, _output.Span, options);
    }

    public override void CopyOutput(Span<float> tokenMajor)
    {
        if (_headMajor)
        {
            CaseData.Transpose(_output.Span, tokenMajor, subject.Kernel.Heads, subject.M, subject.Kernel.ValueDim);
        }
        else
        {
            _output.Span.CopyTo(tokenMajor);
        }
    }

    public override void Dispose() => _output.Dispose();
}
