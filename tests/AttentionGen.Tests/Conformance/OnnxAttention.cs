using System;
using System.Collections.Generic;
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
        test.Inputs["Q"].Dtype != "float32" ? $"{test.Inputs["Q"].Dtype} tensors" : null;

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
        int keyLength = past + k.Shape[^2];
        int[] lengths = test.Inputs.TryGetValue("nonpad_kv_seqlen", out OnnxTensor? nonpad) ? nonpad.Integers() : [];
        bool causal = test.Attribute("is_causal", 0) != 0;

        var declaration = new AttentionKernelAttribute(heads, dim)
        {
            KeyValueHeads = keyValueHeads,
            ValueDim = valueDim,
            Mask = causal ? AttentionMask.Causal : AttentionMask.None,
            Layout = headMajor ? TensorLayout.HeadMajor : TensorLayout.TokenMajor,
            SoftCap = test.Attribute("softcap", 0f),
        };
        declaration.Scale = test.Attribute("scale", declaration.Scale);
        OnnxTensor? mask = test.Inputs.GetValueOrDefault("attn_mask");
        bool isBool = mask?.Dtype == "bool";
        return new AttentionCase(OnnxKernels.Find(declaration), queryLength, keyLength, batch)
        {
            Queries = q.Floats(),
            Keys = Concatenate(pastKey, k, headMajor),
            Values = Concatenate(past == 0 ? null : test.Inputs["past_value"], v, headMajor),
            KeyLengths = lengths,
            QueryOffsets = lengths.Length > 0 ? [.. lengths.Select(length => length - queryLength)] : [past],
            Bias = mask is null || isBool ? null : Mask(mask, mask.Floats(), keyLength, float.NegativeInfinity),
            Allowed = mask is null || !isBool ? null : Mask(mask, mask.Booleans(), keyLength, false),
            Stage = !test.Outputs.ContainsKey("qk_matmul_output") ? null : test.Attribute("qk_matmul_output_mode", 0) switch
            {
                0 => ScoreStage.Scaled,
                1 => ScoreStage.Capped,
                2 => ScoreStage.Biased,
                _ => null,
            },
        };
    }

    // The axes that a mask of lower rank lacks are those on the left; keys past its end are hidden.
    private static PairTensor<T> Mask<T>(OnnxTensor mask, T[] data, int keyLength, T hidden)
    {
        int[] axes = [.. Enumerable.Repeat(1, 4 - mask.Shape.Length), .. mask.Shape];
        int given = axes[3];
        if (given == 1 || given == keyLength)
        {
            return new PairTensor<T>(data, axes[0], axes[1], axes[2], given);
        }

        T[] padded = [.. data.Chunk(given).SelectMany(row => row.Concat(Enumerable.Repeat(hidden, keyLength - given)))];
        return new PairTensor<T>(padded, axes[0], axes[1], axes[2], keyLength);
    }

    // Along the sequence: [B, G, past, D] in front of [B, G, n, D], or of [B, n, G * D].
    private static float[] Concatenate(OnnxTensor? past, OnnxTensor present, bool headMajor)
    {
        float[] after = present.Floats();
        if (past is null)
        {
            return after;
        }

        float[] before = past.Floats();
        int heads = past.Shape[1], length = past.Shape[2], dim = past.Shape[3];
        if (!headMajor)
        {
            float[] moved = new float[before.Length];
            for (int row = 0; row < before.Length / dim; row++)
            {
                (int item, int head, int token) = (row / length / heads, row / length % heads, row % length);
                before.AsSpan(row * dim, dim).CopyTo(moved.AsSpan(((((item * length) + token) * heads) + head) * dim));
            }

            before = moved;
        }

        int parts = headMajor ? past.Shape[0] * heads : past.Shape[0];
        return [.. before.Chunk(before.Length / parts).Zip(after.Chunk(after.Length / parts)).SelectMany(static pair => pair.First.Concat(pair.Second))];
    }
}
