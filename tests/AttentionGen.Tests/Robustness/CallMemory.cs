using System;
using System.Linq;
using System.Runtime.InteropServices;
using Xunit;

namespace AttentionGen.Tests.Robustness;

/// <summary>
/// A call whose tensors lie in one memory, with room between them, so that it can be told what was written and what was not; and what may
/// be wrong with it.
/// </summary>
internal sealed class CallMemory
{
    /// <summary>Elements before each tensor, and behind the last.</summary>
    public const int Room = 40;

    // What lies in outputs, and in the room: an input that is longer than it should be may be right all the same.
    private const float Unwritten = 1e30f;
    private const float Between = 0.7f;

    private readonly AttentionCase _call;
    private readonly float[] _memory;
    private readonly bool[] _allowed;

    public CallMemory(AttentionCase call, bool weights, bool logSumExp)
    {
        _call = call;
        Batch = call.Batch;
        Stage = call.Stage ?? default;
        MaxDegreeOfParallelism = call.MaxDegreeOfParallelism;
        KeyLengths = [.. call.KeyLengths];
        QueryOffsets = [.. call.QueryOffsets];
        int pairs = call.Rows * call.KeyLength;
        float[][] tensors =
        [
            call.Queries, call.Keys, call.Values, call.Sinks, call.HeadWeights, call.Bias?.Data ?? [], Empty(call.OutputLength),
            Empty(weights ? pairs : 0), Empty(call.Stage is null ? 0 : pairs), Empty(logSumExp ? call.Rows : 0),
        ];
        Range[] ranges = new Range[tensors.Length];
        _memory = new float[tensors.Sum(static tensor => tensor.Length + Room) + Room];
        _memory.AsSpan().Fill(Between);
        int start = Room;
        for (int i = 0; i < tensors.Length; i++)
        {
            tensors[i].CopyTo(_memory, start);
            ranges[i] = start..(start + tensors[i].Length);
            start += tensors[i].Length + Room;
        }

        (Queries, Keys, Values, Sinks, HeadWeights, Bias) = (ranges[0], ranges[1], ranges[2], ranges[3], ranges[4], ranges[5]);
        (Output, Weights, Scores, LogSumExp) = (ranges[6], ranges[7], ranges[8], ranges[9]);
        _allowed = call.Allowed?.Data ?? [];
        BiasAxes = Axes(call.Bias);
        AllowedAxes = Axes(call.Allowed);
        AllowedLength = _allowed.Length;
    }

    public Kernel Kernel => _call.Kernel;

    /// <summary>As the options say; 0 for 1.</summary>
    public int Batch { get; set; }

    public int Items => Math.Max(1, Batch);

    public ScoreStage Stage { get; set; }

    public int MaxDegreeOfParallelism { get; set; }

    public int[] KeyLengths { get; set; }

    public int[] QueryOffsets { get; set; }

    public Range Queries { get; set; }

    public Range Keys { get; set; }

    public Range Values { get; set; }

    public Range Sinks { get; set; }

    public Range HeadWeights { get; set; }

    public Range Bias { get; set; }

    public Range Output { get; set; }

    public Range Weights { get; set; }

    public Range Scores { get; set; }

    public Range LogSumExp { get; set; }

    /// <summary>Batch, heads, queries, keys; zeros for no bias.</summary>
    public int[] BiasAxes { get; }

    public int[] AllowedAxes { get; }

    public int AllowedLength { get; set; }

    /// <summary>Whether a tensor is longer than it need be.</summary>
    public bool HasLonger { get; set; }

    /// <summary>Elements of the memory.</summary>
    public int Size => _memory.Length;

    public Span<float> this[Range tensor] => _memory.AsSpan(tensor);

    public static int Length(Range tensor) => tensor.End.Value - tensor.Start.Value;

