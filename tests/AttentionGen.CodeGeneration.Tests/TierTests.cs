using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.CodeGeneration.Tests.Infrastructure;
using AttentionGen.CodeGeneration.Tests.Listings;
using Xunit;

namespace AttentionGen.CodeGeneration.Tests;

/// <summary>Tile operations are never run in slow code: not while a process is young, and not because a method grew too large.</summary>
public sealed class TierTests
{
    public static TheoryData<string> Widths => [.. Width.All.Select(static width => width.Target.Name)];

    [SkippableTheory]
    [MemberData(nameof(Widths))]
    public void TileOperationsAreOptimisedAtOnce(string widthName)
    {
        Width width = Width.Of(widthName);
        width.Require();
        JitRun run = JitRun.Of(width);
        foreach (ProgramKernel kernel in ProgramKernel.All)
        {
            foreach (string operation in kernel.Operations(width))
            {
                CompiledMethod compiled = Assert.Single(run.Compiled, method => IsOperation(method.Method, kernel, operation, width));
                Assert.Equal("FullOpts", compiled.Tier);
            }
        }
    }

    [SkippableTheory]
    [MemberData(nameof(Widths))]
    public void NothingIsTooLargeToOptimise(string widthName)
    {
        Width width = Width.Of(widthName);
        width.Require();
        IReadOnlyList<CompiledMethod> compiled = JitRun.Of(width).Compiled;
        Assert.DoesNotContain(compiled, static method => method.Tier.Contains("MinOpts", StringComparison.Ordinal));

        // The summary is one of everything.
        Assert.Contains(compiled, static method => method.Tier == "Tier0");
    }

    private static bool IsOperation(string method, ProgramKernel kernel, string operation, Width width) =>
        method.IndexOf($":{operation}(", StringComparison.Ordinal) is var end and >= 0 && JitRun.IsTiles(method[..end], kernel.File, width);
}
