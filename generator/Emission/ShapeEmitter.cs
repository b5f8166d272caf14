using AttentionGen.Generator.Model;

namespace AttentionGen.Generator.Emission;

/// <summary>The struct that tells the driver the kernel's constants.</summary>
internal static class ShapeEmitter
{
    public const string Name = "Shape";

    public static void Write(SourceWriter writer, KernelSpec spec)
    {
        writer.Write("// The kernel's constants; the JIT folds them into the driver.");
        using (writer.Open($"file readonly struct {Name} : global::AttentionGen.CompilerServices.IKernelShape"))
        {
            writer.Write($$"""
                public static int Heads => {{spec.Heads}};
                public static int KeyValueHeads => {{spec.KeyValueHeads}};
                public static int Dim => {{spec.Dim}};
                public static int ValueDim => {{spec.ValueDim}};
                public static float Scale => {{Literals.Float(spec.Scale)}};
                public static bool Causal => {{(spec.Causal ? "true" : "false")}};
                public static global::AttentionGen.TensorLayout Layout => global::AttentionGen.TensorLayout.{{(spec.HeadMajor ? "HeadMajor" : "TokenMajor")}};
                """);
            WriteLength(writer, "QueryLength", spec.QueryLength);
            WriteLength(writer, "KeyLength", spec.KeyLength);
            if (spec.SumHeads)
            {
                writer.Write("public static global::AttentionGen.HeadCombine Combine => global::AttentionGen.HeadCombine.WeightedSum;");
            }
        }
    }

    private static void WriteLength(SourceWriter writer, string name, int length)
    {
        if (length > 0)
        {
            writer.Write($"public static int {name} => {length};");
        }
    }
}
