using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;

namespace AttentionGen.Generator.Tests.Robustness;

/// <summary>
/// A file with one attribute on one type, right or wrong in any way: arguments of any kind and in any order, targets of any kind, now and
/// then text that is no C# at all. <see cref="Name"/> stands for the type's name.
/// </summary>
internal static class RandomSource
{
    /// <summary>What the type's name is put in place of: one character, of which nothing can be left where a file is broken.</summary>
    public const string Name = "§";

    /// <summary>Constants that arguments may refer to, in a file of their own.</summary>
    public const string Constants = """
        global using AttentionGen;

        public static class C
        {
            public const int Eight = 8, Zero = 0;
            public const float Half = 0.5f;
            public const Score Kind = Score.Additive;
            public static int Field = 8;
        }

        public class Base(int number) { public int Number => number; }
        """;

    private static readonly string[] Numbers =
        ["1", "2", "4", "8", "12", "0", "-1", "0x8", "((8))", "8 /* eight */", "8 // eight\n", "C.Eight", "nameof(§).Length", "default", "1 << 3", "(byte)7"];

    private static readonly string[] OddNumbers =
    [
        "1024", "1025", "int.MaxValue", "int.MinValue", "2147483648", "99999999999999999999", "0b101", "1_0", "C.Eight * 2", "C.Zero", "C.Eight / C.Zero", "sizeof(int)",
        "default(int)", "(int)8.5", "'\\u0008'", "checked(8)", "unchecked(int.MaxValue + 1)", "int.MaxValue + 1", "~0",
    ];

    private static readonly string[] Singles =
    [
        "0.5f", "0", "-0f", "1", "C.Half", "1e39f", "float.NaN", "float.PositiveInfinity", "float.Epsilon", "float.MaxValue", "-1e-45f", "1 / 3f", "0.5", "0.5m",
    ];

    private static readonly string[] Members =
    [
        "Score.Dot", "Score.ScaledDot", "Score.Cosine", "Score.General", "Score.Additive", "Score.Mlp", "Score.Location", "C.Kind", "(Score)3", "(Score)99",
        "Score.Missing", "AttentionMask.Causal", "AttentionMask.None", "(AttentionMask)(-1)", "TensorLayout.HeadMajor", "HeadCombine.WeightedSum",
        "(HeadCombine)7", "Activation.Gelu", "Activation.Relu", "AttentionGen.Activation.Sigmoid", "Score.Dot | Score.Cosine",
    ];

    private static readonly string[] Others =
    [
        "true", "false", "null", "\"8\"", "$\"8\"", "8L", "8u", "8.0", "'a'", "nameof(§)", "typeof(int)", "typeof(§)", "new int[0]", "new[] { 4, 4 }", "[4, 2]",
        "new int[] { C.Eight, -1 }", "new[] { 1, 1, 1, 1, 1, 1, 1, 1, 1 }", "new int[3]", "new[] { 1.5 }", "new object[] { 4 }", "C.Field", "Missing", "C.", "x => x",
        "§.Heads", "", "(", "<", "@", "\"", "await 8", "throw null", "8 8", "this", "new()", "Score", "C",
    ];

    private static readonly string[] Properties =
    [
        "KeyValueHeads", "ValueDim", "Scale", "SoftCap", "Mask", "WindowLeft", "WindowRight", "Alibi", "Layout", "Combine", "QueryLength", "KeyLength",
        "HiddenDim", "HiddenDims", "Activation", "Unroll", "@ValueDim",
    ];

    private static readonly string[] OddProperties = ["Heads", "Dim", "Score", "Missing", "TypeId", "Match", "keyValueHeads", "8", "="];

    private static readonly string[] Targets =
    [
        "public static partial class §;", "partial class §;", "readonly partial struct §;", "ref partial struct §;", "partial record §;", "partial record struct §;",
        "abstract partial class § { }", "partial class §<T> where T : struct;", "partial record §<T, U>(T Item);", "class §;", "static class § { }", "partial interface §;",
        "partial interface §<in T>;", "enum § { A }", "delegate void §();", "file partial class §;", "partial class § : Base(3);", "partial class §(int Dim) { int D => Dim; }",
        "partial class § { int Heads; }", "partial class § { public §(System.ReadOnlySpan<float> weight) { } }", "partial class § { void Forward() { } }",
        "partial class § { class Info; }", "partial class §<Dim>;", "partial class Outer§ { [Inner] partial struct §; }", "class Outer§ { [Inner] partial class §; }",
        "partial class Outer§<T> { public partial record Near<U> { [Inner] internal partial class §; } }", "namespace N.@event { [Inner] partial class §; }",
        "partial class §; partial class § { int A; }", "partial class §; partial struct §;", "unsafe partial class §;", "partial class", "partial class §<>;",
        "partial class § { void M() { [Inner] void N() { } } }", "partial struct § { public §() { } }", "partial class § { public int Dim { get; init; } }", "",
    ];

