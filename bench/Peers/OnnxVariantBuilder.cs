using System;
using System.Collections.Generic;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionGen.Bench.Peers;

/// <summary>
/// Writes the models of one case. Inputs are the case's own buffers wherever the layouts agree; a cache is shared between the
/// operator's past and present where it can be, so that no call copies it.
/// </summary>
internal sealed class OnnxVariantBuilder(AttentionCase subject, CaseData data)
{
    private const string Microsoft = "com.microsoft";
    private const string Onnx = "";
    private const TensorElementType Float = TensorElementType.Float;

    private readonly int _heads = subject.Kernel.Heads;
    private readonly int _groups = subject.Kernel.KeyValueHeads;
    private readonly int _dim = subject.Kernel.Dim;
    private readonly int _valueDim = subject.Kernel.ValueDim;
    private readonly int _visible = subject.VisibleKeyCount;
    private readonly int _past = subject.N - subject.M;

    private OnnxTensor Query => Tensor("query", data.Queries, subject.M, _heads * _dim);

    private OnnxTensor QueryHeadMajor => Tensor("query", data.QueriesHeadMajor, _heads, subject.M, _dim);

    private OnnxTensor Key => Tensor("key", data.Keys, _visible, _groups * _dim);

    private OnnxTensor Value => Tensor("value", data.Values, _visible, _groups * _valueDim);

    private OnnxTensor AllKeys => Key with { Shape = [1, subject.N, _groups * _dim] };

    private OnnxTensor AllValues => Value with { Shape = [1, subject.N, _groups * _valueDim] };

    private OnnxTensor KeyHeadMajor => Tensor("key", data.KeysHeadMajor, _groups, subject.N, _dim);

    private OnnxTensor ValueHeadMajor => Tensor("value", data.ValuesHeadMajor, _groups, subject.N, _valueDim);

    // The keys and values of this call's own tokens, the last of the sequence.
    private OnnxTensor NewKey =>
        new("key", Float, [1, subject.M, _groups * _dim], data.Keys.Address + ((nint)_past * _groups * _dim * sizeof(float)));

    private OnnxTensor NewValue =>
        new("value", Float, [1, subject.M, _groups * _valueDim], data.Values.Address + ((nint)_past * _groups * _valueDim * sizeof(float)));

    private (string, long)[] MultiHeadAttributes => [("num_heads", _heads)];

    private (string, long)[] UnidirectionalAttributes => [("num_heads", _heads), ("unidirectional", 1)];

    private (string, long)[] GroupAttributes => [("num_heads", _heads), ("kv_num_heads", _groups)];

    private (string, long)[] StandardAttributes => [("q_num_heads", _heads), ("kv_num_heads", _groups)];

    private (string, long)[] CausalAttributes => [.. StandardAttributes, ("is_causal", 1)];

    public OnnxVariant MultiHead() =>
        Build("MultiHeadAttention", "MultiHeadAttention", Microsoft, 1, MultiHeadAttributes, [Query, Key, Value]);

    public OnnxVariant MultiHeadOnHeadMajorKeys() => Build(
        "MultiHeadAttention, head-major keys", "MultiHeadAttention", Microsoft, 1, MultiHeadAttributes, [Query, KeyHeadMajor, ValueHeadMajor]);

    public OnnxVariant MultiHeadUnidirectional() => Build(
        "MultiHeadAttention, unidirectional", "MultiHeadAttention", Microsoft, 1, UnidirectionalAttributes, [Query, Key, Value]);

    public OnnxVariant MultiHeadWithPaddingMask()
    {
        var lengths = new AlignedBuffer<int>([_visible]);
        return Build(
            "MultiHeadAttention, key_padding_mask", "MultiHeadAttention", Microsoft, 1, MultiHeadAttributes,
            [Query, AllKeys, AllValues, null, new("key_padding_mask", TensorElementType.Int32, [1], lengths.Address)],
            owned: [lengths]);
    }

    public OnnxVariant MultiHeadWithPast()
    {
        var (pastKey, pastValue, owned) = Past();
        return Build(
            "MultiHeadAttention, past, unidirectional", "MultiHeadAttention", Microsoft, 1, UnidirectionalAttributes,
            [Query, NewKey, NewValue, null, null, null, pastKey, pastValue], Present(owned), owned: owned);
    }

    public OnnxVariant Standard() => Build("Attention", "Attention", Onnx, 23, StandardAttributes, [Query, Key, Value]);

    public OnnxVariant StandardCausal() =>
        Build("Attention, is_causal", "Attention", Onnx, 23, CausalAttributes, [Query, Key, Value]);

    public OnnxVariant StandardHeadMajor() => Build(
        subject.Kernel.Causal ? "Attention, is_causal, head-major" : "Attention, head-major", "Attention", Onnx, 23,
        subject.Kernel.Causal ? [("is_causal", 1)] : [], [QueryHeadMajor, KeyHeadMajor, ValueHeadMajor], headMajor: true);

