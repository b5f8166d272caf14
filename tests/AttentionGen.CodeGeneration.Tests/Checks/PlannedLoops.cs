using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.CodeGeneration.Tests.Checks;

/// <summary>The fused multiply-adds that a plan puts into each loop of a tile product, those of loops inside it left out.</summary>
internal static class PlannedLoops
{
    /// <summary>In ascending order; null for operations that the plan has no figures for.</summary>
    public static IReadOnlyList<int>? Of(KernelPlan plan, string operation) => operation switch
    {
        "Score" => [.. Score(plan).Where(static count => count > 0).Order()],
        "WeightedSum" => [.. WeightedSum(plan).Order()],
        "ScoreGroup" or "WeightedSumGroup" => EmittedLoops.Of(plan, operation),
        _ => null,
    };

    private static IEnumerable<int> Score(KernelPlan plan)
    {
        if (plan.Dim / plan.DimUnroll <= 1)
        {
            // The loop over panels holds a whole panel; narrower last panels are no loops.
            yield return plan.QueryRows * plan.KeyVectors * plan.Dim;
            yield break;
        }

        yield return plan.QueryRows * plan.KeyVectors * (plan.Dim % plan.DimUnroll);
        for (int columns = 1; columns <= plan.KeyVectors; columns++)
        {
            yield return plan.QueryRows * columns * plan.DimUnroll;
        }
    }

    private static IEnumerable<int> WeightedSum(KernelPlan plan)
    {
        // Where a row takes several tiles, the loop over them adds each tile's sum to the contexts.
        if (plan.RowVectors / plan.ValueVectors > 1)
        {
            yield return plan.QueryRows * plan.ValueVectors;
        }

        foreach (int vectors in new[] { plan.ValueVectors, plan.LastValueVectors }.Where(static vectors => vectors > 0))
        {
            yield return plan.QueryRows * vectors;
            if (plan.KeyUnroll > 1)
            {
                yield return plan.QueryRows * vectors * plan.KeyUnroll;
            }
        }
    }
}
