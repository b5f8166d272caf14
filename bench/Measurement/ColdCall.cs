using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using AttentionGen.Bench.Cases;

namespace AttentionGen.Bench.Measurement;

/// <summary>
/// The first call of a kernel in a process that has done nothing else: the program starts itself with a hidden argument, and the
/// child times from just before the call to its return, compilation of everything under it included.
/// </summary>
internal static class ColdCall
{
    /// <summary>The hidden argument.</summary>
    public const string Argument = "--cold-call";

    private const int Length = 128;

    /// <summary>The child's part: one call, its microseconds on standard output.</summary>
    public static int RunChild()
    {
        const int Size = Length * CausalH12D64.Heads * CausalH12D64.Dim;
        var queries = new float[Size];
        var keys = new float[Size];
        var values = new float[Size];
        var output = new float[Size];
        queries.AsSpan().Fill(0.5f);
        keys.AsSpan().Fill(0.25f);
        values.AsSpan().Fill(1);
        _ = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp());
        var start = Stopwatch.GetTimestamp();
        CausalH12D64.Forward(queries, keys, values, output);
        var elapsed = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(elapsed.TotalMicroseconds.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    public static TimeStatistics Measure(int processes, Action<int> progress)
    {
        List<double> samples = [];
        for (var i = 0; i < processes; i++)
        {
            progress(i);
            samples.Add(MeasureOne());
        }

        return TimeStatistics.Of(samples);
    }

    private static double MeasureOne()
    {
        var host = Environment.ProcessPath ?? throw new InvalidOperationException("the path of this process is unknown");
        var start = new ProcessStartInfo(host) { RedirectStandardOutput = true };
        if (Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(typeof(ColdCall).Assembly.Location);
        }

        start.ArgumentList.Add(Argument);
        using var child = Process.Start(start) ?? throw new InvalidOperationException("the child process did not start");
        var line = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return double.Parse(line, CultureInfo.InvariantCulture) * 1e-6;
    }
}
