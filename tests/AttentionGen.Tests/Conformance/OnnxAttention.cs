using System;
using System.Linq;

namespace AttentionGen.Tests.Conformance;

/// <summary>Maps a case of the operator Attention (opset 23 and 24) to a call of a kernel.</summary>
/// <remarks>
/// Inputs of rank 3 are token-major, of rank 4 head-major. Past keys and values, always of rank 4, are put in front of the new ones.
/// A causal query's position is the past length, or <c>nonpad_kv_seqlen[b] - m</c> where that input is given.
/// </remarks>
internal static class OnnxAttention
{
    /// <summary>What the case needs that kernels do not have, or null.</summary>
    public static string? Missing(OnnxCase test) =>
        test.Inputs.Values.FirstOrDefault(static tensor => tensor.Dtype is "float16" or "bfloat16" or "double") is { } other ? $"{other.Dtype} tensors" :
        test.Attribute("softcap", 0f) != 0 ? "SoftCap" :
        test.Inputs.TryGetValue("attn_mask", out OnnxTensor? mask) ? mask.Dtype == "bool" ? "AttentionOptions.Allowed" : "AttentionOptions.Bias" :
        test.Outputs.ContainsKey("qk_matmul_output") && test.Attribute("qk_matmul_output_mode", 0) != 3 ? "AttentionOptions.Scores" :
        test.Inputs.ContainsKey("past_key") && test.Inputs["Q"].Shape.Length == 3 ? "past keys beside token-major inputs, which no covered case has" :
        null;

    public static AttentionCase Map(OnnxCase test)
    {
        OnnxTensor q = test.Inputs["Q"], k = test.Inputs["K"], v = test.Inputs["V"];
        bool headMajor = q.Shape.Length == 4;
        int batch = q.Shape[0];
        int heads = headMajor ? q.Shape[1] : test.Attribute("q_num_heads", 0);
        int keyValueHeads = headMajor ? k.Shape[1] : test.Attribute("kv_num_heads", 0);
        int queryLength = q.Shape[^2];
        int dim = headMajor ? q.Shape[3] : q.Shape[2] / heads;
        int valueDim = headMajor ? v.Shape[3] : v.Shape[2] / keyValueHeads;
        int past = test.Inputs.TryGetValue("past_key", out OnnxTensor? pastKey) ? pastKey.Shape[2] : 0;
        int[] lengths = test.Inputs.TryGetValue("nonpad_kv_seqlen", out OnnxTensor? nonpad) ? nonpad.Integers() : [];
        bool causal = test.Attribute("is_causal", 0) != 0;

        var declaration = new AttentionKernelAttribute(heads, dim)
        {
            KeyValueHeads = keyValueHeads,
            ValueDim = valueDim,
            Mask = causal ? AttentionMask.Causal : AttentionMask.None,
            Layout = headMajor ? TensorLayout.HeadMajor : TensorLayout.TokenMajor,
        };
        declaration.Scale = test.Attribute("scale", declaration.Scale);
        return new AttentionCase(Find(declaration), queryLength, past + k.Shape[^2], batch)
        {
            Queries = q.Floats(),
            Keys = Concatenate(pastKey, k),
            Values = Concatenate(past == 0 ? null : test.Inputs["past_value"], v),
            KeyLengths = lengths,
            QueryOffsets = lengths.Length > 0 ? [.. lengths.Select(length => length - queryLength)] : [past],
        };
    }

    private static Kernel Find(AttentionKernelAttribute declaration) =>
        KernelCatalog.All("Onnx").FirstOrDefault(kernel => Key(kernel.Declaration).Equals(Key(declaration))) ??
        throw new InvalidOperationException($"Declare a kernel for {Key(declaration)} in Kernels/Onnx.cs.");

    private static (int H, int G, int D, int E, float Scale, AttentionMask Mask, TensorLayout Layout) Key(AttentionKernelAttribute kernel) =>
        (kernel.Heads, kernel.KeyValueHeads, kernel.Dim, kernel.ValueDim, kernel.Scale, kernel.Mask, kernel.Layout);

    // [B, G, past, D] and [B, G, n, D] along the sequence.
    private static float[] Concatenate(OnnxTensor? past, OnnxTensor present)
    {
        if (past is null)
        {
            return present.Floats();
        }

        int pastStep = past.Shape[2] * past.Shape[3], presentStep = present.Shape[2] * present.Shape[3];
        return [.. past.Floats().Chunk(pastStep).Zip(present.Floats().Chunk(presentStep)).SelectMany(static pair => pair.First.Concat(pair.Second))];
    }
}
