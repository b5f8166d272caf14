using System.Collections.Generic;
using System.Linq;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>The runs in which few queries go through the tokens of a block.</summary>
public sealed class TokenRunsTests
{
    private const int Together = 4;

    /// <summary>Each query has each of its tokens once, whatever it sees, and no other.</summary>
    [Theory]
    [InlineData(-1, -1, 0)]
    [InlineData(-1, 0, 90)]
    [InlineData(-1, 0, 5000)]
    [InlineData(40, 0, 90)]
    [InlineData(40, 3, 20)]
    [InlineData(0, -1, 70)]
    public void EachTokenOnce(int left, int right, int offset)
    {
        foreach (int length in new[] { 0, 1, 30, 97, 130, 200 })
        {
            var visible = new VisibleKeys(length, left, right, offset);
            foreach (int queries in new[] { 1, 2, 4 })
            {
                foreach (int step in new[] { 4, 40, 512 })
                {
                    foreach (int firstKey in new[] { 0, 33 })
                    {
                        for (int keys = 1; keys <= 100; keys += 9)
                        {
                            IEnumerable<(int, int)> expected =
                                from query in Enumerable.Range(0, queries)
                                from token in Enumerable.Range(0, keys)
                                let key = firstKey + token
                                where key >= visible.Begin(query) && key < visible.End(query)
                                select (query, token);
                            Same(expected, Tokens(Together, Runs(visible, firstKey, keys, queries, step)).Order());
                            Same(expected, Tokens(1, Runs(visible, firstKey, keys, queries, step, neighbours: true)).Order());
                        }
                    }
                }
            }
        }
    }

    /// <summary>Queries that have all tokens read them from parts of the whole block, in steps that they take in turn.</summary>
    [Fact]
    public void QueriesTakeTurns()
    {
        var visible = new VisibleKeys(1000, -1, -1, 0);
        Same(
            [(0, 0, 32, 100), (1, 0, 32, 100), (0, 8, 32, 100), (1, 8, 32, 100)], Runs(visible, 7, 403, 2, 32).Take(4).ToArray());
        Same(
            [(0, 96, 16, 100), (1, 96, 16, 100), (0, 400, 3, 0), (1, 400, 3, 0)], Runs(visible, 7, 403, 2, 32).TakeLast(4).ToArray());
        Same([(0, 0, 403, 100)], Runs(visible, 7, 403, 1, 32));
    }

    /// <summary>Neighbours are one part: queries take turns along the block.</summary>
    [Fact]
    public void NeighboursAreReadInOrder()
    {
        var visible = new VisibleKeys(1000, -1, -1, 0);
        var runs = Runs(visible, 7, 75, 2, 32, neighbours: true).Select(static run => (run.Query, run.Start, run.Count));
        Same([(0, 0, 32), (1, 0, 32), (0, 32, 32), (1, 32, 32), (0, 64, 11), (1, 64, 11)], runs);
    }

    // Assert.Equal compares tuples by types that it makes by reflection, which a native program has not.
    private static void Same<T>(IEnumerable<T> expected, IEnumerable<T> actual) =>
        Assert.True(expected.SequenceEqual(actual), $"expected {string.Join(", ", expected)}; got {string.Join(", ", actual)}");

    private static IEnumerable<(int Query, int Token)> Tokens(int parts, IEnumerable<(int Query, int Start, int Count, int Apart)> runs)
    {
        foreach ((int query, int start, int count, int apart) in runs)
        {
            int part = count / parts;
            for (int i = 0; i < part * parts; i++)
            {
                yield return (query, start + (i / part * apart) + (i % part));
            }

            for (int i = part * parts; i < count; i++)
            {
                yield return (query, start + i);
            }
        }
    }

    private static List<(int Query, int Start, int Count, int Apart)> Runs(VisibleKeys visible, int firstKey, int keys, int queries, int step, bool neighbours = false)
    {
        Assert.Equal(Together, Vector128Tiles<ShapeH3G3D4E8>.TokensTogether);
        List<(int, int, int, int)> all = [];
        TokenRuns<Vector128Tiles<ShapeH3G3D4E8>> runs = new(visible, firstKey, keys, queries, step, neighbours);
        while (runs.MoveNext())
        {
            all.Add((runs.Query, runs.Start, runs.Count, runs.Apart));
        }

        return all;
    }
}
