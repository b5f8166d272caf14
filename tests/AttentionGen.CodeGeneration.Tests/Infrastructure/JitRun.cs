using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AttentionGen.CodeGeneration.Tests.Listings;
using Xunit;

namespace AttentionGen.CodeGeneration.Tests.Infrastructure;

/// <summary>A program that was run while the JIT told what it compiled.</summary>
internal sealed class JitRun
{
    /// <summary>The tile operations, in the order of <c>ITileOperations</c>, and those that have several forms in each of these.</summary>
    public static readonly IReadOnlyList<string> Operations =
    [
        "Score", "Softmax", "WeightedSum", "WeightedColumns", "Advance", "SoftmaxWeightedSum", "ScoreGroup", "WeightedSumGroup", "ScoreTokens",
        "WeightedSumTokens", "ScoreTwoStreams", "WeightedSumTwoStreams", "ScoreThreeStreams", "WeightedSumThreeStreams", "ScoreFourStreams",
        "WeightedSumFourStreams", "ScoreNeighbours", "WeightedSumNeighbours", "HiddenScore", "HiddenScoreRow", "Activate", "Layer",
    ];

    private static readonly ConcurrentDictionary<Width, Lazy<JitRun>> Runs = new();

    private JitRun(string text)
    {
        Methods = ListingParser.Parse(text);
        Compiled = CompiledMethod.Parse(text);
    }

    /// <summary>The listings of all methods that are named like tile operations.</summary>
    public IReadOnlyList<MethodListing> Methods { get; }

    /// <summary>Everything that the JIT compiled.</summary>
    public IReadOnlyList<CompiledMethod> Compiled { get; }

    /// <summary>The run of the program on a width, made once.</summary>
    public static JitRun Of(Width width) =>
        Runs.GetOrAdd(width, static width => new Lazy<JitRun>(() => Of(width, typeof(Program.Program).Assembly.Location))).Value;

    /// <summary>The run of a program whose last line is the path that it took.</summary>
    public static JitRun Of(Width width, string program)
    {
        // The JIT appends to the file.
        string listing = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.txt");
        try
        {
            string output = ChildProcess.Run(
                program, [],
                [
                    .. width.Environment,
                    KeyValuePair.Create("DOTNET_JitStdOutFile", listing),
                    KeyValuePair.Create("DOTNET_JitDisasm", string.Join(' ', Operations)),
                    KeyValuePair.Create("DOTNET_JitDisasmSummary", "1"),
                ]);
            Assert.Equal(width.Target.Name, output.Trim());
            return new JitRun(File.ReadAllText(listing));
        }
        finally
        {
            File.Delete(listing);
        }
    }

    /// <summary>A kernel's operation. File-local types are named after their file, which is named after the kernel's type.</summary>
    public MethodListing Operation(string file, Width width, string name)
    {
        MethodListing[] found = [.. Methods.Where(method => method.Name == name && IsTiles(method.Type, file, width))];
        Assert.True(found.Length == 1, $"{file}: {found.Length} listings of {name}. An operation without one was not called, or inlined.");
        return found[0];
    }

    /// <summary>Whether a type is a kernel's struct of tile operations.</summary>
    public static bool IsTiles(string type, string file, Width width) =>
        type.Contains($"<{file}>", StringComparison.Ordinal) && type.EndsWith($"__Tiles{width.Target.Lanes * 32}", StringComparison.Ordinal);
}
