using System;
using System.Collections.Generic;
using AttentionGen.Bench.Cases;

namespace AttentionGen.Bench.Peers;

/// <summary>
/// The ONNX Runtime operators that can express a case. The fastest of them stands for ONNX Runtime in the table; which one that
/// is differs from case to case, so all are tried.
/// </summary>
internal static class OnnxVariants
{
    /// <summary>Lists the variants by name; a variant is built, and its buffers allocated, when its function is called.</summary>
    public static IEnumerable<(string Name, Func<OnnxVariant> Build)> For(AttentionCase subject, CaseData data)
    {
        var build = new OnnxVariantBuilder(subject, data);
        var sharedHeads = subject.Kernel.KeyValueHeads < subject.Kernel.Heads;
        if (!subject.Kernel.Causal)
        {
            // A single item needs no mask for its length: its first keys alone can be handed over, at no cost.
            if (!sharedHeads)
            {
                yield return ("MultiHeadAttention", build.MultiHead);
                if (subject.ReadBound)
                {
                    yield return ("MultiHeadAttention, head-major keys", build.MultiHeadOnHeadMajorKeys);
                }
            }

            yield return ("Attention", build.Standard);
            if (subject.KeyLength is null)
            {
                yield return ("Attention, head-major", build.StandardHeadMajor);
                if (subject.ReadBound && sharedHeads)
                {
                    yield return ("Attention, head-major, heads as queries", build.StandardHeadsAsQueries);
                }

                if (subject.ReadBound && subject.Kernel.Dim % 8 == 0)
                {
                    yield return ("GroupQueryAttention, shared cache", build.GroupQueryWithCache);
                }
            }
            else
            {
                yield return ("MultiHeadAttention, key_padding_mask", build.MultiHeadWithPaddingMask);
                yield return ("Attention, nonpad_kv_seqlen", build.StandardWithKeyLength);
            }
        }
        else if (subject.QueryOffset == 0)
        {
            yield return ("MultiHeadAttention, unidirectional", build.MultiHeadUnidirectional);
            yield return ("GroupQueryAttention", build.GroupQueryPrompt);
            yield return ("Attention, is_causal", build.StandardCausal);
            yield return ("Attention, is_causal, head-major", build.StandardHeadMajor);
        }
        else
        {
            yield return ("GroupQueryAttention, shared cache", build.GroupQueryWithCache);
            yield return ("MultiHeadAttention, past, unidirectional", build.MultiHeadWithPast);
            yield return ("Attention, past, is_causal", build.StandardWithPast);
            yield return ("Attention, head-major, boolean mask", build.StandardWithMask);
        }
    }
}
