using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Model;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The members that the user calls, inside the user's own type.</summary>
internal static class FaceEmitter
{
    private const string Runtime = "global::AttentionGen";
    internal const string ReadOnlySpan = "global::System.ReadOnlySpan<float>";

    /// <summary>The attribute of every generated member.</summary>
    public const string GeneratedCode = $"[global::System.CodeDom.Compiler.GeneratedCode(\"{GeneratorName.Tool}\", \"{GeneratorName.Version}\")]";

    public static void Write(SourceWriter writer, KernelSpec spec, IReadOnlyList<KernelPlan> plans, bool tensors = false)
    {
        var blocks = new Stack<IDisposable>();
        if (spec.Type.Namespace.Length > 0)
        {
            blocks.Push(writer.Open($"namespace {spec.Type.Namespace}"));
        }

        int levels = spec.Type.Declarations.Count;
        for (int level = 0; level < levels; level++)
        {
            TypeDeclaration declaration = spec.Type.Declarations[level];
            bool isKernel = level == levels - 1;
            if (isKernel)
            {
                WriteRemarks(writer, spec);
            }

            string implements = isKernel && spec.Type.ImplementsInterface ? $" : {Runtime}.IAttentionKernel" : "";
            blocks.Push(writer.Open($"partial {declaration.Keyword} {declaration.Name}{implements}"));
        }

        WriteMembers(writer, spec, plans);
        if (tensors)
        {
            TensorFaceEmitter.Write(writer, spec);
        }

        while (blocks.Count > 0)
        {
            blocks.Pop().Dispose();
        }
    }

    private static void WriteRemarks(SourceWriter writer, KernelSpec spec) => writer.Write($$"""
        /// <remarks>
        /// Attention of {{Literals.Count(spec.Heads, "head")}} reading {{Literals.Count(spec.KeyValueHeads, "key/value head")}}: score {{HeaderEmitter.Score(spec)}}; {{HeaderEmitter.Mask(spec)}}.
        /// </remarks>
        """);

    private static void WriteMembers(SourceWriter writer, KernelSpec spec, IReadOnlyList<KernelPlan> plans)
    {
        string modifier = Modifier(spec);
        string parameters = string.Join(", ", LearnedScore.Tensors(spec.Score).Select(static tensor => $"{ReadOnlySpan} {tensor}"));
        string keys = spec.Score == "Location" ? "default" : "keys";
        string arguments = $"queries, {keys}, values, output, options{(spec.IsLearned ? $", {LearnedScore.Field}" : "")}";
        WriteConstant(writer, "Heads", spec.Heads, "H, the number of query heads.");
        WriteConstant(writer, "KeyValueHeads", spec.KeyValueHeads, "G, the number of key/value heads.");
        WriteConstant(writer, "Dim", spec.Dim, "D, the elements of one head of queries and keys.");
        WriteConstant(writer, "ValueDim", spec.ValueDim, "E, the elements of one head of values and of the output.");

        writer.Write("/// <summary>The kernel's plan and the path that this machine runs.</summary>");
        writer.Write(GeneratedCode);
        writer.Write($"public static {Runtime}.AttentionKernelInfo Info {{ get; }} =");
        foreach (KernelPlan plan in plans)
        {
            writer.Write($"    {Accelerated(plan)} ? {Runtime}.AttentionKernelInfo.Describe<{Shape}, {Tiles(plan)}>() :");
        }

        writer.Write($"    {Runtime}.CompilerServices.AttentionFallback.Describe<{Shape}>();");
        writer.Write();

        if (spec.IsLearned)
        {
            ConstructorEmitter.Write(writer, spec, plans);
        }

        WriteDocs(writer, spec, "Attention over one sequence.", batch: "", options: "");
        writer.Write(GeneratedCode);
        using (writer.Open($"public {modifier}void Forward({parameters}, global::System.Span<float> output)"))
        {
            // Of a type, or an overload of the user's could be the one called.
            writer.Write($"Forward({string.Join(", ", LearnedScore.Tensors(spec.Score))}, output, default({Runtime}.AttentionOptions));");
        }

        writer.Write();
        const string options = "\n/// <param name=\"options\">Batch size, lengths, offsets and extra outputs.</param>";
        WriteDocs(writer, spec, "Attention over a batch, with per-call options.", batch: "B, ", options);
        writer.Write(GeneratedCode);
        using (writer.Open($"public {modifier}void Forward({parameters}, global::System.Span<float> output, in {Runtime}.AttentionOptions options)"))
        {
            writer.Write("// The JIT knows what the machine accelerates: one of these calls remains.");
            foreach (KernelPlan plan in plans)
            {
                using (writer.Open($"{(plan == plans[0] ? "if" : "else if")} ({Accelerated(plan)})"))
                {
                    writer.Write($"{Runtime}.CompilerServices.AttentionDriver<{Shape}, {Tiles(plan)}>.Forward({arguments});");
                }
            }

            using (writer.Open("else"))
            {
                writer.Write($"{Runtime}.CompilerServices.AttentionFallback.Forward<{Shape}>({arguments});");
            }
        }

        if (spec.Type.ImplementsInterface)
        {
            WriteInterfaceConstants(writer);
        }
    }

