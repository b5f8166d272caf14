using System;
using System.Collections.Generic;
using System.Linq;

namespace AttentionGen.Tests.Robustness;

/// <summary>
/// What a caller may do to a call: wrong lengths, numbers out of range, memory that overlaps, and extreme values that are fine. Each returns
/// the parameters of which one is then to be named; none if the call is still right; null if it does not apply.
/// </summary>
internal static class Mischief
{
    private static readonly int[] Extremes = [int.MinValue, int.MaxValue, -1, 0, 1 << 30, int.MaxValue - 1];

    private static readonly float[] ExtremeNumbers = [float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, -0f, float.Epsilon];

    private static readonly string[] Fine = [];

    public static readonly IReadOnlyList<Func<CallMemory, Random, string[]?>> All =
    [
        // Lengths.
        static (call, random) => Resize(call.Queries, random, Step(call, call.Kernel.QueryStep), range => call.Queries = range, "queries"),
        static (call, random) => call.Kernel.Declaration.Score == Score.Location
            ? null
            : Resize(call.Keys, random, Step(call, call.Kernel.KeyStep), range => call.Keys = range, "keys"),
        static (call, random) => Resize(call.Values, random, Step(call, call.Kernel.ValueStep), range => call.Values = range, "values"),
        static (call, random) => Drop(call.Values, Step(call, call.Kernel.ValueStep), range => call.Values = range, "values"),
        static (call, random) => Shorten(call, call.Output, random, range => call.Output = range, "output"),
        static (call, random) => Lengthen(call, call.Output, range => call.Output = range),
        static (call, random) => Shorten(call, call.Weights, random, range => call.Weights = range),
        static (call, random) => Lengthen(call, call.Weights, range => call.Weights = range),
        static (call, random) => Shorten(call, call.Scores, random, range => call.Scores = range),
        static (call, random) => Lengthen(call, call.Scores, range => call.Scores = range),
        static (call, random) => Shorten(call, call.LogSumExp, random, range => call.LogSumExp = range),
        static (call, random) => Lengthen(call, call.LogSumExp, range => call.LogSumExp = range),
        static (call, random) => Shorten(call, call.Sinks, random, range => call.Sinks = range),
        static (call, random) => Shorten(call, call.HeadWeights, random, range => call.HeadWeights = range),
        static (call, random) => Shorten(call, call.Bias, random, range => call.Bias = range),
        static (call, random) =>
        {
            call.HeadWeights = call.Queries;
            return CallMemory.Length(call.Queries) is var length && length > 0 &&
                (length != call.Kernel.Heads || call.Kernel.Declaration.Combine == HeadCombine.Concat) ? ["options"] : null;
        },
        static (call, random) =>
        {
            call.AllowedLength -= call.AllowedLength > 1 ? 1 : 0;
            return call.AllowedLength > 1 ? ["options"] : null;
        },

        // Memory that overlaps.
        static (call, random) =>
        {
            call.Output = Over(call.Output, call.Queries);
            return CallMemory.Length(call.Output) > 0 && CallMemory.Length(call.Queries) > 0 ? ["output"] : null;
        },
        static (call, random) =>
        {
            bool overlap = CallMemory.Length(call.LogSumExp) > 0 && CallMemory.Length(call.Output) > 0;
            call.LogSumExp = Over(call.LogSumExp, call.Output);
            return overlap ? ["options"] : null;
        },

        // Numbers.
        static (call, random) =>
        {
            call.Batch = random.Next(2) == 0 ? -1 : int.MinValue;
            return ["options"];
        },
        static (call, random) =>
        {
            call.Batch = int.MaxValue;
            return CallMemory.Length(call.Queries) > 0 ? ["queries"] : CallMemory.Length(call.Values) > 0 ? ["values", "keys"] : null;
        },
        static (call, random) =>
        {
            call.Batch = call.Batch == 1 ? 0 : call.Batch;
            return Fine;
        },
        static (call, random) =>
        {
            call.MaxDegreeOfParallelism = Pick(random, Extremes);
            return call.MaxDegreeOfParallelism < -1 ? ["options"] : Fine;
        },
        static (call, random) =>
        {
            call.Stage = (ScoreStage)Pick(random, Extremes);
            return call.Stage is < ScoreStage.Scaled or > ScoreStage.Biased ? ["options"] : CallMemory.Length(call.Scores) == 0 ? Fine : null;
        },
        static (call, random) =>
        {
            call.KeyLengths = [.. Enumerable.Range(0, call.Items).Select(_ => Pick(random, Extremes))];
            return Fine;
        },
        static (call, random) =>
        {
            call.KeyLengths = new int[call.Items + 1 + random.Next(3)];
            return ["options"];
        },
        static (call, random) =>
        {
            call.QueryOffsets = [.. Enumerable.Range(0, random.Next(2) == 0 ? 1 : call.Items).Select(_ => Pick(random, Extremes))];
            return Fine;
        },
        static (call, random) =>
        {
            call.QueryOffsets = new int[call.Items + 1 + random.Next(3)];
            return ["options"];
        },
        static (call, random) => Axis(call.BiasAxes, random),
        static (call, random) => Axis(call.AllowedAxes, random),

        // Values.
        static (call, random) => Value(call[call.Bias], random, ExtremeNumbers),
        static (call, random) => Value(call[call.Sinks], random, ExtremeNumbers),
        static (call, random) => Value(call[call.HeadWeights], random, [0, -0f, float.Epsilon]),
        static (call, random) => Value(call[call.Queries], random, [float.NaN, -0f, float.Epsilon]),
        static (call, random) => Value(call[call.Keys], random, [float.NaN, -0f, float.Epsilon]),
        static (call, random) => Value(call[call.Values], random, SomeValues(call.Kernel)),
    ];

