using System;
using System.Runtime.InteropServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Calls that do not fit together: the parameter is named and nothing is written.</summary>
public sealed class ArgumentTests
{
    private const int Batch = 2;
    private const int Queries = 3;
    private const int Keys = 5;
    private const float Sentinel = 123;

    private static readonly Kernel Kernel = KernelCatalog.Get("Small.D10E29");

    // One memory for everything, so that overlaps are a matter of where a tensor starts.
    private readonly float[] _memory = new float[8000];
    private readonly Range _queries;
    private readonly Range _keys;
    private readonly Range _values;
    private readonly Range _output;
    private readonly Range _weights;
    private readonly Range _logSumExp;

    public ArgumentTests()
    {
        int rows = Batch * Queries * Kernel.Heads;
        int[] lengths =
        [
            Batch * Queries * Kernel.QueryStep, Batch * Keys * Kernel.KeyStep, Batch * Keys * Kernel.ValueStep,
            rows * Kernel.ValueDim, rows * Keys, rows,
        ];
        var ranges = new Range[lengths.Length];
        int start = 100;
        for (int i = 0; i < lengths.Length; i++)
        {
            ranges[i] = start..(start + lengths[i]);
            start += lengths[i] + 100;
        }

        (_queries, _keys, _values, _output, _weights, _logSumExp) = (ranges[0], ranges[1], ranges[2], ranges[3], ranges[4], ranges[5]);
        _memory.AsSpan().Fill(Sentinel);
    }

