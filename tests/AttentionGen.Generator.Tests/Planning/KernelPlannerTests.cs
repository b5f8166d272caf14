using System.Linq;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Planning;
using Xunit;
using static AttentionGen.Generator.Tests.Planning.SamplePlans;

namespace AttentionGen.Generator.Tests.Planning;

/// <summary>What every plan must hold to, whatever the figures behind it.</summary>
public sealed class KernelPlannerTests
{
    [Fact]
    public void TilesFitTheRegisters() => ForAll(static plan =>
    {
        Assert.InRange(plan.ScoreRegisters, 3, plan.Target.Registers);
        Assert.InRange(plan.WeightedSumRegisters, 3, plan.Target.Registers);
        Assert.Equal((plan.QueryRows * plan.KeyVectors) + plan.KeyVectors + 1, plan.ScoreRegisters);
        Assert.Equal((plan.ValueRows * plan.ValueVectors) + plan.ValueVectors + 1, plan.WeightedSumRegisters);
    });

    [Fact]
    public void RowsFitTheVectorOfMaxima() => ForAll(static plan => Assert.InRange(plan.QueryRows, 1, KernelPlan.StateRows));

    [Fact]
    public void BlocksAreWholeTiles() => ForAll(static plan =>
    {
        Assert.Equal(plan.KeyVectors * plan.Target.Lanes, plan.PanelKeys);
        Assert.InRange(plan.BlockKeys, plan.PanelKeys, 4096);
        Assert.Equal(0, plan.BlockKeys % plan.PanelKeys);
        Assert.InRange(plan.BlockRows, plan.QueryRows, 4096);
        Assert.Equal(0, plan.BlockRows % plan.QueryRows);
        Assert.InRange(plan.PassTiles, 1, 4096);
    });

    /// <summary>As large as the caches allow, in whole panels and tiles, and never less than one.</summary>
    [Fact]
    public void BlocksFillTheSecondLevelCache() => ForAll(static plan =>
    {
        const int keysAndValues = 36 * 1024, rows = 129 * 1024, mostKeys = 288, mostRows = 1032;
        int width = plan.Dim + plan.ValueStride;
        Assert.True(plan.BlockKeys * width <= keysAndValues || plan.BlockKeys == plan.PanelKeys);
        Assert.True((plan.BlockKeys + plan.PanelKeys) * width > keysAndValues || plan.BlockKeys + plan.PanelKeys > mostKeys);
        Assert.True(plan.BlockRows * width <= rows || plan.BlockRows == plan.QueryRows);
        Assert.True((plan.BlockRows + plan.QueryRows) * width > rows || plan.BlockRows + plan.QueryRows > mostRows);
        Assert.InRange(plan.BlockKeys, 1, mostKeys);
        Assert.InRange(plan.BlockRows, 1, mostRows);
        Assert.Equal(18 / plan.QueryRows, plan.PassTiles);
    });

    /// <summary>
    /// The kernels of AttentionGen.Tests that are to have more columns of a learned matrix, or more heads of a sum, than a block has keys
    /// or rows: GeneralWide, AdditiveWide, MlpSigmoid and H601G1.
    /// </summary>
    [Fact]
    public void KernelsWithMoreThanABlock()
    {
        foreach (VectorTarget target in (VectorTarget[])[VectorTarget.Vector256, VectorTarget.Vector512])
        {
            Assert.True(KernelPlanner.Plan(210, 8, 1, 1, target).BlockKeys < 210);
            Assert.True(KernelPlanner.Plan(3, 3, 1, 2, target).BlockKeys < 310);
            Assert.True(KernelPlanner.Plan(8, 8, 1, 1, target).BlockKeys < 310);
            Assert.True(KernelPlanner.Plan(2, 3, 601, 1, target).BlockRows < 2 * 601);
            Assert.NotEqual(0, 601 % KernelPlanner.Plan(2, 3, 601, 1, target).QueryRows);
        }
    }

    /// <summary>A row of up to 128 elements is one sum; a longer one is cut into sums of 64.</summary>
    [Fact]
    public void SumsAreShort() => ForAll(static plan => Assert.Equal(plan.Dim <= 128 ? plan.Dim : 64, plan.SumElements));

    /// <summary>What feeds another sum is cut into sums of 8, or of what is unrolled, where that is more.</summary>
    [Fact]
    public void ShortSumsAreOfEight()
    {
        ForAll(static plan => Assert.Equal(plan.Dim <= int.Max(8, plan.DimUnroll) ? plan.Dim : 8, (plan with { HasShortSums = true }).SumElements));
        Assert.Equal(
            [8, 6, 8, 5, 9, 100],
            new[] { 1, 3, 4, 5, 9, 100 }.Select(static unroll => (Plan(100, 8) with { DimUnroll = unroll, HasShortSums = true }).SumElements));
    }

