using System;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>NaN and infinity: a visible one reaches exactly the results that IEEE arithmetic says, a hidden one reaches none.</summary>
public sealed class NonFiniteTests
{
    private const int Queries = 15;
    private const int Keys = 150;

    public static TheoryData<string> Kernels => MaskTests.Kernels;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void NaNInAQueryReachesItsRowAlone(string name) => CheckEveryQuery(name, static (call, i) => call.Query(1, 0, i)[^1] = float.NaN);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void NaNInAKeyReachesTheRowsThatSeeIt(string name) => CheckEveryKey(name, static (call, j) => call.Key(1, 0, j)[0] = float.NaN);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void NaNInAValueReachesItsElementOfTheRowsThatSeeIt(string name) =>
        CheckEveryKey(name, static (call, j) => call.Value(1, 0, j)[j % call.Kernel.ValueDim] = float.NaN);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void InfinityInAValue(string name) => CheckEveryKey(
        name, static (call, j) => call.Value(1, 0, j)[j % call.Kernel.ValueDim] = j % 2 == 0 ? float.PositiveInfinity : float.NegativeInfinity);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void InfinityInAKey(string name) => CheckEveryKey(
        name, static (call, j) => call.Key(1, 0, j)[0] = j % 2 == 0 ? float.PositiveInfinity : float.NegativeInfinity);

    [Theory]
    [MemberData(nameof(Kernels))]
    public void InfinityInAQuery(string name) => CheckEveryQuery(name, static (call, i) => call.Query(1, 0, i)[0] = float.PositiveInfinity);

    /// <summary>Scores of -infinity in the first blocks, then finite ones: the running maximum starts as -infinity.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void FirstKeysScoreNegativeInfinity(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int infinite in new[] { 1, 8, 16, 64, 65, 128, 149, 150 })
        {
            var call = new AttentionCase(kernel, Queries, Keys) { QueryOffsets = [Keys - Queries] };
            for (int i = 0; i < call.Queries.Length; i++)
            {
                call.Queries[i] = float.CopySign(call.Queries[i], kernel.Declaration.Scale);
            }

            for (int j = 0; j < infinite; j++)
            {
                call.Key(0, 0, j)[0] = float.NegativeInfinity;
            }

            call.Check();
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void HiddenByKeyLength(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int length in new[] { 0, 1, 7, 8, 63, 64, 65, 130, 149 })
        {
            CheckHidden(kernel, first: length, new AttentionCase(kernel, Queries, Keys) { KeyLengths = [length], QueryOffsets = [Keys] });
            CheckHidden(kernel, first: length, new AttentionCase(kernel, 1, Keys) { KeyLengths = [length], QueryOffsets = [Keys] });
        }
    }

    [Theory]
    [InlineData("Small.D02E14")]
    [InlineData("Small.D04E28")]
    [InlineData("Small.D10E29")]
    [InlineData("Large.D0048E0048")]
    public void HiddenByCausality(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        Assert.True(kernel.Causal);
        foreach (int offset in new[] { -20, -5, 0, 1, 40, 60, 64, 100, Keys - Queries })
        {
            CheckHidden(kernel, first: int.Max(offset + Queries, 0), new AttentionCase(kernel, Queries, Keys) { QueryOffsets = [offset] });
            CheckHidden(kernel, first: int.Max(offset + 2, 0), new AttentionCase(kernel, 2, Keys) { QueryOffsets = [offset] });
        }
    }

    /// <summary>
    /// Keys that later queries of a tile see and earlier ones do not: the earlier ones come out as if those keys were zero, bit for bit.
    /// </summary>
    [Theory]
    [InlineData("Small.D02E14", Keys, 60)]
    [InlineData("Small.D04E28", Keys, 60)]
    [InlineData("Small.D10E29", Keys, 60)]
    [InlineData("Large.D0048E0048", Keys, 60)]

    // In later blocks, and where a block ends.
    [InlineData("Small.D02E14", 700, 238)]
    [InlineData("Small.D04E28", 700, 500)]
    [InlineData("Small.D10E29", 700, 600)]
    [InlineData("Large.D0048E0048", 700, 340)]
    public void HiddenFromTheFirstQueriesOfATile(string name, int keys, int offset)
    {
        Kernel kernel = KernelCatalog.Get(name);
        Assert.True(kernel.Causal);
        const int m = 40;
        for (int shown = 1; shown <= m; shown += 3)
        {
            var clean = new AttentionCase(kernel, m, keys) { QueryOffsets = [offset] };
            FillFrom(clean, offset + shown, 0);
            AttentionResult expected = clean.Run();
            var poisoned = new AttentionCase(kernel, m, keys) { QueryOffsets = [offset] };
            FillFrom(poisoned, offset + shown, float.NaN);
            AttentionResult actual = poisoned.Run();
            for (int h = 0; h < kernel.Heads; h++)
            {
                for (int i = 0; i < shown; i++)
                {
                    Assert.Equal(Row(clean, expected.Output, h, i), Row(poisoned, actual.Output, h, i));
                    Assert.Equal(expected.LogSumExp[(h * m) + i], actual.LogSumExp[(h * m) + i]);
                }
            }
        }
    }

    /// <summary>Tiles that the diagonal crosses at every place of a block of keys, each block with something in it that is not finite.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void AlongTheDiagonal(string name)
    {
        foreach (int length in new[] { 30, 100, 150, 210 })
        {
            var call = new AttentionCase(KernelCatalog.Get(name), length, length);
            for (int j = length - 1; j >= 0; j -= 25)
            {
                call.Value(0, 0, j)[j % call.Kernel.ValueDim] = float.PositiveInfinity;
            }

            call.Check();
        }
    }

