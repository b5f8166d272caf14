using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using CsCheck;

namespace AttentionGen.Generator.Tests.Robustness;

/// <summary>A kernel that nobody thought of: any options that go together, in a type of any kind, small enough to compile hundreds.</summary>
internal sealed record RandomKernel(string Score, string Type, int Heads, int Dim, IReadOnlyList<string> Arguments)
{
    private static readonly string[] Types = ["partial class", "sealed partial class", "partial struct", "readonly partial struct", "partial record", "partial record struct"];

    // Beside whole vectors of every width, and one more or less.
    private static readonly Gen<int> Dims = Gen.Frequency((6, Gen.Int[1, 17]), (1, Gen.Int[18, 34]));

    private static readonly Gen<string> Scores = Gen.Frequency(
        (3, Gen.Const("ScaledDot")), (2, Gen.Const("Dot")), (1, Gen.Const("Cosine")), (1, Gen.Const("General")), (1, Gen.Const("Additive")),
        (1, Gen.Const("Mlp")), (1, Gen.Const("Location")));

    public static Gen<RandomKernel> Any { get; } =
        from score in Scores
        from heads in Gen.Int[1, 6]
        from dim in Dims
        from type in Gen.OneOf(score is "General" or "Additive" or "Mlp" or "Location" ? Types : (string[])[.. Types, "static partial class"])
        from options in Options(score, heads, dim)
        select new RandomKernel(score, type, heads, dim, [.. options.Where(static option => option.Length > 0)]);

    public string Declare(string name) =>
        $"[AttentionKernel({string.Join(", ", [$"{Heads}", $"{Dim}", $"Score.{Score}", .. Arguments])})] public {Type} {name};";

    public override string ToString() => Declare("K");

    private static Gen<string[]> Options(string score, int heads, int dim) =>
        from shape in Gen.Select(
            Named("KeyValueHeads", Gen.OneOf((int[])[.. Enumerable.Range(1, heads).Where(groups => heads % groups == 0)])),
            Named("ValueDim", Dims),
            Rarely("QueryLength", Gen.Int[1, 40]),
            score == "Location" ? Gen.Int[1, 90].Select(n => Argument("KeyLength", n)) : Rarely("KeyLength", Gen.Int[1, 200]),
            Rarely("Unroll", Gen.Int[1, dim]))
        from numbers in Gen.Select(
            Scale(score, dim),
            Rarely("SoftCap", Gen.OneOf(Gen.Float[0.1f, 3], Gen.Const(30f))),
            Rarely("WindowLeft", Gen.Int[0, 80]),
            Rarely("WindowRight", Gen.Int[0, 80]))
        from flags in Gen.Select(
            Rarely("Mask", Gen.Const("AttentionMask.Causal")),
            Rarely("Alibi", Gen.Const("true")),
            Named("Layout", Gen.Const("TensorLayout.HeadMajor")),
            Rarely("Combine", Gen.Const("HeadCombine.WeightedSum")))
        from hidden in Hidden(score)
        select new[]
        {
            shape.Item1, shape.Item2, shape.Item3, shape.Item4, shape.Item5,

            // A scale of 0 leaves nothing to cap, which is reported.
            numbers.Item1 is "Scale = 0f" or "Scale = -0f" && numbers.Item2.Length > 0 ? "" : numbers.Item1, numbers.Item2, numbers.Item3, numbers.Item4,
            flags.Item1, flags.Item2, flags.Item3, flags.Item4, hidden,
        };

    // What is learned is uniform in [-1, 1] here. In a trained model it is of the order of 1 / sqrt(D): without a scale to make up for it the
    // scores of long rows are in the tens, and their roundings alone past the tolerance of an output.
    private static Gen<string> Scale(string score, int dim)
    {
        float most = score is "General" or "Additive" or "Mlp" ? MathF.Min(1, 2 / MathF.Sqrt(dim)) : 1;
        return most < 1 ? Gen.Float[-most, most].Select(static scale => Argument("Scale", scale)) : Named("Scale", Gen.Float[-1, 1]);
    }

    private static Gen<string> Hidden(string score) => score switch
    {
        "Additive" => Named("HiddenDim", Gen.Int[1, 20]),
        "Mlp" => Gen.Select(
            Named("HiddenDims", Gen.Int[1, 12].Array[1, 3].Select(static dims => $"new[] {{ {string.Join(", ", dims)} }}")),
            Named("Activation", Gen.OneOf("Relu", "Sigmoid", "Gelu").Select(static name => $"Activation.{name}")),
            static (dims, activation) => string.Join(", ", new[] { dims, activation }.Where(static each => each.Length > 0))),
        _ => Gen.Const(""),
    };

    // In half of the kernels, and in a quarter.
    private static Gen<string> Named<T>(string name, Gen<T> value) => Sometimes(1, name, value);

    private static Gen<string> Rarely<T>(string name, Gen<T> value) => Sometimes(3, name, value);

    private static Gen<string> Sometimes<T>(int without, string name, Gen<T> value) =>
        Gen.Frequency((without, Gen.Const("")), (1, value.Select(given => Argument(name, given))));

    private static string Argument<T>(string name, T value) => value is float number
        ? string.Create(CultureInfo.InvariantCulture, $"{name} = {number:R}f")
        : string.Create(CultureInfo.InvariantCulture, $"{name} = {value}");
}
