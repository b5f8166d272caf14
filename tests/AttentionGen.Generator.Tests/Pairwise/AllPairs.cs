using System;
using System.Collections.Generic;
using System.Linq;

namespace AttentionGen.Generator.Tests.Pairwise;

/// <summary>A choice of two factors: the value of one and that of another, by their numbers; the first factor comes before the second.</summary>
internal readonly record struct Pair(int First, int FirstValue, int Second, int SecondValue);

/// <summary>Rows of values, one for each factor, in which every two values that go together meet.</summary>
internal static class AllPairs
{
    private const int Attempts = 20;

    /// <summary>
    /// Rows that cover all pairs. Each is the best of some that are made for a pair not covered yet, factor by factor with the value that
    /// covers most.
    /// </summary>
    /// <param name="values">The number of values of each factor.</param>
    /// <param name="heads">The choices of the first factors that go together; the other factors take any value.</param>
    /// <param name="seed">The same rows for the same seed.</param>
    public static IReadOnlyList<int[]> Cover(IReadOnlyList<int> values, IReadOnlyList<int[]> heads, int seed)
    {
        var random = new Random(seed);
        HashSet<Pair> open = Possible(values, heads);
        var rows = new List<int[]>();
        while (open.Count > 0)
        {
            int[] best = [];
            int most = 0;
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                int[] row = Row(open.ElementAt(random.Next(open.Count)));
                int covered = In(row).Count(open.Contains);
                (best, most) = covered > most ? (row, covered) : (best, most);
            }

            rows.Add(best);
            open.ExceptWith(In(best));
        }

        return rows;

        int[] Row(Pair wanted)
        {
            int?[] given = new int?[values.Count];
            given[wanted.First] = wanted.FirstValue;
            given[wanted.Second] = wanted.SecondValue;
            int[][] fitting = [.. heads.Where(head => head.Select((value, factor) => given[factor] ?? value).SequenceEqual(head))];
            int[] chosen = [.. Enumerable.Range(0, 8).Select(_ => fitting[random.Next(fitting.Length)])
                .MaxBy(head => In(head).Count(open.Contains))!];
            var row = new int[values.Count];
            chosen.CopyTo(row, 0);
            for (int factor = chosen.Length; factor < row.Length; factor++)
            {
                row[factor] = given[factor] ?? Enumerable.Range(0, values[factor]).OrderBy(_ => random.Next()).MaxBy(value =>
                    Enumerable.Range(0, factor).Count(other => open.Contains(new Pair(other, row[other], factor, value))));
            }

            return row;
        }
    }

    /// <summary>The pairs of a row.</summary>
    public static IEnumerable<Pair> In(int[] row) =>
        from second in Enumerable.Range(0, row.Length)
        from first in Enumerable.Range(0, second)
        select new Pair(first, row[first], second, row[second]);

    /// <summary>All pairs, whether they go together or not.</summary>
    public static IEnumerable<Pair> Of(IReadOnlyList<int> values) =>
        from second in Enumerable.Range(0, values.Count)
        from first in Enumerable.Range(0, second)
        from firstValue in Enumerable.Range(0, values[first])
        from secondValue in Enumerable.Range(0, values[second])
        select new Pair(first, firstValue, second, secondValue);

    /// <summary>The pairs that go together.</summary>
    public static HashSet<Pair> Possible(IReadOnlyList<int> values, IReadOnlyList<int[]> heads)
    {
        HashSet<Pair> together = [.. heads.SelectMany(In)];
        return [.. Of(values).Where(pair => pair.Second >= heads[0].Length || together.Contains(pair))];
    }
}
