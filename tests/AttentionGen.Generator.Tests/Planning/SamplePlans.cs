using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Planning;
using Xunit;

namespace AttentionGen.Generator.Tests.Planning;

/// <summary>Plans of many sizes.</summary>
internal static class SamplePlans
{
    // Around lanes, tiles and unrolls of both widths, and both ends.
    private static readonly int[] Dims = [1, 2, 3, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 48, 63, 64, 65, 80, 96, 100, 127, 128, 129, 192, 255, 256, 257, 500, 512, 768, 1000, 1023, 1024];

    public static KernelPlan Plan(int dim, int valueDim, VectorTarget? target = null, int groupHeads = 2, int rowHeads = 2) =>
        KernelPlanner.Plan(dim, valueDim, groupHeads, rowHeads, target ?? VectorTarget.Vector256);

    public static void ForAll(Action<KernelPlan> check)
    {
        foreach (KernelPlan plan in Plans())
        {
            try
            {
                check(plan);
            }
            catch (Xunit.Sdk.XunitException failure)
            {
                Assert.Fail($"{plan}\n{failure.Message}");
            }
        }
    }

    // Every size of each, with a sample of the other.
    private static IEnumerable<KernelPlan> Plans() =>
        from target in KernelEmitter.Targets
        from other in Dims
        from each in Enumerable.Range(1, 1024)
        from plan in new[] { Plan(each, other, target, 1, 1), Plan(other, each, target, 1, 1024), Plan(each, other, target, 8, 1), Plan(other, each, target, 9, 128) }
        select plan;
}
