using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.CodeGeneration.Tests.Checks;
using AttentionGen.CodeGeneration.Tests.Infrastructure;
using AttentionGen.CodeGeneration.Tests.Listings;
using AttentionGen.Generator.Planning;
using Xunit;

namespace AttentionGen.CodeGeneration.Tests;

/// <summary>The guard guards: a plan that asks for too much is seen in the machine code.</summary>
public sealed class OversizedPlanTests
{
    private static readonly string[] Products = ["Score", "WeightedSum"];

    public static TheoryData<string> Widths => [.. Width.All.Select(static width => width.Target.Name)];

    [SkippableTheory]
    [MemberData(nameof(Widths))]
    public void TilesLargerThanTheRegistersSpill(string widthName)
    {
        Width width = Width.Of(widthName);
        width.Require();
        KernelPlan good = Plan(width), large = Oversized(good);
        Assert.True(large.ScoreRegisters > width.Target.Registers);
        Assert.True(large.WeightedSumRegisters > width.Target.Registers);

        JitRun run = PlannedProgram.Run(width, large);
        foreach (string product in Products)
        {
            MethodListing method = run.Operation(PlannedProgram.File, width, product);
            IReadOnlyList<string> problems = TileCheck.Problems(method, PlannedLoops.Of(large, product));

            // Too many accumulators cost no calls: spills are what gives them away, and plenty of them. They move the borders of loops too.
            Assert.DoesNotContain(problems, static problem => problem.StartsWith("call", StringComparison.Ordinal) || problem.StartsWith("compiled", StringComparison.Ordinal));
            Assert.True(problems.Count(TileCheck.IsSpill) > 10, $"{problems.Count} problems:{Environment.NewLine}{method}");

            // Neither would code for another plan go unnoticed.
            Assert.Contains(TileCheck.Problems(method, PlannedLoops.Of(good, product)), static problem => problem.Contains("multiply-adds", StringComparison.Ordinal));
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Widths))]
    public void ThePlannersOwnTilesDoNot(string widthName)
    {
        Width width = Width.Of(widthName);
        width.Require();
        KernelPlan plan = Plan(width);
        JitRun run = PlannedProgram.Run(width, plan);
        string[] products = [Products[0], plan.FusesSoftmax ? "SoftmaxWeightedSum" : Products[1], .. plan.HasWeightedColumns ? ["WeightedColumns"] : Array.Empty<string>()];
        Assert.All(products, product => Assert.Empty(
            TileCheck.Problems(run.Operation(PlannedProgram.File, width, product), PlannedLoops.Of(plan, product))));
    }

    private static KernelPlan Plan(Width width) => KernelPlanner.Plan(dim: 64, valueDim: 64, groupHeads: 2, rowHeads: 1, width.Target);

    // As many rows as the softmax has states for, and twice the columns: more than 32 registers.
    private static KernelPlan Oversized(KernelPlan plan) => plan with
    {
        QueryRows = KernelPlan.StateRows,
        KeyVectors = 4,
        ValueVectors = 4,
        ValueRows = KernelPlan.StateRows,
        BlockKeys = 4 * plan.Target.Lanes,
        BlockRows = KernelPlan.StateRows * plan.PassTiles,
    };
}
