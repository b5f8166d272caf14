using System;
using Xunit;

namespace AttentionGen.Tests.Conformance;

/// <summary>The node tests of the ONNX operator Attention. A case that asks for more than kernels can do is skipped and says for what.</summary>
public sealed class OnnxAttentionTests
{
    private const string Absent = "(no conformance data)";

    public static TheoryData<string> Cases
    {
        get
        {
            string[] names = [.. OnnxCase.Names("Attention")];
            return names.Length > 0 ? [.. names] : [Absent];
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Attention(string name)
    {
        Skip.If(name == Absent, "There is no folder shared/conformance/onnx beside the repository.");
        OnnxCase test = OnnxCase.Get(name);
        string? missing = OnnxAttention.Missing(test);
        Skip.If(missing is not null, $"Not covered: {missing}.");

        AttentionCase call = OnnxAttention.Map(test);
        AttentionResult actual = call.Run();
        Check(test.Outputs["Y"], actual.Output, "Y");
        if (test.Outputs.TryGetValue("qk_matmul_output", out OnnxTensor? weights))
        {
            Check(weights, actual.Weights, "qk_matmul_output");
        }

        // The reference is held to the same data: it is what the other tests compare with.
        Check(test.Outputs["Y"], Array.ConvertAll(call.Expected().Output, static x => (float)x), "Y of the reference");

        void Check(OnnxTensor expected, float[] values, string what) =>
            Tolerance.Check(Array.ConvertAll(expected.Floats(), static x => (double)x), values, call, what);
    }
}
