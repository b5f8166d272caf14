using System.Linq;

namespace AttentionGen.Tests.Conformance;

/// <summary>
/// Maps a case of the operator FlexAttention to a call of a kernel. Its score and probability functions are graphs; those that options of
/// a kernel or call express are known by the case's name.
/// </summary>
internal static class OnnxFlexAttention
{
    private const string Prefix = "test_flexattention_";

    /// <summary>What the case needs that kernels do not have, or null.</summary>
    public static string? Missing(string name, OnnxCase test) =>
        test.Inputs["Q"].Dtype != "float32" ? $"{test.Inputs["Q"].Dtype} tensors" :
        name == Prefix + "prob_mod" ? "a function of the probabilities" :
        null;

    public static AttentionCase Map(string name, OnnxCase test)
    {
        OnnxTensor q = test.Inputs["Q"], k = test.Inputs["K"], v = test.Inputs["V"];
        int queryLength = q.Shape[2], keyLength = k.Shape[2];
        var declaration = new AttentionKernelAttribute(q.Shape[1], q.Shape[3])
        {
            KeyValueHeads = k.Shape[1],
            ValueDim = v.Shape[3],
            Layout = TensorLayout.HeadMajor,
            Mask = name == Prefix + "causal_mask" ? AttentionMask.Causal : AttentionMask.None,

            // 20 * tanh(score / 20)
            SoftCap = name == Prefix + "soft_cap" ? 20 : 0,
        };
        declaration.Scale = test.Attribute("scale", declaration.Scale);
        return new AttentionCase(OnnxKernels.Find(declaration), queryLength, keyLength, q.Shape[0])
        {
            Queries = q.Floats(),
            Keys = k.Floats(),
            Values = v.Floats(),
            Bias = name switch
            {
                // score + 0.5
                Prefix + "score_mod" => new PairTensor<float>([0.5f], 1, 1, 1, 1),

                // score + (query - key)
                Prefix + "relative_positional" => new PairTensor<float>(
                    [.. Enumerable.Range(0, queryLength * keyLength).Select(at => (float)((at / keyLength) - (at % keyLength)))], 1, 1, queryLength, keyLength),
                _ => null,
            },
        };
    }
}
