using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Generator.Tests.Snapshots;

/// <summary>
/// Parts of files of many kinds: the headers, with what they say of score, mask, lengths and plans; and the faces, with the overloads over
/// tensors.
/// </summary>
public sealed class HeaderSnapshotTests
{
    private static readonly string[] WithFaces =
    [
        "2, 8",
        "2, 8, ValueDim = 5, Layout = TensorLayout.HeadMajor",
        "1, 8",
        "1, 8, Layout = TensorLayout.HeadMajor",
        "2, 8, QueryLength = 4, KeyLength = 6",
        "4, 8, KeyValueHeads = 2, Combine = HeadCombine.WeightedSum",
        "2, 8, Score.General",
        "2, 8, Score.Location, KeyLength = 5",
    ];

    private static readonly string[] WithHeaders =
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
        "8, 4, KeyValueHeads = 1",
        "8, 64, KeyValueHeads = 1, Layout = TensorLayout.HeadMajor",
        "5, 40, KeyValueHeads = 1, Combine = HeadCombine.WeightedSum",
        "9, 7, KeyValueHeads = 3, ValueDim = 33",
        "2, 256, Unroll = 100",
        "2, 64, Unroll = 1",
        "1, 8, Score.Mlp, HiddenDims = [8]",
        "1, 8, Score.Mlp, HiddenDims = [8, 4]",
    ];

    [Fact]
    public void Headers() => Snapshot.Verify(Part(WithHeaders, null, "#nullable"));

    [Fact]
    public void Faces() => Snapshot.Verify(Part(WithFaces, "#nullable", "namespace AttentionGen.Generated"));

    private static Dictionary<string, string> Part(string[] attributes, string? first, string past)
    {
        string source = string.Concat(attributes.Select(static (text, i) => $"[AttentionKernel({text})] public sealed partial class K{i:d2};\n"));
        IReadOnlyDictionary<string, string> files = GeneratorRun.Of(new ProjectOptions { Tensors = true }, "using AttentionGen;\n" + source).Sources;
        Assert.Equal(attributes.Length, files.Count);
        IEnumerable<string> parts =
            from file in files
            orderby file.Key
            let start = first is null ? 0 : file.Value.IndexOf(first, StringComparison.Ordinal)
            select $"// {file.Key}\n{file.Value[start..file.Value.IndexOf(past, StringComparison.Ordinal)]}";
        return new Dictionary<string, string> { ["All.g.cs"] = string.Join("\n", parts) };
    }
}
