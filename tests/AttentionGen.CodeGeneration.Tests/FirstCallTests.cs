using System;
using System.Globalization;
using System.Linq;
using AttentionGen.CodeGeneration.Tests.Infrastructure;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.CodeGeneration.Tests;

/// <summary>The first call of a kernel, compilation of all that it runs included.</summary>
public sealed class FirstCallTests(ITestOutputHelper output)
{
    // The aim is 60 ms on a machine of one's own. Shared ones are slower, but not several times.
    private const double LimitMilliseconds = 250;

    [Fact]
    public void FirstCallIsShort()
    {
        double[] times = [.. Enumerable.Range(0, 3).Select(static _ => Measure())];
        output.WriteLine($"First calls: {string.Join(", ", times.Select(static time => time.ToString("F1", CultureInfo.InvariantCulture)))} ms.");
        Assert.InRange(times.Min(), 0, LimitMilliseconds);
    }

    private static double Measure() => double.Parse(
        ChildProcess.Run(typeof(Program.Program).Assembly.Location, [Program.Program.FirstCall], []), CultureInfo.InvariantCulture);
}
