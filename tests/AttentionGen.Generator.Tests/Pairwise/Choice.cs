using System;
using System.Collections.Generic;
using System.Linq;

namespace AttentionGen.Generator.Tests.Pairwise;

/// <summary>A kernel and a call of it: one value for each option of the attribute, and for all that differs from call to call.</summary>
internal sealed class Choice(int[] values)
{
    // Each option with its values; "" leaves it out.
    private static readonly (string Name, string[] Values)[] Factors =
    [
        // Those that not all go together: Problems says which do.
        ("Score", ["ScaledDot", "Dot", "Cosine", "General", "Additive", "Mlp", "Location"]),
        ("HiddenDim", ["", "5"]),
        ("HiddenDims", ["", "new[] { 6, 3 }"]),
        ("Activation", ["", "Activation.Relu", "Activation.Sigmoid", "Activation.Gelu"]),
        ("KeyLength", ["", "n"]),
        ("Scale", ["", "0.7f", "0"]),
        ("SoftCap", ["", "1.5f"]),
        ("type", ["static partial class", "partial class", "readonly partial struct"]),

        // The other options of the attribute, and the lengths, which it may fix. Only a sum of heads can be given weights.
        ("dim", ["7", "16"]),
        ("Combine", ["", "HeadCombine.WeightedSum", "HeadCombine.WeightedSum /* by HeadWeights */"]),
        ("QueryLength", ["", "m"]),
        ("Unroll", ["", "3"]),
        ("KeyValueHeads", ["", "2"]),
        ("ValueDim", ["", "5"]),
        ("Mask", ["", "AttentionMask.Causal"]),
        ("WindowLeft", ["", "6"]),
        ("WindowRight", ["", "3"]),
        ("Alibi", ["", "true"]),
        ("Layout", ["", "TensorLayout.HeadMajor"]),
        ("m", ["1", "3", "14"]),
        ("n", ["9", "70"]),

        // The rest of the call.
        ("Batch", ["1", "2"]),
        ("KeyLengths", ["", "given"]),
        ("QueryOffsets", ["", "one", "each"]),
        ("Bias", ["", "keys", "queries", "full"]),
        ("Allowed", ["", "keys", "full"]),
        ("Sinks", ["", "given"]),
        ("Weights", ["", "wanted"]),
        ("Scores", ["", "Scaled", "Capped", "Biased"]),
        ("LogSumExp", ["", "wanted"]),
        ("MaxDegreeOfParallelism", ["", "2"]),
        ("hidden keys", ["numbers", "NaN"]),
    ];

    // Score to type: the factors whose values do not all go together.
    private const int Bound = 8;

    // Score to n: what one kernel is made for.
    private const int OfKernel = Bound + 13;

    /// <summary>The named arguments of the attribute.</summary>
    private static readonly string[] Arguments =
    [
        "HiddenDim", "HiddenDims", "Activation", "KeyLength", "Scale", "SoftCap", "Combine", "QueryLength", "Unroll", "KeyValueHeads", "ValueDim", "Mask",
        "WindowLeft", "WindowRight", "Alibi", "Layout",
    ];

    private static readonly string[] Learned = ["General", "Additive", "Mlp", "Location"];

    private static readonly int[][] Heads = [.. Product(Bound)];

    /// <summary>The number of values of each factor.</summary>
    public static IReadOnlyList<int> Values { get; } = [.. Factors.Select(static factor => factor.Values.Length)];

    /// <summary>Of the factors that make a kernel, which come first.</summary>
    public static IReadOnlyList<int> KernelValues { get; } = [.. Values.Take(OfKernel)];

    /// <summary>The values of the first factors that go together.</summary>
    public static IReadOnlyList<int[]> ValidHeads { get; } = [.. Heads.Where(static head => !new Choice(head).Problems.Any())];

    /// <summary>A choice that has a pair which does not go together, and as little else that is wrong as can be.</summary>
    public static Choice Breaking(Pair pair)
    {
        int[] head = Heads.Where(head => head[pair.First] == pair.FirstValue && head[pair.Second] == pair.SecondValue)
            .MinBy(static head => new Choice(head).Problems.Count())!;
        return new Choice([.. head, .. new int[Factors.Length - Bound]]);
    }

    public static string Describe(Pair pair) =>
        $"{Factors[pair.First].Name} = {Factors[pair.First].Values[pair.FirstValue]}, {Factors[pair.Second].Name} = {Factors[pair.Second].Values[pair.SecondValue]}";

    /// <summary>The value of a factor.</summary>
    public string this[string name]
    {
        get
        {
            int factor = Array.FindIndex(Factors, factor => factor.Name == name);
            return Factors[factor].Values[values[factor]];
        }
    }

    /// <summary>The values by their numbers.</summary>
    public int[] Row => values;

    public bool Has(string name) => this[name].Length > 0;

    public int Number(string name) => int.Parse(this[name], System.Globalization.CultureInfo.InvariantCulture);

    public bool IsLearned => Learned.Contains(this["Score"]);

    /// <summary>The rules that the kernel breaks, each once for each option.</summary>
    public IEnumerable<string> Problems
    {
        get
        {
            string score = this["Score"];
            (string Rule, bool IsBroken)[] rules =
            [
                ("ATTN004", IsLearned && this["type"].StartsWith("static", StringComparison.Ordinal)),
                ("ATTN005", score == "Location" && !Has("KeyLength")),
                ("ATTN006", score != "Additive" && Has("HiddenDim")),
                ("ATTN006", score != "Mlp" && Has("HiddenDims")),
                ("ATTN006", score != "Mlp" && Has("Activation")),
                ("ATTN006", this["Scale"] == "0" && Has("SoftCap")),
            ];
            return rules.Where(static rule => rule.IsBroken).Select(static rule => rule.Rule);
        }
    }

    /// <summary>The declaration of a kernel of four heads.</summary>
    public string Declare(string name)
    {
        string arguments = string.Concat(Arguments.Where(Has).Select(argument =>
            $", {argument} = {(this[argument] is "m" or "n" ? this[this[argument]] : this[argument])}"));
        return $"[AttentionKernel(4, {this["dim"]}, Score.{this["Score"]}{arguments})] public {this["type"]} {name};";
    }

    /// <summary>What of the call is not as usual.</summary>
    public override string ToString() => $"{Declare("K")} {string.Join(", ", Factors.Skip(OfKernel - 2).Where(factor => Has(factor.Name)).Select(factor => $"{factor.Name}: {this[factor.Name]}"))}";

    private static IEnumerable<int[]> Product(int factors) => factors == 0
        ? [[]]
        : Product(factors - 1).SelectMany(head => Enumerable.Range(0, Factors[factors - 1].Values.Length).Select(value => (int[])[.. head, value]));
}