    [Fact]
    public void UnrollsAreWithinTheLoops() => ForAll(static plan =>
    {
        Assert.InRange(plan.DimUnroll, 1, plan.Dim);
        Assert.Equal(plan.DimUnroll == plan.Dim, plan.FullyUnrolled);
        Assert.InRange(plan.KeyUnroll, 1, plan.BlockKeys);
    });

    [Fact]
    public void ValueTilesCoverARow() => ForAll(static plan =>
    {
        Assert.InRange(plan.ValueStride, plan.ValueDim, plan.ValueDim + plan.Target.Lanes - 1);
        Assert.Equal(plan.RowVectors * plan.Target.Lanes, plan.ValueStride);
        Assert.InRange(plan.ValueVectors, 1, plan.RowVectors);
        Assert.InRange(plan.LastValueVectors, 0, plan.ValueVectors - 1);
        Assert.Equal(0, (plan.RowVectors - plan.LastValueVectors) % plan.ValueVectors);
    });

    /// <summary>Rows share loads of a hidden layer only where there is one, of rectifiers.</summary>
    [Fact]
    public void HiddenTilesAreForOneLayerOfRectifiers()
    {
        KernelPlan plan = Plan(64, 64) with { Activation = "Relu" };
        Assert.Equal([false, true, false], Enumerable.Range(0, 3).Select(layers => (plan with { HiddenLayers = layers }).HasHiddenTiles));
        Assert.False((plan with { HiddenLayers = 1, Activation = "Tanh" }).HasHiddenTiles);
    }

    [Fact]
    public void FixedKeysAreOneBlockOrEqualOnes()
    {
        foreach (VectorTarget target in KernelEmitter.Targets)
        {
            for (int keys = 1; keys <= 700; keys++)
            {
                KernelPlan plan = KernelPlanner.Plan(64, 48, 2, 2, target, keyLength: keys), free = Plan(64, 48, target);
                int blocks = (keys + free.BlockKeys - 1) / free.BlockKeys;
                Assert.Equal(blocks, (keys + plan.BlockKeys - 1) / plan.BlockKeys);
                Assert.Equal(0, plan.BlockKeys % plan.PanelKeys);
                Assert.InRange(plan.BlockKeys, 1, free.BlockKeys);
                Assert.Equal(blocks == 1 ? keys : 0, plan.WholeKeys);
            }
        }
    }

    /// <summary>Panels are not wider than all keys; nor is a last one a single vector, unless it joins the one before.</summary>
    [Fact]
    public void FixedKeysFillTheirPanels()
    {
        foreach (VectorTarget target in KernelEmitter.Targets)
        {
            int most = Plan(64, 64, target).KeyVectors;
            for (int keys = 1; keys <= 700; keys++)
            {
                int vectors = (keys + target.Lanes - 1) / target.Lanes;
                KernelPlan even = KernelPlanner.Plan(64, 64, 1, 1, target, keyLength: keys), odd = KernelPlanner.Plan(64, 64, 1, 1, target, queryLength: target.Lanes == 16 ? 49 : 5, keyLength: keys);
                Assert.Equal((0, 1), (even.QueryRows % 2, odd.QueryRows % 2));
                Assert.Equal(int.Min(vectors, most), even.KeyVectors);
                Assert.Equal(most == 3 && vectors > 3 && vectors % 3 == 1 ? 2 : int.Min(vectors, most), odd.KeyVectors);
                Assert.False(odd.JoinsPanels);
            }
        }
    }

    [Fact]
    public void FixedQueriesFillTheirTiles()
    {
        foreach (VectorTarget target in KernelEmitter.Targets)
        {
            int most = Plan(64, 64, target, groupHeads: 1).QueryRows;
            for (int queries = 1; queries <= 300; queries++)
            {
                for (int groupHeads = 1; groupHeads <= 9; groupHeads++)
                {
                    KernelPlan plan = KernelPlanner.Plan(64, 64, groupHeads, 2, target, queryLength: queries);
                    Assert.InRange(plan.QueryRows, most - 1, most);
                    if (groupHeads != most)
                    {
                        Assert.Equal(Cost(most - 1, queries * groupHeads) < Cost(most, queries * groupHeads) ? most - 1 : most, plan.QueryRows);
                    }

                    Assert.Equal(groupHeads <= 8, plan.DirectRows >= groupHeads);
                    Assert.InRange(plan.DirectRows, 0, 16);
                    Assert.Equal(0, plan.BlockRows % plan.QueryRows);
                }
            }
        }

        Assert.Equal((6, 5), (KernelPlanner.Plan(64, 64, 1, 1, VectorTarget.Vector256, queryLength: 64).QueryRows, KernelPlanner.Plan(64, 64, 1, 1, VectorTarget.Vector256, queryLength: 49).QueryRows));

        // A tile's rows, those without a query included, and half a row besides.
        static double Cost(int tileRows, int rows) => (rows + tileRows - 1) / tileRows * (tileRows + 0.5);
    }

