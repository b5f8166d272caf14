using System;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>Windows, soft cap, ALiBi, bias, masks, sinks and kept scores against double precision, alone and together.</summary>
public sealed class OptionTests(ITestOutputHelper log)
{
    public static TheoryData<string> Names => KernelCatalog.Names("Options");

    [Theory]
    [MemberData(nameof(Names))]
    public void Lengths(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        double worst = 0;
        foreach (int m in new[] { 1, 2, 3, 5, 7, 13, 40, 130 })
        {
            foreach (int n in new[] { 0, 1, 7, 15, 16, 17, 31, 33, 64, 65, 127, 129, 300 })
            {
                int stage = (m + n) % 4;
                worst = Math.Max(worst, new AttentionCase(kernel, m, n) { Stage = stage == 3 ? null : (ScoreStage)stage }.Check());
            }
        }

        log.WriteLine($"{kernel.Info}: worst error {worst:F3} of the tolerance");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void OffsetsAndLengths(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int m in new[] { 1, 2, 9, 70 })
        {
            foreach (int offset in new[] { int.MinValue, -100, -7, -1, 1, 16, 50, 130, 150, 199, 220, 1000, int.MaxValue })
            {
                new AttentionCase(kernel, m, 200, batch: 2)
                {
                    QueryOffsets = [offset, Math.Max(-offset, -200)],
                    KeyLengths = [Math.Abs(offset % 201), 150],
                    Stage = ScoreStage.Biased,
                }.Check();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryBroadcast(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        for (int axes = 0; axes < 16; axes++)
        {
            foreach ((int m, int n) in new[] { (1, 150), (3, 20), (11, 140) })
            {
                var random = new Random(axes);
                var both = new AttentionCase(kernel, m, n, batch: 2, axes)
                {
                    Bias = OptionCases.Bias(random, kernel, m, n, axes),
                    Allowed = OptionCases.Allowed(random, kernel, m, n, 15 - axes),
                    Stage = ScoreStage.Biased,
                };
                both.Check();
                new AttentionCase(kernel, m, n, batch: 2, axes) { Bias = both.Bias }.Check();
                new AttentionCase(kernel, m, n, batch: 2, axes) { Allowed = both.Allowed }.Check();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AllTogether(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        for (int seed = 0; seed < 60; seed++)
        {
            OptionCases.Random(kernel, 1 + (seed * 5 % 23), 1 + (seed * 37 % 301), seed).Check();
        }
    }

    /// <summary>NaN and infinity in keys and values that are hidden from some rows: they reach the other rows only.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void HiddenNaN(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        for (int seed = 0; seed < 40; seed++)
        {
            AttentionCase call = OptionCases.Random(kernel, seed % 4 == 0 ? 17 : 1 + (seed % 3), 150, seed);
            var random = new Random(seed);
            for (int spoilt = 0; spoilt < 2; spoilt++)
            {
                int b = random.Next(2), g = random.Next(kernel.KeyValueHeads);
                call.Key(b, g, random.Next(150))[0] = float.NaN;
                call.Value(b, g, random.Next(150))[^1] = float.NaN;
                call.Value(b, g, random.Next(150))[0] = float.PositiveInfinity;
            }

            call.Check();
        }
    }

    /// <summary>All that is hidden is NaN: no row of the output may be.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EverythingHiddenIsNaN(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (bool byBias in new[] { false, true })
        {
            foreach (int m in new[] { 1, 3, 30 })
            {
                const int n = 310;
                bool[] shown = [.. Enumerable.Range(0, n).Select(static j => j is (> 130 and < 150) or 200 or (> 210 and < 309))];
                var call = new AttentionCase(kernel, m, n)
                {
                    QueryOffsets = [280],
                    Allowed = byBias ? null : new PairTensor<bool>(shown, 1, 1, 1, n),
                    Bias = byBias ? new PairTensor<float>([.. shown.Select(static show => show ? 0 : float.NegativeInfinity)], 1, 1, 1, n) : null,
                };
                for (int j = 0; j < n; j++)
                {
                    for (int g = 0; g < kernel.KeyValueHeads && !shown[j]; g++)
                    {
                        call.Key(0, g, j).Fill(float.NaN);
                        call.Value(0, g, j).Fill(j % 2 == 0 ? float.NaN : float.NegativeInfinity);
                    }
                }

                call.Check();
                Assert.All(call.Output(), static x => Assert.True(float.IsFinite(x)));
            }
        }
    }

    /// <summary>The first blocks hide everything from some rows, which see later ones.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void HiddenThenVisible(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int m in new[] { 1, 20 })
        {
            foreach (float hidden in new[] { float.NegativeInfinity, float.MinValue, -1e30f })
            {
                foreach (int shown in new[] { 299, 300, 599, 600 })
                {
                    float[] bias = [.. Enumerable.Range(0, m * 600).Select(at => at % 600 < shown - (at / 600 % 3) ? hidden : 0.5f)];
                    new AttentionCase(kernel, m, 600)
                    {
                        QueryOffsets = [590],
                        Bias = new PairTensor<float>(bias, 1, 1, m, 600),
                        Stage = ScoreStage.Biased,
                    }.Check();
                }
            }
        }
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void BiasThatIsNoNumberStaysInItsRow(float bad)
    {
        foreach (int m in new[] { 1, 20 })
        {
            float[] bias = new float[m * 90];
            bias[^10] = bad;
            var call = new AttentionCase(KernelCatalog.Get("Options.Plain"), m, 90) { Bias = new PairTensor<float>(bias, 1, 1, m, 90) };
            call.Check();
            Assert.Equal(4 * 16, call.Output().Count(float.IsNaN));
        }
    }

    /// <summary>Far behind the last key every score is large: what all have in common must not cost accuracy.</summary>
    [Fact]
    public void AlibiFarFromTheKeys()
    {
        foreach (int offset in new[] { 5000, 1_000_000, -70_000 })
        {
            var call = new AttentionCase(KernelCatalog.Get("Options.Alibi"), 12, 200) { QueryOffsets = [offset], Stage = ScoreStage.Biased };
            call.Check();
            new AttentionCase(call.Kernel, 12, 200) { QueryOffsets = [offset], Sinks = [.. Enumerable.Repeat(-20f, 6)] }.Check();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void SameBitsOnAnyNumberOfThreads(string name)
    {
        foreach ((int m, int n) in new[] { (1, 700), (3, 300), (150, 140) })
        {
            AttentionResult sequential = With(1).Run();
            foreach (int degree in new[] { 2, 5, -1 })
            {
                AttentionResult parallel = With(degree).Run();
                Assert.Equal(sequential.Output, parallel.Output);
                Assert.Equal(sequential.Weights, parallel.Weights);
                Assert.Equal(sequential.LogSumExp, parallel.LogSumExp);
                Assert.Equal(sequential.Scores, parallel.Scores);
            }

            AttentionCase With(int degree)
            {
                AttentionCase random = OptionCases.Random(KernelCatalog.Get(name), m, n, 2);
                return new AttentionCase(random.Kernel, m, n, 2)
                {
                    QueryOffsets = random.QueryOffsets,
                    Bias = random.Bias,
                    Allowed = random.Allowed,
                    Sinks = random.Sinks,
                    Stage = random.Stage,
                    MaxDegreeOfParallelism = degree,
                };
            }
        }
    }

    /// <summary>A window that holds all keys changes no bit.</summary>
    [Fact]
    public void WideWindow()
    {
        foreach (int m in new[] { 1, 3, 8 })
        {
            AttentionResult windows = new AttentionCase(KernelCatalog.Get("Options.Windows"), m, 8).Run();
            AttentionResult plain = new AttentionCase(KernelCatalog.Get("Options.Plain"), m, 8).Run();
            Assert.Equal(plain.Output, windows.Output);
            Assert.Equal(plain.Weights, windows.Weights);
        }
    }

    /// <summary>A bias of ln 2 is worth a second copy of its key.</summary>
    [Fact]
    public void BiasOfLogTwo()
    {
        foreach (int m in new[] { 1, 12 })
        {
            var twice = new AttentionCase(KernelCatalog.Get("Options.Plain"), m, 40);
            for (int g = 0; g < 2; g++)
            {
                twice.Key(0, g, 5).CopyTo(twice.Key(0, g, 39));
                twice.Value(0, g, 5).CopyTo(twice.Value(0, g, 39));
            }

            float[] bias = new float[40];
            bias[5] = MathF.Log(2);
            bias[39] = float.NegativeInfinity;
            var biased = new AttentionCase(twice.Kernel, m, 40)
            {
                Keys = twice.Keys,
                Values = twice.Values,
                Bias = new PairTensor<float>(bias, 1, 1, 1, 40),
            };
            Tolerance.Check(Array.ConvertAll(twice.Output(), static x => (double)x), biased.Output(), biased, "output");
        }
    }

    /// <summary>A true is any byte but 0, as other languages write it.</summary>
    [Fact]
    public void AnyByteIsTrue()
    {
        byte[] bytes = [.. Enumerable.Range(0, 100).Select(static j => (byte)(j % 7))];
        bool[] odd = [.. System.Runtime.InteropServices.MemoryMarshal.Cast<byte, bool>(bytes)];
        bool[] plain = [.. bytes.Select(static x => x != 0)];
        foreach (int m in new[] { 1, 20 })
        {
            Kernel kernel = KernelCatalog.Get("Options.Plain");
            Assert.Equal(
                new AttentionCase(kernel, m, 100) { Allowed = new PairTensor<bool>(plain, 1, 1, 1, 100) }.Output(),
                new AttentionCase(kernel, m, 100) { Allowed = new PairTensor<bool>(odd, 1, 1, 1, 100) }.Output());
        }
    }
}
