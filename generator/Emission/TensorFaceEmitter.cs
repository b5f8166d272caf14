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
        writer.Write();
        WriteDocs(writer, spec, "");
        writer.Write(FaceEmitter.GeneratedCode);
        writer.Write(Yields);
        using (writer.Open($"public static void Forward({Input} queries, {Input} keys, {Input} values, {Output} output)"))
        {
            writer.Write($"Forward(queries, keys, values, output, default({Runtime}.AttentionOptions));");
        }

        writer.Write();
        WriteDocs(writer, spec, options);
        writer.Write(FaceEmitter.GeneratedCode);
        writer.Write(Yields);
        using (writer.Open($"public static void Forward({Input} queries, {Input} keys, {Input} values, {Output} output, in {Runtime}.AttentionOptions options)"))
        {
            writer.Write($$"""
                {{Runtime}}.AttentionOptions batched = {{Runtime}}.CompilerServices.TensorShapes.Check<{{FaceEmitter.Shape}}>(
                    options, queries.Lengths, queries.Strides, keys.Lengths, keys.Strides, values.Lengths, values.Strides, output.Lengths, output.Strides);
                Forward(
                    {{Memory}}.CreateReadOnlySpan(in queries.GetPinnableReference(), (int)queries.FlattenedLength),
                    {{Memory}}.CreateReadOnlySpan(in keys.GetPinnableReference(), (int)keys.FlattenedLength),
                    {{Memory}}.CreateReadOnlySpan(in values.GetPinnableReference(), (int)values.FlattenedLength),
                    {{Memory}}.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
                    batched);
                """);
        }
    }

    private static void WriteDocs(SourceWriter writer, KernelSpec spec, string options) => writer.Write($"""
        /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
        /// <param name="queries">{Axes(spec, "m", spec.Heads, spec.Dim)}</param>
        /// <param name="keys">{Axes(spec, "n", spec.KeyValueHeads, spec.Dim)}</param>
        /// <param name="values">{Axes(spec, "n", spec.KeyValueHeads, spec.ValueDim)}</param>
        /// <param name="output">{(spec.SumHeads ? $"[(B,) m, {spec.ValueDim}]" : Axes(spec, "m", spec.Heads, spec.ValueDim))}; must not overlap an input.</param>{options}
        /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
        """);

    private static string Axes(KernelSpec spec, string length, int heads, int dim) => spec.HeadMajor
        ? heads == 1 ? $"[(B,) (1,) {length}, {dim}]" : $"[(B,) {heads}, {length}, {dim}]"
        : $"[(B,) {length}, {heads}, {dim}] or [(B,) {length}, {heads * dim}]";
}
