using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Model;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The constructor of a kernel whose score is learned, and the field that keeps what it is given.</summary>
internal static class ConstructorEmitter
{
    private const string Services = "global::AttentionGen.CompilerServices";

    public static void Write(SourceWriter writer, KernelSpec spec, IReadOnlyList<KernelPlan> plans)
    {
        IReadOnlyList<string> parameters = LearnedScore.Parameters(spec.Score);
        writer.Write($"""
            {FaceEmitter.GeneratedCode}
            private readonly {Services}.ScoreParameters? {LearnedScore.Field};

            /// <summary>Takes what the score has learned. The parameters are copied; the kernel never changes and may be used by any threads.</summary>
            """);
        foreach (string parameter in parameters)
        {
            writer.Write($"/// <param name=\"{parameter}\">{Describe(spec, parameter)}</param>");
        }

        writer.Write("/// <exception cref=\"global::System.ArgumentException\">A parameter has another length.</exception>");
        writer.Write(FaceEmitter.GeneratedCode);
        string name = spec.Type.Declarations[spec.Type.Declarations.Count - 1].Name.Split('<')[0];
        string list = string.Join(", ", parameters.Select(static parameter => $"{FaceEmitter.ReadOnlySpan} {parameter}"));
        using (writer.Open($"public {name}({list})"))
        {
            string values = string.Join(", ", parameters.Select(
                static parameter => $"{char.ToUpperInvariant(parameter[0])}{parameter.Substring(1)} = {parameter}"));
            writer.Write($"var learned = new global::AttentionGen.AttentionParameters {{ {values} }};");
            writer.Write($"{LearnedScore.Field} =");
            foreach (KernelPlan plan in plans)
            {
                writer.Write($"    {FaceEmitter.Accelerated(plan)} ? {Services}.ScoreParameters.Pack<{FaceEmitter.Shape}, {FaceEmitter.Tiles(plan)}>(learned) :");
            }

            writer.Write($"    {Services}.AttentionFallback.Pack<{FaceEmitter.Shape}>(learned);");
        }

        writer.Write();
    }

    private static string Describe(KernelSpec spec, string parameter) => (spec.Score, parameter) switch
    {
        ("General", _) => $"[{spec.Heads}, {spec.Dim}, {spec.Dim}]",
        ("Location", "weight") => $"[{spec.Heads}, {spec.KeyLength}, {spec.Dim}]",
        ("Location", _) => $"[{spec.Heads}, {spec.KeyLength}]",
        ("Additive", "queryWeight" or "keyWeight") => $"[{spec.Heads}, {spec.HiddenDims[0]}, {spec.Dim}]",
        ("Additive", _) => $"[{spec.Heads}, {spec.HiddenDims[0]}]",
        _ => $"Per layer, of {string.Join(" to ", new[] { 2 * spec.Dim }.Concat(spec.HiddenDims).Concat([1]))} elements, per head: the matrix [out, in] and then the bias [out].",
    };
}