    private static readonly string[] Garbage =
        ["{", "}", "(", ")", "[", "]", "<", ">", ";", ",", "\"", "'", "/*", "//", "#if A", "\n#endif\n", "partial", "static", "@", "\\u0041", "\0", "é", "😀", "=>", "::", "?"];

    private static readonly Gen<string> Number = Gen.Frequency((5, Gen.OneOf(Numbers)), (1, Gen.OneOf(OddNumbers)));

    private static readonly Gen<string> Value = Gen.Frequency(
        (3, Gen.OneOf(Numbers)), (3, Gen.OneOf(OddNumbers)), (2, Gen.OneOf(Singles)), (3, Gen.OneOf(Members)), (2, Gen.OneOf(Others)));

    // Values that suit a property come up most; otherwise nearly every attribute would be the compiler's to reject.
    private static readonly Gen<string> Property =
        from name in Gen.Frequency((25, Gen.OneOf(Properties)), (1, Gen.OneOf(OddProperties)))
        from value in Gen.Frequency((12, Fitting(name)), (1, Value))
        select $"{name} = {value}";

    private static readonly Gen<string> Constructor = Gen.Frequency(
        (8, Gen.Select(Number, Number, static (heads, dim) => $"{heads}, {dim}")),
        (4, Gen.Select(Number, Number, Gen.OneOf(Members[..9]), static (heads, dim, score) => $"{heads}, {dim}, {score}")),
        (4, Gen.Select(Number, Number, static (heads, dim) => $"dim: {dim}, heads: {heads}")),
        (1, Gen.Select(Value, Value, static (heads, dim) => $"{heads}, {dim}")),
        (1, Gen.Select(Value, Value, Value, static (heads, dim, score) => $"{heads}, score: {score}, dim: {dim}")),
        (1, Value.Array[0, 4].Select(static values => string.Join(", ", values))));

    /// <summary>All that a file may be put together from.</summary>
    public static IEnumerable<string> Pieces { get; } =
        [.. Numbers, .. OddNumbers, .. Singles, .. Members, .. Others, .. Properties, .. OddProperties, .. Targets, .. Garbage, "[AttentionKernel(", ")]", ", ", " = "];

    /// <summary>Any file.</summary>
    public static Gen<string> Any { get; } =
        from constructor in Constructor
        from properties in Property.Array[0, 2]
        from separator in Gen.Frequency((60, ", "), (1, " "), (1, ",, "), (1, "; "))
        from target in Gen.Frequency((2, Gen.OneOf(Targets[..8])), (1, Gen.OneOf(Targets)))
        from file in Gen.Frequency((5, Gen.Const(Join(constructor, properties, separator, target))), (1, Broken(Join(constructor, properties, separator, target))))
        select file;

    private static Gen<string> Fitting(string name) => name switch
    {
        "Scale" or "SoftCap" => Gen.OneOf(Singles),
        "Mask" => Gen.OneOf("AttentionMask.Causal", "AttentionMask.None", "(AttentionMask)1", "(AttentionMask)2"),
        "Layout" => Gen.OneOf("TensorLayout.HeadMajor", "default", "(TensorLayout)5"),
        "Combine" => Gen.OneOf("HeadCombine.WeightedSum", "HeadCombine.Concat"),
        "Activation" => Gen.OneOf("Activation.Relu", "Activation.Gelu", "(Activation)(-3)"),
        "Alibi" => Gen.OneOf("true", "false", "!true"),
        "HiddenDims" => Gen.OneOf("new[] { 4, 4 }", "new int[0]", "null", "new int[] { C.Eight }", "new int[2]"),
        _ => Number,
    };

    private static string Join(string constructor, string[] properties, string separator, string target)
    {
        string[] arguments = [.. new[] { constructor }.Concat(properties).Where(static each => each.Length > 0)];
        string attribute = $"[AttentionKernel({string.Join(separator, arguments)})]";
        return target.Contains("[Inner]", StringComparison.Ordinal) ? target.Replace("[Inner]", attribute, StringComparison.Ordinal) : $"{attribute} {target}";
    }

    // As in an editor: cut off, with something missing, or with something that does not belong there.
    private static Gen<string> Broken(string file) => Gen.OneOf(
        Gen.Int[0, file.Length].Select(length => file[..length]),
        Gen.Select(Gen.Int[0, file.Length - 1], Gen.Int[1, 12]).Select(cut => file.Remove(cut.Item1, Math.Min(cut.Item2, file.Length - cut.Item1))),
        Gen.Select(Gen.Int[0, file.Length], Gen.OneOf(Garbage)).Select(more => file.Insert(more.Item1, more.Item2)),
        Gen.Select(Gen.Int[0, file.Length], Gen.OneOf(Others)).Select(more => file.Insert(more.Item1, more.Item2)));
}
