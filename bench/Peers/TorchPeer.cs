using System;
using System.Runtime.InteropServices;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;
using TorchSharp;

namespace AttentionGen.Bench.Peers;

/// <summary>
/// libtorch's <c>scaled_dot_product_attention</c> through TorchSharp, where the native part is there and loads. It returns a new
/// tensor on every call; its memory comes back from libtorch's own allocator.
/// </summary>
internal sealed class TorchPeer : Contender
{
    public const string Name = "scaled_dot_product_attention";
    private readonly AttentionCase _subject;
    private readonly int _copies;
    private readonly torch.Tensor _query;
    private readonly torch.Tensor _key;
    private readonly torch.Tensor _value;
    private readonly torch.Tensor? _mask;
    private torch.Tensor? _output;

    public TorchPeer(AttentionCase subject, CaseData data, int threads)
        : base(Families.TorchSharp, Name)
    {
        torch.set_num_threads(threads);
        _subject = subject;
        var kernel = subject.Kernel;
        var shared = kernel.Heads / kernel.KeyValueHeads;
        _copies = subject.ReadBound ? 1 : shared;
        _query = subject.ReadBound
            ? Tensor(data.QueriesHeadMajor, kernel.KeyValueHeads, shared, kernel.Dim)
            : Tensor(data.QueriesHeadMajor, kernel.Heads, subject.M, kernel.Dim);
        _key = Expand(Tensor(data.KeysHeadMajor, kernel.KeyValueHeads, subject.N, kernel.Dim));
        _value = Expand(Tensor(data.ValuesHeadMajor, kernel.KeyValueHeads, subject.N, kernel.ValueDim));
        _mask = kernel.Causal && subject.QueryOffset != 0 ? Mask() : null;
    }

    public override void Run()
    {
        _output?.Dispose();
        _output = torch.nn.functional.scaled_dot_product_attention(
            _query, _key, _value, _mask, is_casual: _subject.Kernel.Causal && _mask is null);
    }

    public override void CopyOutput(Span<float> tokenMajor)
    {
        using var contiguous = _output!.contiguous();
        var headMajor = MemoryMarshal.Cast<byte, float>(contiguous.bytes);
        CaseData.Transpose(headMajor, tokenMajor, _subject.Kernel.Heads, _subject.M, _subject.Kernel.ValueDim);
    }

    public override void Dispose()
    {
        _output?.Dispose();
        _mask?.Dispose();
        _query.Dispose();
        _key.Dispose();
        _value.Dispose();
    }

    private torch.Tensor Tensor(AlignedBuffer<float> buffer, long heads, long length, long dim) =>
        torch.tensor(buffer.Span.ToArray(), [_subject.Batch, heads, length, dim]);

    // Visible keys first, then the copies for the query heads that share a key/value head: both before the timed calls. One query
    // needs no copies, for without a mask the heads that share keys are as good as that many queries of one head.
    private torch.Tensor Expand(torch.Tensor tensor)
    {
        using var all = tensor;
        using var visible = all.narrow(2, 0, _subject.VisibleKeyCount);
        return visible.repeat_interleave(_copies, 1).contiguous();
    }

    private torch.Tensor Mask()
    {
        var mask = new bool[_subject.M * _subject.N];
        for (var i = 0; i < _subject.M; i++)
        {
            mask.AsSpan(i * _subject.N, _subject.VisibleKeys(i)).Fill(true);
        }

        return torch.tensor(mask, [_subject.M, _subject.N]);
    }
}
