using System;
using System.Linq;
using System.Runtime.InteropServices;
using TorchSharp;

namespace AttentionGen.Bench.Peers;

/// <summary>
/// Whether TorchSharp's native part is here and loads. It is tried by hand, in the order in which TorchSharp does it: TorchSharp's
/// own attempt prints a page to standard output where it fails, and copies what it finds in the package cache beside the program.
/// </summary>
internal static class TorchNative
{
    /// <summary>Why TorchSharp can't run here, in one line; null where it can.</summary>
    public static string? Unavailable { get; } = Probe();

    private static string? Probe()
    {
        var assembly = typeof(torch).Assembly;
        if (!NativeLibrary.TryLoad(Name("torch_cpu"), assembly, null, out _))
        {
            return "TorchSharp is left out: libtorch is not beside the program (build with -p:BenchTorch=true to fetch it).";
        }

        try
        {
            NativeLibrary.Load(Name("LibTorchSharp"), assembly, null);
            return null;
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            return $"TorchSharp is left out: {Cause(e.Message)}.";
        }
    }

    private static string Name(string library) => OperatingSystem.IsWindows() ? library : $"lib{library}";

    // The loader names every place it looked; the line that says more than "no such file" is the cause.
    private static string Cause(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        var line = lines.FirstOrDefault(l => l.Contains("version `", StringComparison.Ordinal)) ?? lines[0];
        var file = line.LastIndexOf('/', Math.Max(0, line.IndexOf(": ", StringComparison.Ordinal)));
        return line[(file + 1)..].TrimEnd('.');
    }
}