    [Fact]
    public void UnrollIsTakenAsAskedWhereItFits()
    {
        foreach (VectorTarget target in KernelEmitter.Targets)
        {
            for (int dim = 1; dim <= 1024; dim += 11)
            {
                for (int unroll = 1; unroll <= dim; unroll += 7)
                {
                    KernelPlan plan = KernelPlanner.Plan(dim, 64, 2, 2, target, unroll);
                    Assert.InRange(plan.DimUnroll, 1, unroll);
                    Assert.True(plan.DimUnroll == unroll || unroll > 24, $"{plan}");
                    Assert.True(Fits(plan, plan.DimUnroll) || plan.DimUnroll == 1, $"{plan}");
                    Assert.False(plan.DimUnroll < unroll && Fits(plan, plan.DimUnroll + 1), $"{plan}");
                    Assert.Equal(0, plan.SumElements == dim ? 0 : plan.SumElements % plan.DimUnroll);
                    Assert.Equal(0, plan.SumElements == dim ? 0 : plan.SumElements % plan.EdgeUnroll);
                    Assert.InRange(plan.EdgeUnroll, 1, int.Min(plan.DimUnroll, 8));
                    Assert.InRange(plan.SumElements, 1, 128);
                }
            }
        }

        // The multiply-adds of a block and of what remains behind the last one: for panels of all vectors as many as asked; for those of fewer, and of half
        // the rows and one vector more, not more than 8.
        static bool Fits(KernelPlan plan, int unroll)
        {
            KernelPlan other = plan with { DimUnroll = unroll };
            int products = plan.QueryRows * plan.KeyVectors, edges = plan.KeyVectors == 3 ? (plan.QueryRows * 3) + (plan.QueryRows / 2 * 4) : plan.QueryRows;
            return (products * (unroll + (plan.Dim % unroll))) + (edges * (other.EdgeUnroll + (plan.Dim % other.EdgeUnroll))) <= 1400;
        }
    }

    [Fact]
    public void OneMachineWordHoldsEveryOffset() => ForAll(static plan =>
    {
        // What emitters multiply in 32 bits.
        Assert.InRange((long)plan.BlockKeys * plan.Dim, 1, int.MaxValue);
        Assert.InRange((long)plan.BlockKeys * plan.ValueStride, 1, int.MaxValue);
        Assert.InRange((long)plan.BlockKeys * plan.QueryRows, 1, int.MaxValue);
        Assert.InRange(16L * plan.KeyStride, 1, int.MaxValue);
        Assert.InRange(16L * plan.ValueRowStride, 1, int.MaxValue);
    });

    [Fact]
    public void PlansAreValues()
    {
        KernelPlan plan = Plan(64, 48);
        Assert.Equal(plan, Plan(64, 48));
        Assert.NotEqual(plan, Plan(64, 48, VectorTarget.Vector512));
        Assert.NotEqual(plan, Plan(64, 47));
        Assert.Equal((64, 48), (plan.Dim, plan.ValueDim));
    }

    [Fact]
    public void WidestTargetFirst()
    {
        Assert.Equal(["Vector512", "Vector256"], KernelEmitter.Targets.Select(static target => target.Name));
        Assert.All(KernelEmitter.Targets, static target => Assert.Equal(target.Name, $"Vector{target.Lanes * 32}"));
    }

    /// <summary>Weights are made on the way where rows of values are short, and a fixed number of keys is more than one vector.</summary>
    [Fact]
    public void ShortValuesFuseTheSoftmax()
    {
        ForAll(static plan => Assert.Equal(plan.Target == VectorTarget.Vector512 && plan.ValueDim <= 128, plan.FusesSoftmax));
        ForAll(static plan => Assert.Equal(plan.Target == VectorTarget.Vector512 && plan.ValueDim is > 64 and <= 128, plan.HasWeightedColumns));
        Assert.Equal([true, false, true, true], new[] { 0, 16, 17, 300 }.Select(static keys => KernelPlanner.Plan(16, 16, 1, 1, VectorTarget.Vector512, keyLength: keys).FusesSoftmax));
    }
}
