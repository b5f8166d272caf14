using System;
using System.Collections.Generic;
using System.IO.Enumeration;
using System.Linq;

namespace AttentionGen.Bench.Cases;

/// <summary>Every row of the benchmark, in the order of the table.</summary>
internal static class CaseList
{
    /// <summary>The name of the row that has no call of its own: a process started to time its first call.</summary>
    public const string ColdCall = "first call of a cold process, causal H12 D64 128";

    public static IReadOnlyList<AttentionCase> All { get; } = [.. Declare()];

    /// <summary>Whether a row is asked for: a pattern with <c>*</c> or <c>?</c> matches the whole name, one without matches a part of it.</summary>
    public static bool Matches(string name, string? pattern) =>
        pattern is null
        || (pattern.AsSpan().ContainsAny('*', '?')
            ? FileSystemName.MatchesSimpleExpression(pattern, name)
            : name.Contains(pattern, StringComparison.OrdinalIgnoreCase));

    public static IReadOnlyList<AttentionCase> Select(string? pattern) => [.. All.Where(c => Matches(c.Name, pattern))];

    private static IEnumerable<AttentionCase> Declare()
    {
        var h12d32 = KernelType.Of<H12D32>();
        var h12d64 = KernelType.Of<H12D64>();
        var causal = KernelType.Of<CausalH12D64>();
        var h32d128 = KernelType.Of<H32D128>();
        var h8d64 = KernelType.Of<H8D64>();
        var grouped = KernelType.Of<G8H32D128>();

        yield return new("H12 D32 16", h12d32, 16, 16);
        yield return new("H12 D32 128", h12d32, 128, 128);
        yield return new("H12 D32 512", h12d32, 512, 512);
        yield return new("H12 D64 128", h12d64, 128, 128);
        yield return new("H12 D64 512", h12d64, 512, 512);
        var full = new AttentionCase("H12 D64 2048", h12d64, 2048, 2048);
        yield return full;
        var wide = new AttentionCase("H32 D128 512", h32d128, 512, 512);
        yield return wide;
        yield return new("H32 D128 512, head-major", KernelType.Of<H32D128HeadMajor>(), 512, 512);
        yield return new("causal H12 D64 512", causal, 512, 512);
        var causalLong = new AttentionCase("causal H12 D64 2048", causal, 2048, 2048);
        yield return causalLong;
        yield return new("key lengths 1024 of 2048, H12 D64", h12d64, 2048, 2048)
        {
            KeyLength = 1024,
            Against = new(full, "of all keys"),
        };
        yield return new("causal prefill 64 after 4032, H12 D64", causal, 64, 4096) { QueryOffset = 4032 };
        yield return new("16 batch items of 128, H12 D64", h12d64, 128, 128) { Batch = 16 };
        var windows = new AttentionCase("64 windows of 49, H12 D32", h12d32, 49, 49) { Batch = 64 };
        yield return windows;
        yield return windows with
        {
            Name = "64 windows of 49, H12 D32, both lengths fixed",
            Kernel = KernelType.Of<WindowH12D32>(),
            Against = new(windows, "of lengths that are not fixed"),
        };

        yield return new("decode H8 D64 128", h8d64, 1, 128);
        yield return new("decode H8 D64 1024", h8d64, 1, 1024);
        var decode = new AttentionCase("decode H32 D128 4096", h32d128, 1, 4096);
        yield return decode;
        yield return new("decode H32 D128 4096, head-major", KernelType.Of<H32D128HeadMajor>(), 1, 4096);
        var decodeGrouped = new AttentionCase("decode G8 H32 D128 4096", grouped, 1, 4096);
        yield return decodeGrouped;
        yield return new("decode G8 H32 D128 4096, head-major", KernelType.Of<G8H32D128HeadMajor>(), 1, 4096);
        yield return new("decode G8 H64 D128 4096", KernelType.Of<G8H64D128>(), 1, 4096);

        yield return new("awkward H1 D2 512", KernelType.Of<H1D2>(), 512, 512);
        yield return new("awkward H4 D80 512", KernelType.Of<H4D80>(), 512, 512);
        yield return new("awkward H6 D100 512", KernelType.Of<H6D100>(), 512, 512);

        var additive = KernelType.Of<AdditiveH1D64>(
            AdditiveH1D64.Info, static p => new AdditiveH1D64(p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight).Forward);
        var perceptron = KernelType.Of<MlpH1D64>(MlpH1D64.Info, static p => new MlpH1D64(p.Weights).Forward);
        foreach (var (name, kernel) in new[] { ("additive H1 D64 A64 256", additive), ("mlp H1 D64 A64 256", perceptron) })
        {
            var learned = new AttentionCase(name, kernel, 256, 256);
            yield return learned;
            yield return learned with { Name = $"{name}, loop hoists projections", LoopHoistsProjections = true };
        }

        var visible512 = new AttentionCase("key lengths 512 of 4096, H12 D64", h12d64, 4096, 4096) { KeyLength = 512 };
        yield return visible512 with
        {
            Name = "key lengths 512 of 8192, H12 D64",
            M = 8192,
            N = 8192,
            Against = new(visible512, "of n = 4096", Slowdown: true),
        };

        foreach (var one in new[] { full, wide, causalLong, decode, decodeGrouped })
        {
            yield return one with { Name = $"2 threads, {one.Name}", Threads = 2, Against = new(one with { Threads = 1 }, "of one thread") };
        }
    }
}
