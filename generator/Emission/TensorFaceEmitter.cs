using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Model;

namespace AttentionGen.Generator.Emission;

/// <summary>The overloads over tensors that carry their shape, for projects that reference System.Numerics.Tensors.</summary>
internal static class TensorFaceEmitter
{
    private const string Runtime = "global::AttentionGen";
    private const string Input = "in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float>";
    private const string Output = "in global::System.Numerics.Tensors.TensorSpan<float>";
    private const string Memory = "global::System.Runtime.InteropServices.MemoryMarshal";

    // Arrays convert to spans and to tensors: without this, calls with arrays would be ambiguous.
    private const string Yields = "[global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]";

    public static void Write(SourceWriter writer, KernelSpec spec)
    {
        const string options = "\n/// <param name=\"options\">Lengths, offsets and extra outputs; the tensors state the batch size.</param>";
        IReadOnlyList<string> inputs = LearnedScore.Tensors(spec.Score);
        string parameters = string.Join(", ", inputs.Select(static input => $"{Input} {input}"));
        string method = $"public {FaceEmitter.Modifier(spec)}void Forward({parameters}, {Output} output";
        writer.Write();
        WriteDocs(writer, spec, "");
        writer.Write(FaceEmitter.GeneratedCode);
        writer.Write(Yields);
        using (writer.Open($"{method})"))
        {
            writer.Write($"Forward({string.Join(", ", inputs)}, output, default({Runtime}.AttentionOptions));");
        }

        writer.Write();
        WriteDocs(writer, spec, options);
        writer.Write(FaceEmitter.GeneratedCode);
        writer.Write(Yields);
        using (writer.Open($"{method}, in {Runtime}.AttentionOptions options)"))
        {
            string shapes = string.Join(", ", inputs.Concat(["output"]).Select(static tensor => $"{tensor}.Lengths, {tensor}.Strides"));
            string spans = string.Join(",\n    ", inputs.Select(
                static input => $"{Memory}.CreateReadOnlySpan(in {input}.GetPinnableReference(), (int){input}.FlattenedLength)"));
            writer.Write($$"""
                {{Runtime}}.AttentionOptions batched = {{Runtime}}.CompilerServices.TensorShapes.Check<{{FaceEmitter.Shape}}>(
                    options, {{shapes}});
                Forward(
                    {{spans}},
                    {{Memory}}.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
                    batched);
                """);
        }
    }

    private static void WriteDocs(SourceWriter writer, KernelSpec spec, string options)
    {
        string length = spec.KeyLength > 0 ? $"{spec.KeyLength}" : "n";
        string count = spec.QueryLength > 0 ? $"{spec.QueryLength}" : "m";
        string keys = LearnedScore.Tensors(spec.Score).Contains("keys")
            ? $"\n/// <param name=\"keys\">{Axes(spec, length, spec.KeyValueHeads, spec.Dim)}</param>"
            : "";
        string state = spec.IsLearned
            ? "\n/// <exception cref=\"global::System.InvalidOperationException\">The kernel was made without its parameters.</exception>"
            : "";
        writer.Write($"""
            /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
            /// <param name="queries">{Axes(spec, count, spec.Heads, spec.Dim)}</param>{keys}
            /// <param name="values">{Axes(spec, length, spec.KeyValueHeads, spec.ValueDim)}</param>
            /// <param name="output">{(spec.SumHeads ? $"[(B,) {count}, {spec.ValueDim}]" : Axes(spec, count, spec.Heads, spec.ValueDim))}; must not overlap an input.</param>{options}
            /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>{state}
            """);
    }

    private static string Axes(KernelSpec spec, string length, int heads, int dim) => spec.HeadMajor
        ? heads == 1 ? $"[(B,) (1,) {length}, {dim}]" : $"[(B,) {heads}, {length}, {dim}]"
        : $"[(B,) {length}, {heads}, {dim}] or [(B,) {length}, {heads * dim}]";
}
