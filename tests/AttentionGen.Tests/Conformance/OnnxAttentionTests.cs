using System;
using Xunit;

namespace AttentionGen.Tests.Conformance;

/// <summary>
/// The node tests of the ONNX operators Attention and FlexAttention. A case that asks for more than kernels can do is skipped and says for
/// what.
/// </summary>
public sealed class OnnxAttentionTests
{
    private const string Absent = "(no conformance data)";

    public static TheoryData<string> Cases => Names("Attention");

    public static TheoryData<string> FlexCases => Names("FlexAttention");

    [SkippableTheory]
    [MemberData(nameof(Cases))]
    public void Attention(string name)
    {
        Skip.If(name == Absent, "There is no folder shared/conformance/onnx beside the repository.");
        OnnxCase test = OnnxCase.Get(name);
        string? missing = OnnxAttention.Missing(test);
        Skip.If(missing is not null, $"Not covered: {missing}.");
        Check(test, OnnxAttention.Map(test));
    }

    [SkippableTheory]
    [MemberData(nameof(FlexCases))]
    public void FlexAttention(string name)
    {
        Skip.If(name == Absent, "There is no folder shared/conformance/onnx beside the repository.");
        OnnxCase test = OnnxCase.Get(name);
        string? missing = OnnxFlexAttention.Missing(name, test);
        Skip.If(missing is not null, $"Not covered: {missing}.");
        Check(test, OnnxFlexAttention.Map(name, test));
    }

    private static TheoryData<string> Names(string op)
    {
        string[] names = [.. OnnxCase.Names(op)];
        return names.Length > 0 ? [.. names] : [Absent];
    }

    private static void Check(OnnxCase test, AttentionCase call)
    {
        AttentionResult actual = call.Run();

        // The reference is held to the same data: it is what the other tests compare with.
        AttentionReferenceResult reference = call.Expected();
        Compare(test.Outputs["Y"], actual.Output, "Y");
        Compare(test.Outputs["Y"], Singles(reference.Output), "Y of the reference");
        if (test.Outputs.TryGetValue("qk_matmul_output", out OnnxTensor? pairs))
        {
            bool scores = call.Stage is not null;
            Compare(pairs, scores ? actual.Scores : actual.Weights, "qk_matmul_output");
            Compare(pairs, Singles(scores ? reference.Scores : reference.Weights), "qk_matmul_output of the reference");
        }

        void Compare(OnnxTensor expected, float[] values, string what) =>
            Tolerance.Check(Array.ConvertAll(expected.Floats(), static x => (double)x), values, call, what);

        static float[] Singles(double[] values) => Array.ConvertAll(values, static x => (float)x);
    }
}
