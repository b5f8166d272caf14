using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.CodeGeneration.Tests.Infrastructure;
using AttentionGen.Generator.Planning;

namespace AttentionGen.CodeGeneration.Tests.Checks;

/// <summary>The fused multiply-adds that a plan puts into each loop of a tile product, those of loops inside it left out.</summary>
internal static class PlannedLoops
{
    // Multiply-adds of an exponential on Vector512; its last product and sum are one of them.
    private const int ExponentialProducts = 2;

    /// <summary>In ascending order, in each way that the JIT may compile them; nothing for operations that the plan has no figures for.</summary>
    public static IReadOnlyList<int>[] Of(KernelPlan plan, string operation) => operation switch
    {
        "Score" => [[.. Score(plan).Where(static count => count > 0).Order()]],
        "WeightedSum" or "WeightedColumns" => [[.. WeightedSum(plan, [plan.ValueVectors, plan.LastValueVectors]).Order()]],
        "Advance" => [[]],
        "SoftmaxWeightedSum" => [[.. SoftmaxWeightedSum(plan, unrolls: false).Order()], [.. SoftmaxWeightedSum(plan, unrolls: true).Order()]],
        "ScoreGroup" or "WeightedSumGroup" => EmittedLoops.Of(plan, operation),
        _ when ProgramKernel.IsOnTokens(operation) => EmittedLoops.Of(plan, operation),
        _ => [],
    };

    private static IEnumerable<int> Score(KernelPlan plan)
    {
        // The loop over tiles holds a whole tile, or the elements that a loop inside it leaves; once more for each narrower last panel, and for two last
        // panels of which the second has one vector.
        for (int columns = 1; columns <= (plan.JoinsPanels ? plan.KeyVectors + 1 : plan.KeyVectors); columns++)
        {
            int products = (columns > plan.KeyVectors ? plan.QueryRows / 2 : plan.QueryRows) * columns;
            int unroll = columns == plan.KeyVectors ? plan.DimUnroll : plan.EdgeUnroll;
            bool loops = plan.Dim / unroll > 1;
            yield return products * (loops ? plan.Dim % unroll : plan.Dim);
            yield return loops ? products * unroll : 0;
        }
    }

    private static IEnumerable<int> WeightedSum(KernelPlan plan, int[] columns)
    {
        foreach (int vectors in columns.Where(static vectors => vectors > 0))
        {
            // The loop over tiles adds each tile's sum to the contexts; inside it keys go one by one and in blocks.
            int products = plan.RowsOf(vectors) * vectors;
            yield return products;
            yield return products;
            if (plan.KeyUnroll > 1)
            {
                yield return products * plan.KeyUnroll;
            }
        }
    }

    // The JIT may unroll the loop over the sums at the end where there are few rows.
    private static IEnumerable<int> SoftmaxWeightedSum(KernelPlan plan, bool unrolls)
    {
        // The first weights of each row, the keys of a vector with the weights of the next one, in two parts where the rows are even, and the sums at
        // the end.
        int parts = plan.ValueRows % 2 == 0 ? 2 : 1;
        yield return ExponentialProducts;
        yield return plan.ValueRows * ((plan.ValueVectors * plan.Target.Lanes) + ExponentialProducts) / parts;

        // The last keys go one by one, and in blocks only where they are little work.
        int[] sums = [.. WeightedSum(plan with { KeyUnroll = plan.ValueVectors > 1 ? 1 : plan.KeyUnroll }, [plan.ValueVectors])];
        sums[0] += unrolls ? plan.ValueRows : 0;
        foreach (int count in unrolls ? sums : [1, .. sums])
        {
            yield return count;
        }
    }
}
