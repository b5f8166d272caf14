using System;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Options that do not fit a call: the property is named and nothing is written. And what fits allocates nothing.</summary>
public sealed class OptionArgumentTests
{
    private const int Queries = 3, Keys = 6;

    private static readonly Kernel Kernel = KernelCatalog.Get("Options.All");

    private readonly AttentionCase _call = new(Kernel, Queries, Keys, batch: 2);
    private readonly float[] _memory = new float[4000];

    public static TheoryData<int, int, int, int> WrongAxes => new()
    {
        { 3, 1, 1, 1 }, { 0, 1, 1, 1 }, { -1, -1, 1, 1 }, { 1, 4, 1, 1 }, { 1, 1, 2, 1 }, { 1, 1, 1, 5 }, { 1, 1, 1, 7 }, { 2, 5, 3, 12 },
    };

    [Theory]
    [MemberData(nameof(WrongAxes))]
    public void Axes(int batch, int heads, int queries, int keys)
    {
        int length = Math.Abs(batch * heads * queries * keys);
        Throws("Bias", () => Forward(new AttentionOptions { Batch = 2, Bias = new Broadcast<float>(new float[length], batch, heads, queries, keys) }));
        Throws("Allowed", () => Forward(new AttentionOptions { Batch = 2, Allowed = new Broadcast<bool>(new bool[length], batch, heads, queries, keys) }));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-36)]
    public void DataOfAnotherLength(int more)
    {
        Throws("Bias", () => Forward(new AttentionOptions { Batch = 2, Bias = new Broadcast<float>(new float[36 + more], 2, 1, 3, 6) }));
        Throws("Allowed", () => Forward(new AttentionOptions { Batch = 2, Allowed = new Broadcast<bool>(new bool[36 + more], 2, 1, 3, 6) }));
    }

    [Fact]
    public void DataWithoutAxes() =>
        Throws("Bias", () => Forward(new AttentionOptions { Batch = 2, Bias = new Broadcast<float>(new float[1], 0, 0, 0, 0) }));

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(10)]
    public void Sinks(int count) => Throws("Sinks", () => Forward(new AttentionOptions { Batch = 2, Sinks = new float[count] }));

    [Fact]
    public void ScoresTooShort() => Throws("Scores", () => Forward(new AttentionOptions { Batch = 2, Scores = new float[(2 * 5 * 18) - 1] }));

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Stages(int stage) => Throws("ScoreStage", () => Forward(new AttentionOptions { Batch = 2, ScoreStage = (ScoreStage)stage }));

    [Fact]
    public void Overlaps()
    {
        Throws("Scores", () => Kernel.Forward(_call.Queries, _call.Keys, _call.Values, _memory, new AttentionOptions { Batch = 2, Scores = _memory.AsSpan(100, 180) }));
        Throws("Scores", () => Forward(new AttentionOptions { Batch = 2, Scores = _call.Queries.AsSpan(10, 180) }));
        Throws("Scores", () => Forward(new AttentionOptions { Batch = 2, Scores = _memory.AsSpan(2000, 180), Weights = _memory.AsSpan(2179, 180) }));
        Throws("Scores", () => Forward(new AttentionOptions { Batch = 2, Scores = _memory.AsSpan(2000, 180), Sinks = _memory.AsSpan(2179, 5) }));
        Throws("Bias", () => Forward(new AttentionOptions { Batch = 2, Scores = _memory.AsSpan(2000, 180), Bias = new Broadcast<float>(_memory.AsSpan(1995, 6), 1, 1, 1, 6) }));
        Throws("Bias", () => Forward(new AttentionOptions { Batch = 2, LogSumExp = _memory.AsSpan(2000, 30), Bias = new Broadcast<float>(_memory.AsSpan(1995, 6), 1, 1, 1, 6) }));
    }

    [Fact]
    public void AllThatFits()
    {
        Forward(new AttentionOptions
        {
            Batch = 2,
            Bias = new Broadcast<float>(new float[6], 1, 1, 1, 6),
            Allowed = new Broadcast<bool>(new bool[1], 1, 1, 1, 1),
            Sinks = new float[5],
            Scores = _memory.AsSpan(2000, 181),
            ScoreStage = ScoreStage.Biased,
        });
        Assert.Equal(float.NegativeInfinity, _memory[2179]);
        Assert.Equal(0, _memory[2180]);
    }

    [Theory]
    [InlineData("Options.All")]
    [InlineData("Options.Plain")]
    public void SteadyStateAllocatesNothing(string name)
    {
        AttentionCase large = OptionCases.Random(KernelCatalog.Get(name), 40, 200, 2), small = OptionCases.Random(KernelCatalog.Get(name), 1, 200, 5);
        float[] output = new float[large.OutputLength], weights = new float[large.Rows * 200], scores = new float[large.Rows * 200];
        Allocations.None(Calls);

        void Calls()
        {
            large.Kernel.Forward(large.Queries, large.Keys, large.Values, output, large.Options(weights, default, scores));
            small.Kernel.Forward(small.Queries, small.Keys, small.Values, output, small.Options(weights, default, scores));
        }
    }

    private void Forward(in AttentionOptions options) => Kernel.Forward(_call.Queries, _call.Keys, _call.Values, _memory, options);

    private void Throws(string property, Action call)
    {
        float[] queries = [.. _call.Queries];
        ArgumentException error = Assert.Throws<ArgumentException>("options", call);
        Assert.Contains($"AttentionOptions.{property}", error.Message, StringComparison.Ordinal);
        Assert.All(_memory, static x => Assert.Equal(0, x));
        Assert.Equal(queries, _call.Queries);
    }
}
