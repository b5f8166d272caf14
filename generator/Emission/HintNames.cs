using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using AttentionGen.Generator.Model;

namespace AttentionGen.Generator.Emission;

/// <summary>File names of kernels. Roslyn compares them without case and allows few characters.</summary>
internal static class HintNames
{
    // File systems allow names of 255 bytes; the emitted file gets an extension, and a path in front.
    private const int Longest = 120;

    /// <summary>The names, made safe, that more than one kernel would take.</summary>
    public static EquatableArray<string> Clashes(IEnumerable<string> names, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        return new(
            names.GroupBy(Safe, StringComparer.OrdinalIgnoreCase)
                .Where(static group => group.Skip(1).Any())
                .SelectMany(static group => group)
                .Distinct(StringComparer.Ordinal)
                .OrderBy(static name => name, StringComparer.Ordinal));
    }

    /// <summary>A kernel's file name: its type's name, with a hash behind it where another kernel has the same or it is cut off.</summary>
    public static string Unique(string name, EquatableArray<string> clashes)
    {
        string safe = Safe(name);
        return safe.Length > Longest || clashes.Contains(name, StringComparer.Ordinal)
            ? $"{safe.Substring(0, Math.Min(safe.Length, Longest))}-{Hash(name):x8}.g.cs"
            : $"{safe}.g.cs";
    }

    private static string Safe(string name)
    {
        var safe = new StringBuilder(name.Length);
        foreach (char c in name)
        {
            safe.Append(c is '.' or '_' || (c < 128 && char.IsLetterOrDigit(c)) ? c : '_');
        }

        return safe.ToString();
    }

    // FNV-1a: string.GetHashCode differs from run to run.
    private static uint Hash(string name)
    {
        uint hash = 2166136261;
        foreach (char c in name)
        {
            hash = unchecked((hash ^ c) * 16777619);
        }

        return hash;
    }
}