    [Fact]
    public void TheCallThatTheOthersBreakIsFine() => Call();

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(-10)]
    public void QueriesThatDoNotDivide(int more) => Throws("queries", () => Call(queries: Longer(_queries, more)));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(20)]
    public void KeysThatDoNotDivide(int more) => Throws("keys", () => Call(keys: Longer(_keys, more)));

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(58)]
    public void ValuesThatDoNotDivide(int more) => Throws("values", () => Call(values: Longer(_values, more)));

    [Fact]
    public void FewerValuesThanKeys() => Throws("values", () => Call(values: Longer(_values, -Batch * Kernel.ValueStep)));

    [Fact]
    public void MoreValuesThanKeys() => Throws("values", () => Call(keys: Longer(_keys, -Batch * Kernel.KeyStep)));

    [Fact]
    public void ValuesWithoutKeys() => Throws("values", () => Call(keys: 0..0));

    [Fact]
    public void OutputTooShort() => Throws("output", () => Call(output: Longer(_output, -1)));

    [Fact]
    public void NoOutput() => Throws("output", () => Call(output: 0..0));

    [Fact]
    public void OutputOverQueries() => ThrowsForOverlap("output", _queries, _output, range => Call(output: range));

    [Fact]
    public void OutputOverKeys() => ThrowsForOverlap("output", _keys, _output, range => Call(output: range));

    [Fact]
    public void OutputOverValues() => ThrowsForOverlap("output", _values, _output, range => Call(output: range));

    /// <summary>Only what is written counts: the unused end of an output may reach into an input.</summary>
    [Fact]
    public void UnusedEndOfTheOutputMayOverlap() => Call(output: _output.Start.._memory.Length, values: _values, keys: _keys);

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void NegativeBatch(int batch) => ThrowsForOption("Batch", () => Call(batch: batch));

    [Fact]
    public void BatchThatDoesNotDivide() => Throws("queries", () => Call(batch: 4));

    [Fact]
    public void HugeBatch() => Throws("queries", () => Call(batch: int.MaxValue));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void KeyLengthsOfAnotherBatch(int count) => ThrowsForOption("KeyLengths", () => Call(keyLengths: new int[count]));

    [Fact]
    public void QueryOffsetsOfAnotherBatch() => ThrowsForOption("QueryOffsets", () => Call(queryOffsets: new int[3]));

    [Fact]
    public void WeightsTooShort() => ThrowsForOption("Weights", () => Call(weights: Longer(_weights, -1)));

    [Fact]
    public void LogSumExpTooShort() => ThrowsForOption("LogSumExp", () => Call(logSumExp: Longer(_logSumExp, -1)));

    [Fact]
    public void WeightsOverlap()
    {
        foreach (Range other in new[] { _queries, _keys, _values, _output, _logSumExp })
        {
            ThrowsForOverlap("options", other, _weights, range => Call(weights: range), "Weights");
        }
    }

    [Fact]
    public void LogSumExpOverlaps()
    {
        foreach (Range other in new[] { _queries, _keys, _values, _output, _weights })
        {
            ThrowsForOverlap("options", other, _logSumExp, range => Call(logSumExp: range), "LogSumExp");
        }
    }

    /// <summary>What may be left out, or be one for all, is said where it may.</summary>
    [Fact]
    public void MessagesSayWhatIsNeeded()
    {
        Assert.StartsWith(
            $"AttentionOptions.KeyLengths has 3 entries; the batch has {Batch} items. (", Throws("options", () => Call(keyLengths: new int[3])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"AttentionOptions.QueryOffsets has 3 entries; the batch has {Batch} items, and one entry for all is fine too. (",
            Throws("options", () => Call(queryOffsets: new int[3])).Message, StringComparison.Ordinal);
        Assert.Contains($" of {Kernel.Heads} heads x {Kernel.ValueDim} need ", Throws("output", () => Call(output: Longer(_output, -1))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OutputsOverTheMaskOfTheOptions() =>
        Assert.Contains("Allowed", Throws("output", () => Kernel.Forward(_memory.AsSpan(_queries), _memory.AsSpan(_keys), _memory.AsSpan(_values), _memory.AsSpan(_output), new AttentionOptions
        {
            Batch = Batch,
            Allowed = new Broadcast<bool>(MemoryMarshal.Cast<float, bool>(_memory.AsSpan(_output))[..1], 1, 1, 1, 1),
        })).Message, StringComparison.Ordinal);

    [Fact]
    public void OutputsOverTheIntegersOfTheOptions()
    {
        ArgumentException overLengths = Throws("output", () => Kernel.Forward(_memory.AsSpan(_queries), _memory.AsSpan(_keys), _memory.AsSpan(_values), _memory.AsSpan(_output), new AttentionOptions
        {
            Batch = Batch,
            KeyLengths = MemoryMarshal.Cast<float, int>(_memory.AsSpan(_output))[..Batch],
        }));
        Assert.Contains("KeyLengths", overLengths.Message, StringComparison.Ordinal);
        ArgumentException overOffsets = Throws("output", () => Kernel.Forward(_memory.AsSpan(_queries), _memory.AsSpan(_keys), _memory.AsSpan(_values), _memory.AsSpan(_output), new AttentionOptions
        {
            Batch = Batch,
            QueryOffsets = MemoryMarshal.Cast<float, int>(_memory.AsSpan(_output))[..Batch],
        }));
        Assert.Contains("QueryOffsets", overOffsets.Message, StringComparison.Ordinal);
        ThrowsForOption("Weights", () => Kernel.Forward(_memory.AsSpan(_queries), _memory.AsSpan(_keys), _memory.AsSpan(_values), _memory.AsSpan(_output), new AttentionOptions
        {
            Batch = Batch,
            QueryOffsets = MemoryMarshal.Cast<float, int>(_memory.AsSpan(_weights))[..Batch],
            Weights = _memory.AsSpan(_weights),
        }));
    }

    [Fact]
    public void TheShortOverloadChecksTheSame()
    {
        Throws("queries", () => Kernel.Forward(new float[Kernel.QueryStep + 1], new float[Kernel.KeyStep], new float[Kernel.ValueStep], _memory));
        Throws("output", () => Kernel.Forward(new float[Kernel.QueryStep], new float[Kernel.KeyStep], new float[Kernel.ValueStep], new float[Kernel.OutputStep - 1]));
    }

    private static Range Longer(Range range, int more) => range.Start..(range.End.Value + more);

    private void Call(
        Range? queries = null, Range? keys = null, Range? values = null, Range? output = null, Range? weights = null, Range? logSumExp = null,
        int batch = Batch, int[]? keyLengths = null, int[]? queryOffsets = null) =>
        Kernel.Forward(
            _memory.AsSpan(queries ?? _queries), _memory.AsSpan(keys ?? _keys), _memory.AsSpan(values ?? _values), _memory.AsSpan(output ?? _output),
            new AttentionOptions
            {
                Batch = batch,
                KeyLengths = keyLengths,
                QueryOffsets = queryOffsets,
                Weights = _memory.AsSpan(weights ?? _weights),
                LogSumExp = _memory.AsSpan(logSumExp ?? _logSumExp),
            });

    private ArgumentException Throws(string parameter, Action call)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(parameter, call);
        Assert.All(_memory, static x => Assert.Equal(Sentinel, x));
        return error;
    }

    private void ThrowsForOption(string property, Action call) => Assert.Contains(property, Throws("options", call).Message, StringComparison.Ordinal);

    /// <summary>Puts a tensor over another one so that they share all they can, then one element at either end.</summary>
    private void ThrowsForOverlap(string parameter, Range other, Range moved, Action<Range> call, string mention = "")
    {
        int length = moved.End.Value - moved.Start.Value;
        foreach (int start in new[] { other.Start.Value, other.Start.Value - length + 1, other.End.Value - 1 })
        {
            if (start >= 0 && start + length <= _memory.Length)
            {
                ArgumentException error = Throws(parameter, () => call(start..(start + length)));
                Assert.Contains(mention, error.Message, StringComparison.Ordinal);
            }
        }
    }
}
