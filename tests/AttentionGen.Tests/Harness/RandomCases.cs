using System;
using System.Collections.Generic;
using System.Globalization;
using CsCheck;

namespace AttentionGen.Tests;

/// <summary>
/// Random cases for tests that compile or run many of them together, which CsCheck would do one by one. Each has a seed of its own, which a
/// failure names and <c>CsCheck_Seed</c> repeats, alone; <c>ATTENTIONGEN_RANDOM_TIMES</c> in the environment multiplies their number.
/// </summary>
internal static class RandomCases
{
    /// <summary>How often a run takes the usual number of cases, or the usual time.</summary>
    public static int Times { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("ATTENTIONGEN_RANDOM_TIMES"), NumberStyles.None, CultureInfo.InvariantCulture, out int times)
            ? times
            : 1;

    /// <summary>The usual number of cases, or that many times more, or one whose seed is asked for.</summary>
    public static IReadOnlyList<RandomCase<T>> Of<T>(Gen<T> gen, int usual)
    {
        if (Environment.GetEnvironmentVariable("CsCheck_Seed") is { Length: > 0 } seed)
        {
            return [Make(gen, PCG.Parse(seed))];
        }

        var cases = new List<RandomCase<T>>();
        PCG source = PCG.ThreadPCG;
        for (int at = 0; at < usual * Times; at++)
        {
            cases.Add(Make(gen, new PCG((uint)at, source.Next64())));
        }

        return cases;
    }

    private static RandomCase<T> Make<T>(Gen<T> gen, PCG source)
    {
        string seed = source.ToString();
        return new RandomCase<T>(gen.Generate(source, null, out _), seed);
    }
}

/// <summary>A random value and the seed that makes it again.</summary>
internal sealed record RandomCase<T>(T Value, string Seed)
{
    public override string ToString() => $"CsCheck_Seed={Seed}: {Value}";
}
