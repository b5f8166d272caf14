using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests.Robustness;

/// <summary>
/// A call out of bytes, for a fuzzer: kernel, lengths and options, then any number of edits. <c>Forward</c> must throw where, by the public
/// documentation, something is wrong with it, naming one of the parameters that are, and write nothing; it must not throw otherwise, and give
/// what the reference gives.
/// </summary>
internal static class OptionTarget
{
    private static readonly int[] Extremes = [int.MinValue, int.MaxValue, -1, 0, 1 << 30, int.MaxValue - 1, 1, 2];

    private static readonly float[] Finite = [0, -0f, float.Epsilon, 1e-20f];

    private static readonly float[] FiniteOrNaN = [.. Finite, float.NaN];

    private static readonly float[] Any = [.. FiniteOrNaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue];

    // What an edit does with a number of its own.
    private static readonly Action<CallMemory, CallMemory, short>[] Edits =
    [
        // An input gets shorter, or takes in some of the room behind it.
        static (call, original, by) => call.Queries = Resized(call, original.Queries, by),
        static (call, original, by) => call.Keys = call.Kernel.Declaration.Score == Score.Location ? call.Keys : Resized(call, original.Keys, by),
        static (call, original, by) => call.Values = Resized(call, original.Values, by),
        static (call, original, by) => call.Sinks = Resized(call, original.Sinks, by),
        static (call, original, by) => call.HeadWeights = Resized(call, original.HeadWeights, by),
        static (call, original, by) => call.Bias = Resized(call, original.Bias, by),
        static (call, original, by) => call.AllowedLength = original.AllowedLength == 0 ? 0 : (int)((uint)by % original.AllowedLength),

        // An output too, or it goes anywhere.
        static (call, original, by) => call.Output = Resized(call, call.Output, by),
        static (call, original, by) => call.Weights = Resized(call, call.Weights, by),
        static (call, original, by) => call.Scores = Resized(call, call.Scores, by),
        static (call, original, by) => call.LogSumExp = Resized(call, call.LogSumExp, by),
        static (call, original, by) => call.Output = Moved(call, call.Output, by),
        static (call, original, by) => call.Weights = Moved(call, call.Weights, by),
        static (call, original, by) => call.Scores = Moved(call, call.Scores, by),
        static (call, original, by) => call.LogSumExp = Moved(call, call.LogSumExp, by),

        // Numbers.
        static (call, original, by) => call.Batch = Number(by),
        static (call, original, by) => call.MaxDegreeOfParallelism = Number(by),
        static (call, original, by) => call.Stage = (ScoreStage)Number(by),
        static (call, original, by) => call.KeyLengths = [.. call.KeyLengths.Take(3), Number(by)],
        static (call, original, by) => call.QueryOffsets = [.. call.QueryOffsets.Take(3), Number(by)],
        static (call, original, by) => call.KeyLengths = [.. call.KeyLengths.Take(by & 3)],
        static (call, original, by) => call.QueryOffsets = [.. call.QueryOffsets.Take(by & 3)],
        static (call, original, by) => call.BiasAxes[by & 3] = Number((short)(by >> 2)),
        static (call, original, by) => call.AllowedAxes[by & 3] = Number((short)(by >> 2)),

        // Elements.
        static (call, original, by) => Set(call[original.Queries], by, FiniteOrNaN),
        static (call, original, by) => Set(call[original.Keys], by, FiniteOrNaN),
        static (call, original, by) => Set(call[original.Values], by, Mischief.SomeValues(call.Kernel)),
        static (call, original, by) => Set(call[original.Sinks], by, Any),
        static (call, original, by) => Set(call[original.HeadWeights], by, Finite),
        static (call, original, by) => Set(call[original.Bias], by, Any),
    ];

    /// <summary>Runs a call; returns whether it threw, as it had to.</summary>
    /// <param name="bytes">Read in order; what is missing is zero.</param>
    /// <param name="kernels">Of which one is called.</param>
    public static bool Run(ReadOnlySpan<byte> bytes, IReadOnlyList<Kernel> kernels)
    {
        var input = new Reader(bytes);
        Kernel kernel = kernels[input.Byte() % kernels.Count];
        AttentionCase data = Case(kernel, ref input);
        byte extras = input.Byte();
        var call = new CallMemory(data, (extras & 1) != 0, (extras & 2) != 0);
        var original = new CallMemory(data, (extras & 1) != 0, (extras & 2) != 0);
        while (!input.IsAtEnd)
        {
            byte which = input.Byte();
            Edits[which % Edits.Length](call, original, input.Int16());
        }

        IReadOnlyCollection<string> wrong = Wrong(call);
        string what = $"{data}, wrong: {string.Join(", ", wrong)}";
        ArgumentException? thrown = call.Run();
        Assert.True((thrown is null) == (wrong.Count == 0), $"{what}: {thrown?.Message ?? "nothing thrown"}");
        if (thrown is not null)
        {
            Assert.True(wrong.Contains(thrown.ParamName!), $"{what}: {thrown.Message}");
            Assert.True(thrown.ParamName != "options" || thrown.Message.Contains("AttentionOptions.", StringComparison.Ordinal), $"{what}: {thrown.Message}");
        }

        return thrown is not null;
    }

