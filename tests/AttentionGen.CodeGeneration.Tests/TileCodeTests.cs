using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.CodeGeneration.Tests.Checks;
using AttentionGen.CodeGeneration.Tests.Infrastructure;
using AttentionGen.CodeGeneration.Tests.Listings;
using Xunit;

namespace AttentionGen.CodeGeneration.Tests;

/// <summary>
/// The JIT makes of every tile operation what the plan says: the speed of kernels depends on it, and their results do not show it.
/// </summary>
public sealed class TileCodeTests
{
    public static TheoryData<string, string, string> Operations
    {
        get
        {
            var data = new TheoryData<string, string, string>();
            foreach ((Width width, ProgramKernel kernel) in from width in Width.All from kernel in ProgramKernel.All select (width, kernel))
            {
                foreach (string operation in kernel.Operations(width))
                {
                    data.Add(width.Target.Name, kernel.Name, operation);
                }
            }

            return data;
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Operations))]
    public void LoopsAreAsPlanned(string widthName, string kernelName, string operation)
    {
        Width width = Width.Of(widthName);
        width.Require();
        ProgramKernel kernel = ProgramKernel.All.Single(each => each.Name == kernelName);
        MethodListing method = JitRun.Of(width).Operation(kernel.File, width, operation);
        List<string> problems = [.. TileCheck.Problems(method, PlannedLoops.Of(kernel.Plan(width), operation))];
        int known = KnownSpills.Of(width, kernelName, operation);
        int spills = TileCheck.Spills(method).Count();
        if (known > 0 && spills <= known)
        {
            problems.RemoveAll(TileCheck.IsSpill);
            if (spills == 0)
            {
                problems.Add($"no spills any more: {nameof(KnownSpills)} has an entry too many");
            }
        }

        Assert.True(problems.Count == 0, $"{string.Join(Environment.NewLine, problems)}{Environment.NewLine}{method}");
    }

    [Fact]
    public void KnownSpillsAreOfOperationsThatAreTested()
    {
        object[][] tested = [.. Operations.Select(static data => data.ToArray())];
        Assert.All(KnownSpills.Operations, known => Assert.Contains(
            tested, data => data.SequenceEqual(new object[] { known.Width, known.Kernel, known.Operation })));
    }
}
