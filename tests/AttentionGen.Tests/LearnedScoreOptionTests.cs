using System;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Scores other than dot products with the options of kernels and calls, against double precision.</summary>
public sealed class LearnedScoreOptionTests
{
    public static TheoryData<string> Names => LearnedKernels.Names;

    /// <summary>Hidden keys have scores before the bias, the same as if they were seen, and none behind it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void EveryStage(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        int n = LearnedKernels.KeyLength(kernel, 150);
        foreach (ScoreStage stage in Enum.GetValues<ScoreStage>())
        {
            foreach (int m in (int[])[1, 2, 3, 9])
            {
                foreach (int offset in (int[])[-30, 0, n / 3, n - m, n + 15])
                {
                    new AttentionCase(kernel, m, n, batch: 2) { QueryOffsets = [offset], KeyLengths = [n, n / 2], Stage = stage }.Check();
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void BiasMaskAndSinks(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        for (int seed = 0; seed < 40; seed++)
        {
            int m = 1 + (seed * 5 % 23), n = LearnedKernels.KeyLength(kernel, 1 + (seed * 37 % 301));
            OptionCases.Random(kernel, m, n, seed).Check();
        }
    }

    /// <summary>Rows that fill a pass but for some of its last tile, whose first keys lie within a block.</summary>
    [Theory]
    [InlineData(nameof(Kernels.Learned.CosineWindow))]
    [InlineData(nameof(Kernels.Learned.CosineCapped))]
    [InlineData(nameof(Kernels.Learned.AdditiveWindow))]
    public void WindowsOfAnyNumberOfRows(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        float[] sinks = [.. Enumerable.Range(0, kernel.Heads).Select(static h => 1 - (h / 2f))];
        for (int m = 1; m <= 100; m++)
        {
            new AttentionCase(kernel, m, 300) { QueryOffsets = [300 - m], Sinks = m % 2 == 0 ? [] : sinks }.Check();
        }
    }

    /// <summary>Norms that single precision cannot hold, on either side of a window's edges.</summary>
    [Theory]
    [InlineData(nameof(Kernels.Learned.CosineWindow), 1)]
    [InlineData(nameof(Kernels.Learned.CosineWindow), 12)]
    [InlineData(nameof(Kernels.Learned.CosineCapped), 1)]
    [InlineData(nameof(Kernels.Learned.CosineCapped), 12)]
    public void CosineOfExtremesAroundAWindow(string name, int m)
    {
        Kernel kernel = LearnedKernels.Get(name);
        foreach (ScoreStage stage in Enum.GetValues<ScoreStage>())
        {
            var data = new AttentionCase(kernel, m, 200) { QueryOffsets = [120], Stage = stage };
            float[] factors = [1e-30f, 1e30f, 0];
            for (int j = 0; j < 200; j += 3)
            {
                foreach (ref float x in data.Key(0, 0, j))
                {
                    x *= factors[j / 3 % 3];
                }
            }

            data.Check();
        }
    }
}
