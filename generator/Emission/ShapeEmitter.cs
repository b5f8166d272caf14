using AttentionGen.Generator.Model;

namespace AttentionGen.Generator.Emission;

/// <summary>The struct that tells the driver the kernel's constants.</summary>
internal static class ShapeEmitter
{
    public const string Name = "Shape";

    // What differs from a dot product over as many keys as a call has; the interface has that by default.
    private static void WriteScore(SourceWriter writer, KernelSpec spec)
    {
        if (spec.Score is not ("Dot" or "ScaledDot"))
        {
            writer.Write($"public static global::AttentionGen.Score Score => global::AttentionGen.Score.{spec.Score};");
        }

        if (spec.KeyLength > 0)
        {
            writer.Write($"public static int KeyLength => {spec.KeyLength};");
        }

        if (spec.HiddenDims.Count > 0)
        {
            writer.Write($$"""
                public static global::System.ReadOnlySpan<int> HiddenDims => new int[] { {{string.Join(", ", spec.HiddenDims)}} };
                public static global::AttentionGen.Activation Activation => global::AttentionGen.Activation.{{spec.Activation}};
                """);
        }
    }

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
            WriteScore(writer, spec);
            WriteOptions(writer, spec);
        }
    }

    // What few kernels use: the others leave it to the interface's defaults.
    private static void WriteOptions(SourceWriter writer, KernelSpec spec)
    {
        if (spec.SoftCap != 0)
        {
            writer.Write($"public static float SoftCap => {Literals.Float(spec.SoftCap)};");
        }

        if (spec.WindowLeft >= 0)
        {
            writer.Write($"public static int WindowLeft => {spec.WindowLeft};");
        }

        if (spec.WindowRight >= 0)
        {
            writer.Write($"public static int WindowRight => {spec.WindowRight};");
        }

        if (spec.Alibi)
        {
            writer.Write("public static bool Alibi => true;");
        }

        if (spec.SumHeads)
        {
            writer.Write("public static global::AttentionGen.HeadCombine Combine => global::AttentionGen.HeadCombine.WeightedSum;");
        }

        if (spec.QueryLength > 0)
        {
            writer.Write($"public static int QueryLength => {spec.QueryLength};");
        }
    }
}