    /// <summary>Inputs to begin with: one for each kernel, with each of the edits.</summary>
    public static IEnumerable<byte[]> Seeds(int kernels)
    {
        for (int seed = 0; seed < int.Max(kernels, Edits.Length); seed++)
        {
            var random = new Random(seed);
            byte[] bytes = new byte[20 + (3 * random.Next(4))];
            random.NextBytes(bytes);
            bytes[0] = (byte)(seed % kernels);
            for (int edit = 20; edit < bytes.Length; edit += 3)
            {
                bytes[edit] = (byte)((seed + edit - 20) % Edits.Length);
            }

            yield return bytes;
        }
    }

    private static AttentionCase Case(Kernel kernel, ref Reader input)
    {
        AttentionKernelAttribute declaration = kernel.Declaration;
        byte kind = input.Byte();
        int m = declaration.QueryLength > 0 ? declaration.QueryLength : input.Byte() % ((kind & 1) == 0 ? 12 : 60);
        int n = declaration.KeyLength > 0 ? declaration.KeyLength : (int)((uint)input.Int16() % ((kind & 2) == 0 ? 40u : 300u));
        int batch = 1 + (input.Byte() % 3);
        byte present = input.Byte(), axes = input.Byte();
        var random = new Random(input.Int16());
        return new AttentionCase(kernel, m, n, batch, random.Next())
        {
            KeyLengths = (present & 1) == 0 ? [] : Integers(ref input, batch),
            QueryOffsets = (present & 2) == 0 ? [] : Integers(ref input, (kind & 4) == 0 ? 1 : batch),
            Bias = (present & 4) == 0 ? null : OptionCases.Bias(random, kernel, m, n, axes & 15, batch),
            Allowed = (present & 8) == 0 ? null : OptionCases.Allowed(random, kernel, m, n, axes >> 4, batch),
            Sinks = (present & 16) == 0 ? [] : [.. Enumerable.Range(0, kernel.Heads).Select(_ => (random.NextSingle() * 6) - 3)],
            HeadWeights = (present & 32) == 0 || declaration.Combine != HeadCombine.WeightedSum ? [] : OptionCases.HeadWeights(kernel),

            // As in RandomCall.
            Stage = (present & 64) == 0 || declaration is { Score: Score.Additive, HiddenDim: > 32 } ? null : (ScoreStage)(kind % 3),
            MaxDegreeOfParallelism = (present & 128) == 0 ? 0 : (kind % 6) - 1,
        };

        static int[] Integers(ref Reader input, int count)
        {
            int[] result = new int[count];
            foreach (ref int each in result.AsSpan())
            {
                each = input.Int16() % 320;
            }

            return result;
        }
    }

