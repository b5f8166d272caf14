using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Planning;
using Xunit;
using static AttentionGen.Generator.Tests.Planning.SamplePlans;

namespace AttentionGen.Generator.Tests.Planning;

/// <summary>What the plans of the operations on a few queries must hold to.</summary>
public sealed class DecodingPlanTests
{
    [Fact]
    public void RowOperationsReadWholeVectors() => ForAll(static plan =>
    {
        Assert.True(plan.DirectRows == 0 || (plan.Dim >= plan.Target.Lanes && plan.ValueDim >= plan.Target.Lanes));
        Assert.InRange(plan.DirectRows, 0, plan.BlockRows);
    });

    [Fact]
    public void GroupsOfUpToEightHeadsReadTheCallersKeys()
    {
        // Four queries of up to four heads, or three of short rows of Vector512; one of more heads.
        int[] rows = [4, 8, 12, 16, 5, 6, 7, 8, 0], shortRows = [4, 8, 9, 12, 5, 6, 7, 8, 0];
        for (int groupHeads = 1; groupHeads <= 16; groupHeads++)
        {
            foreach (VectorTarget target in new[] { VectorTarget.Vector256, VectorTarget.Vector512 })
            {
                int place = Math.Min(groupHeads, rows.Length) - 1;
                Assert.Equal((target == VectorTarget.Vector512 ? shortRows : rows)[place], Plan(64, 64, target, groupHeads).DirectRows);
                Assert.Equal(rows[place], Plan(65, 16, target, groupHeads).DirectRows);
            }
        }
    }

    [Fact]
    public void TokensFitTheRegisters()
    {
        // Sums, or weights, of the heads that go together, a vector of each token where several heads multiply it, and one more.
        for (int groupHeads = 1; groupHeads <= 16; groupHeads++)
        {
            foreach (VectorTarget target in new[] { VectorTarget.Vector256, VectorTarget.Vector512 })
            {
                KernelPlan plan = Plan(64, 64, target, groupHeads);
                Assert.InRange(plan.TokenHeads, 1, groupHeads);
                int ofSixteenRegisters = plan.TokenHeads <= 2 ? 4 : 3, ofMore = groupHeads is 3 or 4 ? 2 : 4;
                Assert.Equal(target.Registers > 16 ? ofMore : ofSixteenRegisters, plan.TokensTogether);
                int shared = plan.TokenHeads > 1 ? plan.TokensTogether : 0;
                Assert.InRange((plan.TokenHeads * plan.TokensTogether) + shared + 1, 1, target.Registers);
            }
        }
    }

    /// <summary>Of 32 registers, a whole group takes two tokens at once where these are of up to 128 elements; of 16, always three.</summary>
    [Fact]
    public void LongRowsOfAGroupAreReadInMoreStreams()
    {
        foreach ((VectorTarget target, int[] tokens) in new[] { (VectorTarget.Vector256, new[] { 3, 3, 3 }), (VectorTarget.Vector512, [2, 4, 4]) })
        {
            Assert.Equal(tokens, new[] { (128, 16), (129, 16), (16, 129) }.Select(
                row => KernelPlanner.Plan(row.Item1, row.Item2, groupHeads: 4, rowHeads: 2, target).TokensTogether));
        }
    }

    /// <summary>Where three heads or more go through a token there is a form that takes neighbours besides, which asks for those that follow.</summary>
    [Fact]
    public void SecondFormWhereHeadsShareTokens()
    {
        for (int groupHeads = 1; groupHeads <= 16; groupHeads++)
        {
            foreach (VectorTarget target in new[] { VectorTarget.Vector256, VectorTarget.Vector512 })
            {
                KernelPlan plan = Plan(128, 64, target, groupHeads), neighbours = TokenEmitter.OfNeighbours(plan);
                Assert.Equal(groupHeads is >= 3 and <= 8, plan.HasNeighbours);
                Assert.Equal((2, true, plan.TokenHeads), (neighbours.TokensTogether, neighbours.AsksAhead, neighbours.TokenHeads));
                Assert.False(Plan(64, 8, VectorTarget.Vector512, groupHeads).HasNeighbours);

                // Whole groups only where rows are short: of a head-major tensor 64 elements, of others 128.
                Assert.Equal(
                    (groupHeads is >= 3 and <= 8, groupHeads is >= 5 and <= 8, groupHeads is >= 3 and <= 8, groupHeads is >= 5 and <= 8),
                    (Plan(16, 64, target, groupHeads, 1).HasNeighbours, Plan(65, 16, target, groupHeads, 1).HasNeighbours,
                        Plan(16, 128, target, groupHeads, 2).HasNeighbours, Plan(129, 16, target, groupHeads, 2).HasNeighbours));
            }
        }

        KernelPlan wide = Plan(64, 64, VectorTarget.Vector512, 8);
        Assert.Equal(
            ["ScoreTwoStreams", "ScoreThreeStreams", "ScoreFourStreams", "ScoreNeighbours", "ScoreTokens"],
            from plan in new[] { Plan(64, 64, VectorTarget.Vector512, 4), Plan(64, 64, groupHeads: 4), wide, TokenEmitter.OfNeighbours(wide), Plan(64, 64) }
            select TokenEmitter.Name(plan, "ScoreTokens"));
    }

