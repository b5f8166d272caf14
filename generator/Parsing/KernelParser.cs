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
        KernelType target = KernelTypeParser.Parse(type, problems, cancellation);

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
            Add(KernelDiagnostics.OutOfRange, "Scale", "Scale", scale.ToString(CultureInfo.InvariantCulture), "a finite number");
        }

        if (InRange(heads) && InRange(keyValueHeads) && heads % keyValueHeads != 0)
        {
            Add(KernelDiagnostics.HeadsNotDivided, "KeyValueHeads", keyValueHeads, heads, NearestDivisors(heads, keyValueHeads));
        }

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
        };
        return (spec, problems);

        void Add(DiagnosticDescriptor rule, string argument, params object[] arguments) =>
            problems.Add(new KernelProblem(rule, argument, type, arguments));

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

    private static bool InRange(int value) => value is >= 1 and <= Largest;

    private static string NearestDivisors(int heads, int wanted)
    {
        int[] divisors = Enumerable.Range(1, heads).Where(candidate => heads % candidate == 0).ToArray();
        int above = divisors.First(divisor => divisor > wanted || divisor == heads);
        int[] below = divisors.Where(divisor => divisor < wanted && divisor != above).ToArray();
        return below.Length == 0 ? $"{above}" : $"{below[below.Length - 1]} or {above}";
    }
}