    /// <summary>
    /// Windows over several blocks of keys, with something that is not finite beside each: rows that see nothing of a tile's first block, and
    /// maxima that grow from block to block.
    /// </summary>
    [Theory]
    [InlineData("Options.Windows")]
    [InlineData("Options.CausalWindow")]
    [InlineData("Options.LeftWindow")]
    [InlineData("Options.Plain")]
    [InlineData("Options.Capped")]
    [InlineData("Streamed.Two")]
    [InlineData("Streamed.HeadMajorFour")]
    [InlineData("Streamed.HeadMajorPairs")]
    public void HiddenInEveryBlock(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach ((int m, int n, int offset) in new[] { (1, 5000, 4900), (2, 5000, 4000), (40, 800, 500), (25, 1100, 1080), (90, 600, 10) })
        {
            var random = new Random(m);
            var call = new AttentionCase(kernel, m, n) { QueryOffsets = [offset], KeyLengths = [n - 7] };

            // Some keys are hidden from all, and scores rise by some 15 bits a thousand keys.
            bool[] hidden = [.. Enumerable.Range(0, n).Select(j => j >= n - 7 || random.Next(8) == 0)];
            call.Queries.AsSpan().Fill(1 / (kernel.Declaration.Scale * kernel.Dim));
            for (int j = 0; j < n; j++)
            {
                for (int g = 0; g < kernel.KeyValueHeads; g++)
                {
                    foreach (ref float element in call.Key(0, g, j))
                    {
                        element += 0.01f * j;
                    }

                    if (hidden[j])
                    {
                        call.Value(0, g, j)[j % kernel.ValueDim] = j % 3 == 0 ? float.NaN : float.PositiveInfinity;
                    }
                }
            }

            // One is seen by the last query only.
            if (kernel.Causal)
            {
                call.Value(0, 0, int.Min(offset + m, n) - 1)[0] = float.NaN;
            }

            bool[] allowed = [.. hidden.Select(static h => !h)];
            float[] bias = [.. hidden.Select(static h => h ? float.NegativeInfinity : 0.5f)];
            (call with { Allowed = new PairTensor<bool>(allowed, 1, 1, 1, n) }).Check();
            (call with { Bias = new PairTensor<float>(bias, 1, 1, 1, n) }).Check();
        }
    }

    /// <summary>Whole blocks that the call hides, the first one too, from some tiles of rows and not from others.</summary>
    [Theory]
    [InlineData("Options.Plain")]
    [InlineData("Small.D09E22")]
    [InlineData("Large.D0129E0129")]
    public void HiddenBlocks(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        const int m = 70, n = 700;
        foreach (int step in new[] { 5, 12, 23 })
        {
            var call = new AttentionCase(kernel, m, n);
            var allowed = new bool[m * n];
            for (int i = 0; i < m; i++)
            {
                // No key at all, all keys, or a run of them that begins later and later.
                int begin = (i / step % 4) switch { 0 => n, 1 => 0, 2 => 130, _ => 550 };
                allowed.AsSpan((i * n) + begin, n - begin).Fill(true);
            }

            call = call with { Allowed = new PairTensor<bool>(allowed, 1, 1, m, n) };
            call.Check();
            Tolerance.Check(call.Expected().Output, call.Output(), call, "output");
        }
    }

    private static void CheckEveryQuery(string name, Action<AttentionCase, int> poison) => CheckEverywhere(name, static m => m, poison);

    private static void CheckEveryKey(string name, Action<AttentionCase, int> poison) => CheckEverywhere(name, static _ => Keys, poison);

    /// <summary>Poisons one place after another of the second item, with many queries and with few.</summary>
    private static void CheckEverywhere(string name, Func<int, int> places, Action<AttentionCase, int> poison)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int m in new[] { Queries, 2, 1 })
        {
            for (int place = 0; place < places(m); place += 1 + (place % 3))
            {
                var call = new AttentionCase(kernel, m, Keys, batch: 2) { QueryOffsets = [0, Keys - m - 10] };
                poison(call, place);
                call.Check();
            }
        }
    }

    private static void CheckHidden(Kernel kernel, int first, AttentionCase call)
    {
        FillFrom(call, first, 0);
        AttentionResult clean = call.Run();
        foreach (float poison in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 3e38f })
        {
            FillFrom(call, first, poison);
            AttentionResult poisoned = call.Run();
            Assert.Equal(clean.Output, poisoned.Output);
            Assert.Equal(clean.Weights, poisoned.Weights);
            Assert.Equal(clean.LogSumExp, poisoned.LogSumExp);
            Assert.All(poisoned.Output, static x => Assert.True(float.IsFinite(x)));
        }
    }

    private static void FillFrom(AttentionCase call, int first, float value)
    {
        for (int g = 0; g < call.Kernel.KeyValueHeads; g++)
        {
            for (int j = first; j < call.KeyLength; j++)
            {
                call.Key(0, g, j).Fill(value);
                call.Value(0, g, j).Fill(value);
            }
        }
    }

    private static float[] Row(AttentionCase call, float[] output, int h, int i)
    {
        int row = call.Kernel.Declaration.Layout == TensorLayout.TokenMajor ? (i * call.Kernel.Heads) + h : (h * call.QueryLength) + i;
        return output.AsSpan(row * call.Kernel.ValueDim, call.Kernel.ValueDim).ToArray();
    }
}