    /// <summary>
    /// Processors that prefer neighbours ask for what follows where they take them, and for nothing else; others where they lose the streams.
    /// </summary>
    [Theory]
    [InlineData(2, 64, 2, null)]
    [InlineData(4, 64, 2, "true")]
    [InlineData(4, 64, 1, "TakesNeighbours || !Memory.FollowsStreams")]
    [InlineData(4, 65, 1, "!Memory.FollowsStreams")]
    [InlineData(4, 129, 2, "!Memory.PrefersNeighbours")]
    [InlineData(8, 64, 2, "true")]
    [InlineData(8, 129, 1, "TakesNeighbours || !Memory.FollowsStreams")]
    public void WhoAsksAhead(int groupHeads, int dim, int rowHeads, string? asks)
    {
        KernelPlan plan = Plan(dim, dim, groupHeads: groupHeads, rowHeads: rowHeads);
        string properties = TokenEmitter.Properties(plan).Replace("global::AttentionGen.CompilerServices.", "");
        Assert.Equal(asks is not null, properties.Contains("AsksAhead", StringComparison.Ordinal));
        Assert.Contains(asks is null ? "TokensTogether" : $"AsksAhead => {asks};", properties, StringComparison.Ordinal);
        Assert.Equal(plan.HasNeighbours, properties.Contains("TakesNeighbours => Memory.PrefersNeighbours;", StringComparison.Ordinal));
    }

    /// <summary>Two streams, which 32 registers make of a whole group, are followed by more processors than three.</summary>
    [Fact]
    public void WhoAsksAheadOfTwoStreams() => Assert.Contains(
        "AsksAhead => TakesNeighbours || !global::AttentionGen.CompilerServices.Memory.FollowsStreams;",
        TokenEmitter.Properties(Plan(64, 64, VectorTarget.Vector512, groupHeads: 4, rowHeads: 2)), StringComparison.Ordinal);

    /// <summary>
    /// Scores lie token by token where a group has more than four heads, with 16 registers four of them, and queries or contexts of all take 24 KB or
    /// more, with 16 registers 12 KB.
    /// </summary>
    [Fact]
    public void CrowdedCachesHaveScoresTokenByToken()
    {
        Assert.Equal([0, 0, 0, 8, 8, 8, 8], OfGroups(VectorTarget.Vector512));
        Assert.Equal([0, 0, 4, 8, 8, 8, 8], OfGroups(VectorTarget.Vector256));
        Assert.Equal([0, 8, 0, 8, 0], OfSizes(VectorTarget.Vector512, (127, 8, 6), (128, 8, 6), (16, 8, 6), (768, 8, 1), (1024, 9, 8)));
        Assert.Equal([0, 8, 0, 8, 0, 0, 4], OfSizes(VectorTarget.Vector256, (63, 8, 6), (64, 8, 6), (16, 8, 6), (384, 8, 1), (1024, 9, 8), (127, 4, 6), (128, 4, 6)));
        ForAll(static plan => Assert.Equal(plan.TokenRows * plan.TokenGroups, plan.TokenStride));

        static IEnumerable<int> OfGroups(VectorTarget target) =>
            from groupHeads in new[] { 1, 3, 4, 5, 6, 7, 8 } select Plan(128, 128, target, groupHeads, rowHeads: 16).TokenRows;

        static IEnumerable<int> OfSizes(VectorTarget target, params (int ValueDim, int GroupHeads, int RowHeads)[] sizes) =>
            sizes.Select(each => Plan(16, each.ValueDim, target, each.GroupHeads, each.RowHeads).TokenRows);
    }

