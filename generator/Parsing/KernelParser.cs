using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using AttentionGen.Generator.Diagnostics;
using AttentionGen.Generator.Model;
using Microsoft.CodeAnalysis;

namespace AttentionGen.Generator.Parsing;

/// <summary>From symbols to a spec: the only code that reads them, shared by the generator and the analyzer.</summary>
internal static class KernelParser
{
    private const int Largest = 1024;
    private const int MostLayers = 8;

    // Fixed lengths that rows of the largest size still fit a span with.
    private const int LongestFixed = 1 << 20;

    /// <summary>The spec, or null where the declaration is wrong; and every rule that it breaks.</summary>
    public static (KernelSpec? Spec, IReadOnlyList<KernelProblem> Problems) Parse(
        INamedTypeSymbol type, AttributeData data, CancellationToken cancellation)
    {
        var attribute = new KernelAttribute(data);
        if (!attribute.IsBound || !KernelTypeParser.CanBeKernel(type))
        {
            return (null, []);
        }

        var problems = new List<KernelProblem>();
        KernelType target = KernelTypeParser.Parse(type, attribute.Enum("Score").Name ?? "", problems, cancellation);

        int heads = Range("Heads", attribute.Heads);
        int dim = Range("Dim", attribute.Dim);
        int keyValueHeads = attribute.Integer("KeyValueHeads") is { } given ? Range("KeyValueHeads", given) : heads;
        int valueDim = attribute.Integer("ValueDim") is { } wide ? Range("ValueDim", wide) : dim;
        string score = Member("Score");
        string mask = Member("Mask");
        string layout = Member("Layout");
        string combine = Member("Combine");
        int queryLength = Optional("QueryLength", LongestFixed);
        int keyLength = Optional("KeyLength", LongestFixed);
        int unroll = Optional("Unroll", InRange(dim) ? dim : Largest);
        float scale = attribute.Single("Scale") ?? KernelSpec.DefaultScale(score, dim);
        if (attribute.Single("Scale") is not null && (float.IsNaN(scale) || float.IsInfinity(scale)))
        {
            Add(KernelDiagnostics.OutOfRange, "Scale", "Scale", Text(scale), "a finite number");
        }

        if (InRange(heads) && InRange(keyValueHeads) && heads % keyValueHeads != 0)
        {
            IReadOnlyList<string> divisors = NearestDivisors(heads, keyValueHeads);
            AddWith(divisors, KernelDiagnostics.HeadsNotDivided, "KeyValueHeads", keyValueHeads, heads, string.Join(" or ", divisors));
        }

        int windowLeft = Window("WindowLeft");
        int windowRight = Window("WindowRight");
        float softCap = attribute.Single("SoftCap") ?? 0;
        if (!(softCap >= 0) || float.IsInfinity(softCap))
        {
            Add(KernelDiagnostics.OutOfRange, "SoftCap", "SoftCap", Text(softCap), "a positive finite number, or 0 for none");
        }
        else if (softCap > 0 && attribute.Single("Scale") == 0)
        {
            AddWith(
                ["SoftCap", "Scale"], KernelDiagnostics.Contradiction, "SoftCap", "SoftCap", "Scale = 0, which makes every score 0", "remove one of them");
        }

        if (score == "Location" && keyLength == 0)
        {
            Add(KernelDiagnostics.LocationWithoutKeyLength, "Score");
        }

        int[] hiddenDims = HiddenDims();
        string activation = score == "Additive" ? "Tanh" : Member("Activation");

        if (problems.Count > 0)
        {
            return (null, problems);
        }

        var spec = new KernelSpec
        {
            Type = target,
            Heads = heads,
            KeyValueHeads = keyValueHeads,
            Dim = dim,
            ValueDim = valueDim,
            Score = score,
            Scale = scale,
            Causal = mask == "Causal",
            HeadMajor = layout == "HeadMajor",
            SumHeads = combine == "WeightedSum",
            QueryLength = queryLength,
            KeyLength = keyLength,
            Unroll = unroll,
            SoftCap = softCap,
            WindowLeft = windowLeft,
            WindowRight = windowRight,
            Alibi = attribute.Boolean("Alibi"),
            HiddenDims = new EquatableArray<int>(hiddenDims),
            Activation = activation,
        };
        return (spec, problems);

        void Add(DiagnosticDescriptor rule, string argument, params object[] arguments) => AddWith([], rule, argument, arguments);

        void AddWith(IReadOnlyList<string> choices, DiagnosticDescriptor rule, string argument, params object[] arguments) =>
            problems.Add(new KernelProblem(rule, argument, type, arguments) { Choices = choices });

        int Range(string name, int value)
        {
            if (!InRange(value))
            {
                Add(KernelDiagnostics.OutOfRange, name, name, value, $"from 1 to {Largest}");
            }

            return value;
        }

        // A number whose absence is 0.
        int Optional(string name, int most)
        {
            int value = attribute.Integer(name) ?? 0;
            if (value < 0 || value > most)
            {
                Add(KernelDiagnostics.OutOfRange, name, name, value, $"from 0 to {most}");
            }

            return value;
        }

        int Window(string name)
        {
            int value = attribute.Integer(name) ?? -1;
            if (value < -1)
            {
                Add(KernelDiagnostics.OutOfRange, name, name, value, "at least 0, or -1 for no limit");
            }

            return value;
        }

        int[] HiddenDims()
        {
            OnlyWith("Additive", "HiddenDim", "Score.Mlp has HiddenDims, other scores have no hidden layer: remove it");
            OnlyWith("Mlp", "HiddenDims", "Score.Additive has HiddenDim, other scores have no hidden layer: remove it");
            OnlyWith("Mlp", "Activation", "only Score.Mlp has a choice: remove it");
            if (score == "Additive")
            {
                return [attribute.Integer("HiddenDim") is { } given ? Range("HiddenDim", given) : dim];
            }

            if (score != "Mlp")
            {
                return [];
            }

            int[] layers = attribute.Integers("HiddenDims") ?? [dim];
            if (layers.Length is 0 or > MostLayers)
            {
                Add(KernelDiagnostics.OutOfRange, "HiddenDims", "The length of HiddenDims", layers.Length, $"from 1 to {MostLayers}");
            }

            // The default is Dim, which is checked.
            foreach (int wrong in layers.Where(layer => attribute.Has("HiddenDims") && !InRange(layer)).Take(1))
            {
                Add(KernelDiagnostics.OutOfRange, "HiddenDims", "An element of HiddenDims", wrong, $"from 1 to {Largest}");
            }

            return layers;
        }

        void OnlyWith(string wanted, string name, string advice)
        {
            if (score != wanted && score.Length > 0 && attribute.Has(name))
            {
                AddWith([name], KernelDiagnostics.Contradiction, name, name, $"Score.{score}", advice);
            }
        }

        string Member(string name)
        {
            (int value, string? member) = attribute.Enum(name);
            if (member is null)
            {
                Add(KernelDiagnostics.OutOfRange, name, name, value, "one of the enumeration's members");
            }

            return member ?? "";
        }
    }

    private static string Text(float value) => value.ToString(CultureInfo.InvariantCulture);

    private static bool InRange(int value) => value is >= 1 and <= Largest;

    // One on each side of what was wanted, or the two largest below it.
    private static IReadOnlyList<string> NearestDivisors(int heads, int wanted)
    {
        int[] divisors = Enumerable.Range(1, heads).Where(candidate => heads % candidate == 0).ToArray();
        int above = divisors.First(divisor => divisor > wanted || divisor == heads);
        int[] below = divisors.Where(divisor => divisor < wanted && divisor != above).ToArray();
        return below.Length == 0 ? [$"{above}"] : [$"{below[below.Length - 1]}", $"{above}"];
    }
}
