using System;
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
        string[] problems =
        [
            .. TileCheck.Problems(method, PlannedLoops.Of(kernel.Plan(width), operation))
                .Where(problem => !kernel.KeepsConstantsInTheFrame(width, operation) || !TileCheck.IsSpill(problem)),
        ];
        Assert.True(problems.Length == 0, $"{string.Join(Environment.NewLine, problems)}{Environment.NewLine}{method}");
    }
}
