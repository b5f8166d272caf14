using System.Collections.Generic;
using System.Linq;
using AttentionGen.CodeGeneration.Tests.Infrastructure;

namespace AttentionGen.CodeGeneration.Tests.Checks;

/// <summary>
/// Operations whose loops spill today, and how many instructions do so: defects, written down so that they do not grow and no others
/// join them. Whoever mends one removes its line; the test asks for it.
/// </summary>
/// <remarks>
/// <c>ScoreGroup</c>: queries that several keys of a step multiply are loaded once, kept, and do not fit.
/// <c>WeightedSumGroup</c>: eight vectors of values, eight sums and the weight are one more than sixteen registers.
/// </remarks>
internal static class KnownSpills
{
    private static readonly Dictionary<(string Width, string Kernel, string Operation), int> Counts = new()
    {
        [("Vector256", "H12D64", "ScoreGroup")] = 4,
        [("Vector256", "CausalH12D64", "ScoreGroup")] = 4,
        [("Vector256", "H4D80", "ScoreGroup")] = 8,
        [("Vector256", "H6D100", "ScoreGroup")] = 8,
        [("Vector256", "H32D128HeadMajor", "ScoreGroup")] = 8,
        [("Vector256", "CausalG1H2D96E16", "ScoreGroup")] = 40,
        [("Vector256", "G8H32D128", "ScoreGroup")] = 50,
        [("Vector512", "G8H32D128", "ScoreGroup")] = 16,
        [("Vector256", "H12D64", "WeightedSumGroup")] = 2,
        [("Vector256", "CausalH12D64", "WeightedSumGroup")] = 2,
        [("Vector256", "H4D40E72", "WeightedSumGroup")] = 2,
        [("Vector256", "H4D80", "WeightedSumGroup")] = 2,
        [("Vector256", "H6D100", "WeightedSumGroup")] = 2,
        [("Vector256", "H32D128HeadMajor", "WeightedSumGroup")] = 2,
    };

    public static IEnumerable<(string Width, string Kernel, string Operation)> Operations => Counts.Keys.Order();

    /// <summary>The most that an operation may spill: 0 where nothing is known of it.</summary>
    public static int Of(Width width, string kernel, string operation) => Counts.GetValueOrDefault((width.Target.Name, kernel, operation));
}
