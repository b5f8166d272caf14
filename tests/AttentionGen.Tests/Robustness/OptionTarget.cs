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

        IReadOnlyCollection<string> wrong = CallRules.Broken(call);
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