    /// <summary>The struct of the kernel's constants, from anywhere in the file.</summary>
    public static string Shape => $"global::{KernelEmitter.Namespace}.{ShapeEmitter.Name}";

    /// <summary>What <c>Forward</c> is between <c>public</c> and <c>void</c>.</summary>
    public static string Modifier(KernelSpec spec)
    {
        bool isStruct = spec.Type.Declarations[spec.Type.Declarations.Count - 1].Keyword.EndsWith("struct", StringComparison.Ordinal);
        return !spec.IsLearned ? "static " : isStruct ? "readonly " : "";
    }

    internal static string Tiles(KernelPlan plan) => $"global::{KernelEmitter.Namespace}.{TilesEmitter.Name(plan)}";

    internal static string Accelerated(KernelPlan plan) => $"global::System.Runtime.Intrinsics.{plan.Target.Name}.IsHardwareAccelerated";

    private static void WriteConstant(SourceWriter writer, string name, int value, string summary) => writer.Write($"""
        /// <summary>{summary}</summary>
        {GeneratedCode}
        public const int {name} = {value};

        """);

    private static void WriteDocs(SourceWriter writer, KernelSpec spec, string summary, string batch, string options)
    {
        string queries = spec.QueryLength > 0 ? $"{spec.QueryLength}" : "m";
        string length = spec.KeyLength > 0 ? $"{spec.KeyLength}" : "n";
        string keys = spec.Score == "Location" ? "" : $"/// <param name=\"keys\">[{batch}{Axes(spec, length, spec.KeyValueHeads)}, {spec.Dim}]</param>\n";
        string state = spec.IsLearned
            ? "\n/// <exception cref=\"global::System.InvalidOperationException\">The kernel was made without its parameters.</exception>"
            : "";
        writer.Write($"""
            /// <summary>{summary}</summary>
            /// <param name="queries">[{batch}{Axes(spec, queries, spec.Heads)}, {spec.Dim}]</param>
            {keys}/// <param name="values">[{batch}{Axes(spec, length, spec.KeyValueHeads)}, {spec.ValueDim}]</param>
            /// <param name="output">[{batch}{(spec.SumHeads ? queries : Axes(spec, queries, spec.Heads))}, {spec.ValueDim}]; may be longer, must not overlap an input.</param>{options}
            /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>{state}
            """);
    }

    private static string Axes(KernelSpec spec, string length, int heads) => spec.HeadMajor ? $"{heads}, {length}" : $"{length}, {heads}";

    private static void WriteInterfaceConstants(SourceWriter writer)
    {
        writer.Write();
        writer.Write(string.Join("\n", new[] { "Heads", "KeyValueHeads", "Dim", "ValueDim" }.Select(
            static name => $"{GeneratedCode}\nstatic int {Runtime}.IAttentionKernel.{name} => {name};")));
    }
}