    /// <summary>Without a mask, the heads that share keys are as good as that many queries of one head: a product of matrices, at no copy.</summary>
    public OnnxVariant StandardHeadsAsQueries()
    {
        var shared = _heads / _groups;
        var variant = Build(
            "Attention, head-major, heads as queries", "Attention", Onnx, 23, [],
            [QueryHeadMajor with { Shape = [1, _groups, shared, _dim] }, KeyHeadMajor, ValueHeadMajor], headMajor: true);
        var output = variant.Model.Outputs[0] with { Shape = [1, _groups, shared, _valueDim] };
        return new(variant.Name, variant.Model with { Outputs = [output] }, variant.Output, headMajorOutput: true, []);
    }

    public OnnxVariant StandardWithKeyLength()
    {
        var lengths = new AlignedBuffer<long>([_visible]);
        return Build(
            "Attention, nonpad_kv_seqlen", "Attention", Onnx, 24, StandardAttributes,
            [Query, AllKeys, AllValues, null, null, null, new("nonpad_kv_seqlen", TensorElementType.Int64, [1], lengths.Address)],
            owned: [lengths]);
    }

    public OnnxVariant StandardWithPast()
    {
        var (pastKey, pastValue, owned) = Past();
        return Build(
            "Attention, past, is_causal", "Attention", Onnx, 23, CausalAttributes,
            [Query, NewKey, NewValue, null, pastKey, pastValue], Present(owned), owned: owned);
    }

    public OnnxVariant StandardWithMask()
    {
        var mask = new AlignedBuffer<bool>(subject.M * subject.N);
        for (var i = 0; i < subject.M; i++)
        {
            mask.Span.Slice(i * subject.N, subject.VisibleKeys(i)).Fill(true);
        }

        return Build(
            "Attention, head-major, boolean mask", "Attention", Onnx, 23, [],
            [QueryHeadMajor, KeyHeadMajor, ValueHeadMajor, new("attn_mask", TensorElementType.Bool, [subject.M, subject.N], mask.Address)],
            headMajor: true, owned: [mask]);
    }

    public OnnxVariant GroupQueryPrompt()
    {
        List<IDisposable> owned = [];
        return Build(
            "GroupQueryAttention", "GroupQueryAttention", Microsoft, 1, GroupAttributes,
            [Query, Key, Value, null, null, .. Lengths(owned)], Present(owned), owned: owned);
    }

    public OnnxVariant GroupQueryWithCache()
    {
        // Past and present are one buffer: the operator writes the new tokens where they already are and copies nothing else.
        List<IDisposable> owned = [];
        return Build(
            "GroupQueryAttention, shared cache", "GroupQueryAttention", Microsoft, 1, GroupAttributes,
            [Query, NewKey, NewValue, KeyHeadMajor with { Name = "past_key" }, ValueHeadMajor with { Name = "past_value" }, .. Lengths(owned)],
            [KeyHeadMajor with { Name = "present_key" }, ValueHeadMajor with { Name = "present_value" }],
            owned: owned);
    }

    private OnnxTensor Tensor(string name, AlignedBuffer<float> buffer, params long[] shape) =>
        new(name, Float, [subject.Batch, .. shape], buffer.Address);

    private OnnxTensor[] Lengths(List<IDisposable> owned)
    {
        var last = new AlignedBuffer<int>([subject.N - 1]);
        var total = new AlignedBuffer<int>([subject.N]);
        owned.AddRange([last, total]);
        return [new("seqlens_k", TensorElementType.Int32, [1], last.Address), new("total_sequence_length", TensorElementType.Int32, [], total.Address)];
    }

    private (OnnxTensor Key, OnnxTensor Value, List<IDisposable> Owned) Past()
    {
        var keys = new AlignedBuffer<float>(_groups * _past * _dim);
        var values = new AlignedBuffer<float>(_groups * _past * _valueDim);
        CaseData.Transpose(data.Keys.Span[..keys.Length], keys.Span, _past, _groups, _dim);
        CaseData.Transpose(data.Values.Span[..values.Length], values.Span, _past, _groups, _valueDim);
        return (Tensor("past_key", keys, _groups, _past, _dim), Tensor("past_value", values, _groups, _past, _valueDim), [keys, values]);
    }

    private OnnxTensor[] Present(List<IDisposable> owned)
    {
        var keys = new AlignedBuffer<float>(_groups * subject.N * _dim);
        var values = new AlignedBuffer<float>(_groups * subject.N * _valueDim);
        owned.AddRange([keys, values]);
        return [Tensor("present_key", keys, _groups, subject.N, _dim), Tensor("present_value", values, _groups, subject.N, _valueDim)];
    }

    private OnnxVariant Build(
        string name, string operation, string domain, int opset, (string, long)[] attributes, OnnxTensor?[] inputs,
        OnnxTensor[]? furtherOutputs = null, bool headMajor = false, IReadOnlyList<IDisposable>? owned = null)
    {
        var buffer = new AlignedBuffer<float>(subject.OutputLength);
        var output = headMajor
            ? Tensor("output", buffer, _heads, subject.M, _valueDim)
            : Tensor("output", buffer, subject.M, _heads * _valueDim);
        return new(name, new(operation, domain, opset, attributes, inputs, [output, .. furtherOutputs ?? []]), buffer, headMajor, owned ?? []);
    }
}
