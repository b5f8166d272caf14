using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;

namespace AttentionGen.Tests.Properties;

/// <summary>Random calls of random kernels.</summary>
internal static class RandomCalls
{
    // Few rows and many, less than a tile of keys and several blocks; now and then several passes of rows, and several blocks on any path.
    private static readonly Gen<int> QueryLengths =
        Gen.Frequency((3, Gen.Int[1, 3]), (3, Gen.Int[4, 20]), (3, Gen.Int[21, 60]), (1, Gen.Int[61, 130]));
    private static readonly Gen<int> KeyLengths =
        Gen.Frequency((3, Gen.Int[0, 20]), (3, Gen.Int[21, 70]), (3, Gen.Int[71, 300]), (1, Gen.Int[301, 1000]));

    /// <summary>
    /// Calls with any lengths, offsets and broadcasts of bias and mask: half of them without each of these. With <paramref name="sinks"/>,
    /// half of them have those too.
    /// </summary>
    public static Gen<AttentionCase> Of(IReadOnlyList<Kernel> kernels, bool sinks = false) => Gen.Select(
        Gen.Select(Gen.Int[0, kernels.Count - 1], QueryLengths, KeyLengths, Gen.Int[1, 3]),
        Gen.Select(Gen.Bool, Gen.Int[0, 2], Gen.Int[-15, 15], Gen.Int[-15, 15], Gen.Bool, Gen.Int[0, int.MaxValue]),
        (size, options) => Make(
            kernels[size.Item1], size.Item2, LearnedKernels.KeyLength(kernels[size.Item1], size.Item3), size.Item4,
            options.Item1, options.Item2, options.Item3, options.Item4, sinks && options.Item5, options.Item6));

    /// <summary>Calls of one kernel.</summary>
    public static Gen<AttentionCase> Of(Kernel kernel, bool sinks = false) => Of([kernel], sinks);

    /// <summary>
    /// Checks a property on random calls, as often as <see cref="RandomCases.Times"/> says; a failure tells the seed that repeats it, as
    /// <c>CsCheck_Seed</c> in the environment.
    /// </summary>
    public static void Check<T>(Gen<T> calls, Action<T> property, int times = 150) =>
        calls.Sample(property, iter: times * RandomCases.Times, threads: 1);

    private static AttentionCase Make(
        Kernel kernel, int m, int n, int batch, bool lengths, int offsets, int biasAxes, int allowedAxes, bool sinks, int seed)
    {
        var random = new Random(seed);
        return new AttentionCase(kernel, m, n, batch, seed)
        {
            KeyLengths = lengths ? Integers(batch, -1, n + 2) : [],
            QueryOffsets = Integers(offsets == 2 ? batch : offsets, Math.Min(-2, n - m - 2), n + 3),
            Bias = biasAxes < 0
                ? null
                : OptionCases.Tensor(kernel, m, n, biasAxes, batch, () => random.Next(9) == 0 ? float.NegativeInfinity : (random.NextSingle() * 2) - 1),
            Allowed = allowedAxes < 0 ? null : OptionCases.Tensor(kernel, m, n, allowedAxes, batch, () => random.Next(5) != 0),
            Sinks = sinks ? [.. Enumerable.Range(0, kernel.Heads).Select(_ => (random.NextSingle() * 6) - 3)] : [],
        };

        int[] Integers(int count, int from, int to) => [.. Enumerable.Range(0, count).Select(_ => random.Next(from, to))];
    }
}
