using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests;

/// <summary>
/// Measures how far results are from double precision, for every score on every path, and writes what it found as a table: to the log, and
/// to <c>accuracy.md</c> beside the tests. Paths that this machine lacks run in software.
/// </summary>
public sealed class AccuracyTests(ITestOutputHelper log)
{
    private static readonly (int QueryLength, int KeyLength)[] Sizes = [(1, 300), (13, 300), (2, 2000)];

    [Fact]
    public void WorstErrors()
    {
        var table = new SortedDictionary<(Score Score, string Path), Errors>();
        foreach ((string name, Kernel kernel) in Kernels())
        {
            foreach (Kernel each in KernelPaths.Others(kernel, typeof(AccuracyTests).Assembly, $"AttentionGen.Tests.Kernels.{name}").Prepend(kernel))
            {
                (Score, string) row = (kernel.Declaration.Score, each.Info.Path);
                table[row] = Sizes.Select(size => Errors.Of(each, size.QueryLength, LearnedKernels.KeyLength(each, size.KeyLength)))
                    .Aggregate(table.GetValueOrDefault(row), Errors.Larger);
            }
        }

        var text = new StringBuilder("| score | path | output: of the tolerance | absolute | relative | kept scores: of the bound | absolute |\n|---|---|---|---|---|---|---|\n");
        foreach (((Score score, string path), Errors errors) in table)
        {
            text.Append(CultureInfo.InvariantCulture, $"| `{score}` | `{path}` | {errors}\n");
        }

        log.WriteLine(text.ToString());
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, "accuracy.md"), text.ToString());
        Assert.All(table.Values, static errors => Assert.InRange(errors.OfTolerance, 1e-3, 1));
        Assert.Equal(Enum.GetValues<Score>().Length, table.Keys.Select(static row => row.Score).Distinct().Count());
    }

    // Without options, so that one error is that of one score.
    private static IEnumerable<(string Name, Kernel Kernel)> Kernels() =>
    [
        .. new[] { "Small.D16E30", "Large.D0064E0064", "Large.D0128E0128", "Large.Dot0064", "Large.Dot0128" }.Select(static name => (name, KernelCatalog.Get(name))),
        .. LearnedKernels.Kernels.Where(static kernel => kernel.Declaration is { SoftCap: 0, Combine: HeadCombine.Concat })
            .Select(static kernel => ($"Learned.{kernel.Name}", kernel)),
    ];

    private readonly record struct Errors(double OfTolerance, double Absolute, double Relative, double OfBound, double ScoreAbsolute)
    {
        public static Errors Of(Kernel kernel, int m, int n)
        {
            var call = new AttentionCase(kernel, m, n) { QueryOffsets = [n - m], Stage = ScoreStage.Biased };
            AttentionResult actual = call.Run();
            AttentionReferenceResult expected = call.Expected();
            (double absolute, double relative) = Worst(expected.Output, actual.Output);
            return new Errors(
                Tolerance.Check(expected.Output, actual.Output, call, "output"), absolute, relative,
                call.CheckScores(expected, actual.Scores), Worst(expected.Scores, actual.Scores).Absolute);
        }

        public static Errors Larger(Errors a, Errors b) => new(
            Math.Max(a.OfTolerance, b.OfTolerance), Math.Max(a.Absolute, b.Absolute), Math.Max(a.Relative, b.Relative),
            Math.Max(a.OfBound, b.OfBound), Math.Max(a.ScoreAbsolute, b.ScoreAbsolute));

        public override string ToString() => string.Create(
            CultureInfo.InvariantCulture, $"{OfTolerance:F2} | {Absolute:0.0e-0} | {Relative:0.0e-0} | {OfBound:F2} | {ScoreAbsolute:0.0e-0} |");

        // Relative errors of what is not near 0.
        private static (double Absolute, double Relative) Worst(double[] expected, float[] actual)
        {
            double absolute = 0, relative = 0;
            foreach ((double x, float y) in expected.Zip(actual).Where(static each => double.IsFinite(each.First)))
            {
                absolute = Math.Max(absolute, Math.Abs(x - y));
                relative = Math.Abs(x) < 0.1 ? relative : Math.Max(relative, Math.Abs(x - y) / Math.Abs(x));
            }

            return (absolute, relative);
        }
    }
}
