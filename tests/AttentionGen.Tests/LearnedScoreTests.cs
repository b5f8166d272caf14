using System;
using System.Linq;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>Scores other than dot products against double precision, on the path of this machine.</summary>
public sealed class LearnedScoreTests(ITestOutputHelper log)
{
    public static TheoryData<string> Names => LearnedKernels.Names;

    [Theory]
    [MemberData(nameof(Names))]
    public void SizesAroundTiles(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        double worst = 0;
        foreach (int m in (int[])[1, 2, 5, 6, 7, 8, 9, 13, 40])
        {
            foreach (int n in (int[])[1, 7, 8, 15, 17, 64, 129, 300])
            {
                worst = Math.Max(worst, new AttentionCase(kernel, m, LearnedKernels.KeyLength(kernel, n), seed: m + n).Check());
            }
        }

        log.WriteLine($"{kernel.Info}: worst error {worst:F2} of the tolerance");
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LengthsOffsetsAndBatches(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        int n = LearnedKernels.KeyLength(kernel, 150);
        foreach (int m in (int[])[1, 3, 20])
        {
            new AttentionCase(kernel, m, n, batch: 3)
            {
                KeyLengths = [n, 0, n / 2],
                QueryOffsets = [n - m, 0, -2],
            }.Check();
        }
    }

    /// <summary>Few queries and long keys, which are cut into segments; several items at a time.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void SegmentsOfSeveralItems(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        int n = LearnedKernels.KeyLength(kernel, 1100);
        foreach (int m in (int[])[1, 2])
        {
            foreach (int degree in (int[])[1, 3])
            {
                new AttentionCase(kernel, m, n, batch: 3) { QueryOffsets = [n - m, 0, n / 2], MaxDegreeOfParallelism = degree }.Check();
            }
        }
    }

    /// <summary>The stages before the masks have the scores of keys that lengths and causality hide.</summary>
    [Theory]
    [InlineData("CosineGrouped")]
    [InlineData("CosineHeadMajor")]
    [InlineData("CosineWide")]
    [InlineData("LocationGrouped")]
    public void ScoresOfHiddenKeys(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        int n = LearnedKernels.KeyLength(kernel, 150);
        foreach (int m in (int[])[1, 3, 20])
        {
            new AttentionCase(kernel, m, n) { KeyLengths = [n / 2], QueryOffsets = [n / 3], Stage = ScoreStage.Scaled }.Check();
            new AttentionCase(kernel, m, n) { QueryOffsets = [n / 3], Stage = ScoreStage.Capped }.Check();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void WithEveryOption(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        for (int seed = 0; seed < 15; seed++)
        {
            OptionCases.Random(kernel, 1 + (seed * 5 % 13), LearnedKernels.KeyLength(kernel, 1 + (seed * 37 % 151)), seed).Check();
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void HiddenKeysAreNotSeen(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        int n = LearnedKernels.KeyLength(kernel, 90);
        foreach (int m in (int[])[1, 17])
        {
            var clean = new AttentionCase(kernel, m, n) { KeyLengths = [n / 3], QueryOffsets = [n] };
            var poisoned = new AttentionCase(kernel, m, n) { KeyLengths = [n / 3], QueryOffsets = [n] };
            for (int g = 0; g < kernel.KeyValueHeads; g++)
            {
                for (int j = n / 3; j < n; j++)
                {
                    poisoned.Key(0, g, j).Fill(j % 2 == 0 ? float.NaN : float.PositiveInfinity);
                    poisoned.Value(0, g, j).Fill(j % 2 == 0 ? float.NegativeInfinity : float.NaN);
                }
            }

            Assert.Equal(clean.Run().Output, poisoned.Run().Output);
            Assert.Equal(clean.Run().Weights, poisoned.Run().Weights);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void VisibleNaNReachesItsRows(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        int n = LearnedKernels.KeyLength(kernel, 40);
        foreach (int m in (int[])[1, 9])
        {
            var data = new AttentionCase(kernel, m, n) { QueryOffsets = [n] };
            data.Query(0, kernel.Heads - 1, m - 1)[0] = float.NaN;
            data.Check();
            if (kernel.Declaration.Score != Score.Location)
            {
                data = new AttentionCase(kernel, m, n) { QueryOffsets = [n] };
                data.Key(0, 0, n / 2)[kernel.Dim - 1] = float.NaN;
                data.Check();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ThreadsAndBatchesDoNotChangeBits(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        int n = LearnedKernels.KeyLength(kernel, 500);
        foreach (int m in (int[])[1, 70])
        {
            float[] expected = new AttentionCase(kernel, m, n, batch: 4).Output();
            foreach (int degree in (int[])[2, 3, 8])
            {
                Assert.Equal(expected, new AttentionCase(kernel, m, n, batch: 4) { MaxDegreeOfParallelism = degree }.Output());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AllocatesNothing(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        foreach (int m in (int[])[1, 30])
        {
            var data = new AttentionCase(kernel, m, LearnedKernels.KeyLength(kernel, 100));
            var output = new float[data.OutputLength];
            Allocations.None(() => kernel.Forward(data.Queries, data.Keys, data.Values, output));
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void LongRows(string name)
    {
        Kernel kernel = LearnedKernels.Get(name);
        foreach (int m in (int[])[1, 2])
        {
            new AttentionCase(kernel, m, LearnedKernels.KeyLength(kernel, 5000)) { QueryOffsets = [5000] }.Check();
        }
    }

    /// <summary>Vectors whose norms or squares single precision cannot hold.</summary>
    [Theory]
    [InlineData(1, 1e-30f)]
    [InlineData(1, 1e30f)]
    [InlineData(1, 0f)]
    [InlineData(1, 1e-44f)]
    [InlineData(9, 1e-30f)]
    [InlineData(9, 1e30f)]
    [InlineData(9, 0f)]
    [InlineData(9, 1e-44f)]
    [InlineData(1, float.PositiveInfinity)]
    [InlineData(9, float.PositiveInfinity)]
    public void CosineOfExtremes(int m, float factor)
    {
        foreach (Kernel kernel in LearnedKernels.Kernels.Where(static kernel => kernel.Declaration.Score == Score.Cosine))
        {
            var data = new AttentionCase(kernel, m, 21) { QueryOffsets = [21] };
            foreach (int j in (int[])[0, 3, 20])
            {
                Multiply(data.Key(0, 0, j), factor);
            }

            data.Check();
            Multiply(data.Query(0, 0, 0), factor);
            data.Check();
        }
    }

    private static void Multiply(Span<float> vector, float factor)
    {
        foreach (ref float element in vector)
        {
            element *= factor;
        }
    }
}
