using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Generator.Tests.Snapshots;

/// <summary>The headers of files of many kinds: what they say of score, mask, lengths and plans.</summary>
public sealed class HeaderSnapshotTests
{
    private static readonly string[] Attributes =
    [
        "1, 64, WindowLeft = 0",
        "1, 64, WindowLeft = 0, WindowRight = 0",
        "1, 64, WindowLeft = 100",
        "1, 64, WindowRight = 0",
        "1, 64, WindowRight = 5",
        "1, 64, WindowLeft = 7, WindowRight = 5, Mask = AttentionMask.Causal",
        "1, 64, WindowRight = 5, Mask = AttentionMask.Causal",
        "8, 64, SoftCap = 30, Alibi = true",
        "8, 64, Score.Dot, Alibi = true",
        "8, 64, Score.Dot, SoftCap = 0.5f, Scale = 1",
        "8, 64, Score.Cosine, Scale = 10",
        "2, 64, QueryLength = 1",
        "2, 64, QueryLength = 49",
        "2, 64, KeyLength = 1",
        "2, 64, KeyLength = 77",
        "2, 64, QueryLength = 300, KeyLength = 300, SoftCap = 20",
        "2, 160, Score.General",
        "2, 12, Score.General",
        "2, 24, Score.Location, KeyLength = 40",
        "1, 8, Score.Additive",
        "1, 8, Score.Additive, HiddenDim = 20",
        "1, 8, Score.Mlp, HiddenDims = [16]",
        "1, 8, Score.Mlp, HiddenDims = [16], Activation = Activation.Relu",
        "1, 8, Score.Mlp, HiddenDims = [16, 8, 4], Activation = Activation.Sigmoid",
        "16, 200, KeyValueHeads = 1, ValueDim = 300",
        "6, 64, KeyValueHeads = 1",
        "8, 64, KeyValueHeads = 1, Layout = TensorLayout.HeadMajor",
        "5, 40, KeyValueHeads = 1, Combine = HeadCombine.WeightedSum",
        "9, 7, KeyValueHeads = 3, ValueDim = 33",
        "2, 256, Unroll = 100",
        "2, 64, Unroll = 1",
    ];

    [Fact]
    public void Headers()
    {
        GeneratorRun run = GeneratorRun.Of([$"using AttentionGen;{string.Concat(Attributes.Select(static (text, i) => $"\n[AttentionKernel({text})] public sealed partial class K{i:d2};"))}"]);
        Assert.Equal(Attributes.Length, run.Sources.Count);
        IEnumerable<string> headers = run.Sources.OrderBy(static pair => pair.Key, StringComparer.Ordinal)
            .Select(static pair => $"// {pair.Key}\n{pair.Value[..pair.Value.IndexOf("#nullable", StringComparison.Ordinal)]}");
        Snapshot.Verify(new Dictionary<string, string> { ["Headers.g.cs"] = string.Join("\n", headers) });
    }
}