    /// <summary>
    /// Calls the kernel. Either it throws an exception that names a parameter, which is returned, and has written nothing; or it has written
    /// what the reference computes, to the outputs alone.
    /// </summary>
    public ArgumentException? Run()
    {
        float[] before = [.. _memory];
        try
        {
            Kernel.Forward(this[Queries], this[Keys], this[Values], this[Output], Options());
        }
        catch (ArgumentException exception)
        {
            CheckSame(before);
            return exception;
        }

        if (Length(Queries) == 0)
        {
            // A batch of any size; the reference would go through its items.
            CheckSame(before);
            return null;
        }

        float[] after = [.. _memory];
        AttentionReferenceResult expected = AttentionReference.Compute(
            Kernel.Declaration, before.AsSpan(Queries), before.AsSpan(Keys), before.AsSpan(Values), Options(), Kernel.Parameters.Spans);
        Compare(Output, expected.Output, actual => Tolerance.Check(expected.Output, actual, _call, "output"));
        Compare(Weights, expected.Weights, actual => Tolerance.Check(expected.Weights, actual, _call, "weights"));
        Compare(LogSumExp, expected.LogSumExp, actual => Tolerance.Check(expected.LogSumExp, actual, _call, "log-sum-exp"));
        Compare(Scores, expected.Scores, actual => Called(before).CheckScores(expected, actual));

        // What was written is set back: the rest must be as it was.
        void Compare(Range tensor, double[] values, Func<float[], double> check)
        {
            if (Length(tensor) > 0)
            {
                Range written = tensor.Start..(tensor.Start.Value + values.Length);
                check(after[written]);
                before.AsSpan(written).CopyTo(_memory.AsSpan(written));
            }
        }

        CheckSame(before);
        return null;
    }

    // The call as it has become.
    private AttentionCase Called(float[] memory)
    {
        int m = Length(Queries) / (Items * Kernel.Heads * Kernel.Dim);
        int n = Length(Values) / (Items * Kernel.KeyValueHeads * Kernel.ValueDim);
        return new AttentionCase(Kernel, m, n, Items)
        {
            Stage = Stage,
            Queries = memory[Queries],
            Keys = memory[Keys],
            Values = memory[Values],
            KeyLengths = KeyLengths,
            QueryOffsets = QueryOffsets,
            Bias = Length(Bias) == 0 ? null : new PairTensor<float>(memory[Bias], BiasAxes[0], BiasAxes[1], BiasAxes[2], BiasAxes[3]),
        };
    }

    private AttentionOptions Options() => new()
    {
        Batch = Batch,
        KeyLengths = KeyLengths,
        QueryOffsets = QueryOffsets,
        MaxDegreeOfParallelism = MaxDegreeOfParallelism,
        Bias = new Broadcast<float>(this[Bias], BiasAxes[0], BiasAxes[1], BiasAxes[2], BiasAxes[3]),
        Allowed = new Broadcast<bool>(_allowed.AsSpan(0, AllowedLength), AllowedAxes[0], AllowedAxes[1], AllowedAxes[2], AllowedAxes[3]),
        Sinks = this[Sinks],
        HeadWeights = this[HeadWeights],
        Weights = this[Weights],
        Scores = this[Scores],
        ScoreStage = Stage,
        LogSumExp = this[LogSumExp],
    };

    // Bit for bit: there are NaNs of the test's own.
    private void CheckSame(float[] before)
    {
        int same = MemoryMarshal.AsBytes(before.AsSpan()).CommonPrefixLength(MemoryMarshal.AsBytes(_memory.AsSpan()));
        Assert.True(same == before.Length * sizeof(float), $"{_call}: element {same / sizeof(float)} of the memory was written");
    }

    private static int[] Axes<T>(PairTensor<T>? tensor) => tensor is null ? [0, 0, 0, 0] : [tensor.Batch, tensor.Heads, tensor.Queries, tensor.Keys];

    private static float[] Empty(int length)
    {
        var data = new float[length];
        data.AsSpan().Fill(Unwritten);
        return data;
    }
}