    /// <summary>Up to four heads go through a token together; three where they divide a group that four do not.</summary>
    [Fact]
    public void HeadsOfAGroupShareTokens() => Assert.Equal(
        [1, 2, 3, 4, 4, 3, 4, 4, 3, 4, 4, 4, 4, 4, 3, 4],
        Enumerable.Range(1, 16).Select(static heads => Plan(64, 64, VectorTarget.Vector512, heads).TokenHeads));

    /// <summary>
    /// Only where three heads or more make a token long work; on processors that follow few streams only where the heads of a token lie side by side, and
    /// more than two streams are read.
    /// </summary>
    [Fact]
    public void LongWorkAsksAhead()
    {
        for (int heads = 1; heads <= 6; heads++)
        {
            foreach ((VectorTarget target, int twoStreams) in new[] { (VectorTarget.Vector256, 2), (VectorTarget.Vector512, 4) })
            {
                KernelPlan headMajor = Plan(64, 64, target, heads, rowHeads: 1), tokenMajor = Plan(64, 64, target, heads, rowHeads: 2);
                KernelPlan longRows = Plan(64, 130, target, heads, rowHeads: 2);
                Assert.Equal((false, heads > twoStreams, heads > 2), (headMajor.LosesStreams, tokenMajor.LosesStreams, longRows.LosesStreams));
                Assert.All([headMajor, tokenMajor, longRows], plan => Assert.Equal(heads > 2, plan.AsksAhead));
            }
        }
    }

    /// <summary>
    /// Where the keys of a head lie side by side, a block of them is as long as 512 KB allow, within limits, and no longer than all keys; where
    /// the heads of a token do, it has 576 keys or as many as 256 KB of scores allow, but no fewer than that of the tiles.
    /// </summary>
    [Fact]
    public void BlocksOfFewQueriesAreLong()
    {
        foreach (VectorTarget target in KernelEmitter.Targets)
        {
            Assert.Equal([2048, 2048, 1024, 512], new[] { 16, 64, 128, 256 }.Select(dim => Plan(dim, dim, target, rowHeads: 1).DirectKeys));
            Assert.Equal(
                [576, 576, 512, 256, 144], new[] { (1, 2), (8, 14), (8, 16), (8, 32), (8, 64) }.Select(heads => Plan(128, 128, target, heads.Item1, heads.Item2).DirectKeys));
            Assert.Equal([1024, 1024, 1312], new[] { (128, 16), (16, 128), (100, 50) }.Select(dims => Plan(dims.Item1, dims.Item2, target, rowHeads: 1).DirectKeys));
            ForAll(plan => Assert.True(plan.DirectKeys >= plan.BlockKeys && plan.DirectKeys % plan.Target.Lanes == 0));
            for (int keys = 1; keys <= 3000; keys += 7)
            {
                KernelPlan whole = KernelPlanner.Plan(128, 128, 1, 1, target, keyLength: keys), tokens = KernelPlanner.Plan(128, 128, 2, 4, target, keyLength: keys);
                Assert.Equal(Math.Max((Math.Min(keys, 1024) + 15) / 16 * 16, whole.BlockKeys), whole.DirectKeys);
                Assert.Equal(Math.Max((Math.Min(keys, 576) + 15) / 16 * 16, tokens.BlockKeys), tokens.DirectKeys);
            }
        }
    }

    /// <summary>The accumulators of a group take half of the registers, or one for each head; a row that needs more takes several passes.</summary>
    [Fact]
    public void GroupsFitHalfOfTheRegisters() => ForAll(static plan =>
    {
        int half = plan.Target.Registers / 2;
        Assert.True(plan.GroupVectors * plan.GroupHeads <= half || plan.GroupVectors == 1);
        Assert.True((plan.GroupVectors + 1) * plan.GroupHeads > half);
        Assert.InRange(plan.GroupPasses * plan.GroupVectors, plan.RowVectors, plan.RowVectors + plan.GroupVectors - 1);
    });
}