    /// <summary>
    /// What an element of the values may be. Far keys have, with ALiBi, weights that are 0 in single precision and not in double: an infinity
    /// there becomes NaN, which is not what the reference gives.
    /// </summary>
    public static float[] SomeValues(Kernel kernel) => kernel.Declaration.Alibi
        ? [float.NaN, -0f, float.Epsilon]
        : [float.NaN, -0f, float.Epsilon, float.PositiveInfinity, float.NegativeInfinity];

    private static int Step(CallMemory call, int ofToken) => call.Items * ofToken;

    private static T Pick<T>(Random random, T[] values) => values[random.Next(values.Length)];

    private static Range Over(Range moved, Range other) => other.Start..(other.Start.Value + CallMemory.Length(moved));

    private static string[]? Resize(Range tensor, Random random, int step, Action<Range> set, string name)
    {
        int length = Math.Max(0, CallMemory.Length(tensor) + random.Next(-8, 9));
        set(tensor.Start..(tensor.Start.Value + length));
        return length % step != 0 ? [name] : null;
    }

    private static string[]? Drop(Range tensor, int step, Action<Range> set, string name)
    {
        int length = CallMemory.Length(tensor) - step;
        set(tensor.Start..(tensor.Start.Value + Math.Max(length, 0)));
        return length >= 0 ? [name] : null;
    }

    private static string[]? Shorten(CallMemory call, Range tensor, Random random, Action<Range> set, string name = "options")
    {
        // What is shorter than a longer one may be long enough.
        int length = CallMemory.Length(tensor);
        if (length < 2 || call.HasLonger)
        {
            return null;
        }

        set(tensor.Start..(tensor.Start.Value + random.Next(1, length)));
        return [name];
    }

    private static string[]? Lengthen(CallMemory call, Range tensor, Action<Range> set)
    {
        set(CallMemory.Length(tensor) > 0 ? tensor.Start..(tensor.End.Value + 5) : tensor);
        call.HasLonger = true;
        return Fine;
    }

    private static string[]? Axis(int[] axes, Random random)
    {
        // Without data, which is so where an axis has no entries, further lengths of the others fit too.
        if (axes.Contains(0))
        {
            return null;
        }

        int axis = random.Next(4), before = axes[axis];
        axes[axis] = random.Next(2) == 0 ? before + 1 : Pick(random, Extremes);
        return axes[axis] == before ? Fine : ["options"];
    }

    private static string[]? Value(Span<float> tensor, Random random, float[] values)
    {
        if (tensor.IsEmpty)
        {
            return null;
        }

        tensor[random.Next(tensor.Length)] = Pick(random, values);
        return Fine;
    }
}