    // The parameters that something is wrong with, as the documentation of IAttentionKernel and AttentionOptions has it.
    private static HashSet<string> Wrong(CallMemory call)
    {
        AttentionKernelAttribute kernel = call.Kernel.Declaration;
        bool location = kernel.Score == Score.Location;
        var wrong = new HashSet<string>();
        Check(call.Batch >= 0 && call.MaxDegreeOfParallelism >= -1, "options");
        long items = int.Max(1, call.Batch);
        long m = Tokens(call.Queries, kernel.Heads * kernel.Dim, kernel.QueryLength, "queries");
        long n = Tokens(call.Values, kernel.KeyValueHeads * kernel.ValueDim, location ? kernel.KeyLength : 0, "values");
        if (!location)
        {
            long keys = Tokens(call.Keys, kernel.KeyValueHeads * kernel.Dim, kernel.KeyLength, "keys");
            Check(wrong.Count > 0 || keys == n, "values");
        }

        if (wrong.Count > 0)
        {
            // Without lengths there is nothing to hold the rest to.
            return wrong;
        }

        bool summed = kernel.Combine == HeadCombine.WeightedSum;
        long rows = items * kernel.Heads * m, output = items * (summed ? 1 : kernel.Heads) * m * kernel.ValueDim;
        Check(CallMemory.Length(call.Output) >= output, "output");
        (Range Tensor, long Needed)[] extras = [(call.Weights, rows * n), (call.Scores, rows * n), (call.LogSumExp, rows)];
        Check(extras.All(static extra => CallMemory.Length(extra.Tensor) == 0 || CallMemory.Length(extra.Tensor) >= extra.Needed), "options");
        Check(call.KeyLengths.Length == 0 || call.KeyLengths.Length == items, "options");
        Check(call.QueryOffsets.Length is 0 or 1 || call.QueryOffsets.Length == items, "options");
        Check(Enum.IsDefined(call.Stage), "options");
        Check(CallMemory.Length(call.Sinks) is var sinks && (sinks == 0 || sinks == kernel.Heads), "options");
        Check(CallMemory.Length(call.HeadWeights) is var weights && (weights == 0 || (summed && weights == kernel.Heads)), "options");
        Check(Fits(call.BiasAxes, CallMemory.Length(call.Bias)) && Fits(call.AllowedAxes, call.AllowedLength), "options");

        // Of an output that is longer, the rest does not matter.
        Range[] inputs = [call.Queries, location ? ..0 : call.Keys, call.Values, call.Sinks, call.HeadWeights, call.Bias];
        Range[] outputs = [.. extras.Select(static extra => Used(extra.Tensor, extra.Needed)), Used(call.Output, output)];
        Check(!inputs.Any(input => Overlap(input, outputs[3])), "output");
        for (int i = 0; i < outputs.Length; i++)
        {
            Check(i == 3 || !inputs.Concat(outputs[(i + 1)..]).Any(other => Overlap(other, outputs[i])), "options");
        }

        return wrong;

        void Check(bool right, string parameter)
        {
            if (!right)
            {
                wrong.Add(parameter);
            }
        }

        long Tokens(Range tensor, int step, int fixedLength, string parameter)
        {
            (long tokens, long rest) = Math.DivRem(CallMemory.Length(tensor), items * step);
            Check(rest == 0 && (fixedLength == 0 || tokens == fixedLength), parameter);
            return tokens;
        }

        bool Fits(int[] axes, int length)
        {
            long[] full = [items, kernel.Heads, m, n];
            return (length == 0 && axes.All(static axis => axis == 0)) ||
                (Enumerable.Range(0, 4).All(axis => axes[axis] == 1 || axes[axis] == full[axis]) && axes.Aggregate((Int128)1, static (product, axis) => product * axis) == length);
        }
    }

    private static Range Used(Range tensor, long needed) => tensor.Start..(tensor.Start.Value + (int)long.Min(needed, CallMemory.Length(tensor)));

    private static bool Overlap(Range one, Range other) =>
        CallMemory.Length(one) > 0 && CallMemory.Length(other) > 0 && one.Start.Value < other.End.Value && other.Start.Value < one.End.Value;

    private static Range Resized(CallMemory call, Range tensor, short by)
    {
        int length = CallMemory.Length(tensor), start = tensor.Start.Value;
        int resized = length == 0 ? 0 : (int)((uint)(length + by) % (uint)(length + CallMemory.Room));
        return start..int.Min(start + resized, call.Size);
    }

    private static Range Moved(CallMemory call, Range tensor, short to)
    {
        int start = (ushort)to % (call.Size - CallMemory.Length(tensor));
        return start..(start + CallMemory.Length(tensor));
    }

    private static int Number(short from) => from % 7 == 0 ? Extremes[(from & int.MaxValue) % Extremes.Length] : from % 320;

    private static void Set(Span<float> tensor, short at, float[] values)
    {
        if (!tensor.IsEmpty)
        {
            tensor[(ushort)at % tensor.Length] = values[(ushort)at / 5 % values.Length];
        }
    }

    private ref struct Reader(ReadOnlySpan<byte> bytes)
    {
        private ReadOnlySpan<byte> _rest = bytes;

        public readonly bool IsAtEnd => _rest.IsEmpty;

        public byte Byte()
        {
            byte result = _rest.IsEmpty ? (byte)0 : _rest[0];
            _rest = _rest.IsEmpty ? _rest : _rest[1..];
            return result;
        }

        public short Int16() => BinaryPrimitives.ReadInt16LittleEndian([Byte(), Byte()]);
    }
}
