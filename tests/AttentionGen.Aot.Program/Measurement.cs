using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;

namespace AttentionGen.Aot.Program;

/// <summary>Size, time to start and time per call of published forms of this program, as a table.</summary>
internal static class Measurement
{
    private const int Starts = 25;

    private const int Samples = 9;

    // Long enough for the JIT's last tier.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private static readonly TimeSpan Sample = TimeSpan.FromSeconds(0.1);

    /// <summary>Microseconds per call: the fastest of some samples, what is least disturbed.</summary>
    public static double Microseconds(Action call)
    {
        long calls = 0;
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < WarmUp)
        {
            call();
            calls++;
        }

        long count = Math.Max(1, (long)(calls * (Sample / WarmUp)));
        double fastest = double.PositiveInfinity;
        for (int sample = 0; sample < Samples; sample++)
        {
            start = Stopwatch.GetTimestamp();
            for (long i = 0; i < count; i++)
            {
                call();
            }

            fastest = Math.Min(fastest, Stopwatch.GetElapsedTime(start).TotalMicroseconds / count);
        }

        return fastest;
    }

    /// <summary>Runs the programs, and prints a column for each: named after its folder.</summary>
    public static void Print(IReadOnlyList<string> programs)
    {
        Row("", programs.Select(static program => Path.GetFileName(Path.GetDirectoryName(Path.GetFullPath(program)))!));
        Row("---", programs.Select(static _ => "---:"));
        Row("files, MB", programs.Select(static program => Number(Size(program) / 1e6)));
        Row("start to end of a first call, ms", Milliseconds(programs).Select(Number));
        string[][][] times = [.. programs.Select(static program => Output(program, Program.Time).Select(static line => line.Split('\t')).ToArray())];
        for (int i = 0; i < times[0].Length; i++)
        {
            Row($"{times[0][i][0]}, µs", times.Select(column => Number(double.Parse(column[i][1], CultureInfo.InvariantCulture))));
        }
    }

    // In turns, so that what disturbs the machine disturbs all. The median: a start cannot be faster by luck, but much slower.
    private static IEnumerable<double> Milliseconds(IReadOnlyList<string> programs)
    {
        double[][] times = [.. programs.Select(static _ => new double[Starts])];
        for (int i = 0; i < Starts; i++)
        {
            for (int program = 0; program < programs.Count; program++)
            {
                long start = Stopwatch.GetTimestamp();
                Output(programs[program], Program.Start);
                times[program][i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            }
        }

        return times.Select(static each => each.Order().ElementAt(Starts / 2));
    }

    // Without symbols, which need not be shipped.
    private static long Size(string program) => new DirectoryInfo(Path.GetDirectoryName(Path.GetFullPath(program))!)
        .EnumerateFiles()
        .Where(static file => file.Extension is not (".pdb" or ".dbg" or ".xml"))
        .Sum(static file => file.Length);

    private static string[] Output(string program, string argument)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, [argument]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            : throw new InvalidOperationException($"{program} {argument} ended with {process.ExitCode}.");
    }

    private static void Row(string name, IEnumerable<string> cells) => Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");

    private static string Number(double value) => value.ToString(value < 10 ? "F2" : value < 100 ? "F1" : "F0", CultureInfo.InvariantCulture);
}
