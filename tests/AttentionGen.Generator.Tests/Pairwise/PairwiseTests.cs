using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using AttentionGen.Tests;
using Microsoft.CodeAnalysis;
using Xunit;

namespace AttentionGen.Generator.Tests.Pairwise;

/// <summary>
/// Every two values of two options, of the attribute and of calls, in one kernel and call: what goes together computes what the reference
/// does, on every path, and what does not is reported.
/// </summary>
public sealed class PairwiseTests
{
    // First the kernels, as few as have all pairs, since compiling them takes most of the time; then as many calls of these as it takes.
    private static readonly IReadOnlyList<int[]> KernelRows = AllPairs.Cover(Choice.KernelValues, Choice.ValidHeads, seed: 1);

    private static readonly IReadOnlyList<Choice> Choices =
        [.. AllPairs.Cover(Choice.Values, KernelRows, seed: 1).Select(static row => new Choice(row))];

    // Each kernel once, however many choices call it.
    private static readonly IReadOnlyList<Choice> Kernels = [.. Choices.DistinctBy(Key)];

    private static readonly Dictionary<string, int> Numbers = Kernels.Select(Key).Index().ToDictionary(static each => each.Item, static each => each.Index);

    private static readonly Lazy<KernelAssembly> Compiled = new(static () => new KernelAssembly(
        [.. Kernels.Select(static choice => (choice["Score"], (Func<string, string>)choice.Declare))]));

    public static TheoryData<int, string> Numbered
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (int at = 0; at < Choices.Count; at++)
            {
                data.Add(at, $"{Choices[at]}");
            }

            return data;
        }
    }

    private static readonly IReadOnlySet<Pair> Impossible =
        AllPairs.Of(Choice.Values).Except(AllPairs.Possible(Choice.Values, Choice.ValidHeads)).ToHashSet();

    [Theory]
    [MemberData(nameof(Numbered))]
    public void Computes(int at, string choice)
    {
        Assert.Equal(choice, $"{Choices[at]}");
        int kernel = Numbers[Key(Choices[at])];
        ChosenCall.Check(Choices[at], Compiled.Value[kernel], at);
        foreach (Kernel other in Compiled.Value.OnOtherPaths(kernel))
        {
            ChosenCall.Check(Choices[at], other, at);
        }
    }

    /// <summary>No pair is left out: either a kernel with it is computed, or no kernel can have it.</summary>
    [Fact]
    public void EveryPairIsCovered()
    {
        HashSet<Pair> covered = [.. Choices.SelectMany(static choice => AllPairs.In(choice.Row))];
        Assert.DoesNotContain(Choices, static choice => choice.Problems.Any());
        Assert.All(AllPairs.Of(Choice.Values), pair => Assert.True(covered.Contains(pair) != Impossible.Contains(pair), Choice.Describe(pair)));
    }

    /// <summary>Two options that do not go together are rejected for that and nothing else, whatever the score.</summary>
    [Fact]
    public void RejectsWhatDoesNotGoTogether()
    {
        Assert.NotEmpty(Impossible);
        Choice[] choices = [.. Impossible.Select(Choice.Breaking)];
        GeneratorRun run = GeneratorRun.Of([.. choices.Select(static (choice, at) => $"using AttentionGen; {choice.Declare($"K{at}")}")]);
        Assert.Empty(run.Sources);
        ILookup<string, string> reported = run.Rules.ToLookup(
            static each => Path.GetFileNameWithoutExtension(each.Location.SourceTree!.FilePath), static each => each.Id);
        for (int at = 0; at < choices.Length; at++)
        {
            Assert.Equal(choices[at].Problems.Order(), reported[$"File{at}"].Order());
        }
    }

    private static string Key(Choice choice) => choice.Declare("K");
}
