using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using AttentionGen.Tests;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Generator.Tests.Robustness;

/// <summary>Random kernels, generated, compiled and loaded, compute in random calls what the reference does.</summary>
public sealed class RandomKernelTests(ITestOutputHelper log)
{
    private const int Kernels = 512;

    // An assembly of many costs hardly more than one of few; but its code stays in memory until all of them are done.
    private const int CompiledTogether = 64;

    private const int Calls = 4;

    // Of this many kernels, one is computed on another path too.
    private const int OnAnotherPath = 4;

    [Fact]
    public void ComputeWhatTheReferenceDoes()
    {
        IReadOnlyList<RandomCase<RandomKernel>> cases = RandomCases.Of(RandomKernel.Any, Kernels);
        log.WriteLine($"{cases.Count} kernels, the first of them {cases[0]}");
        TimeSpan compiling = default, calling = default;
        foreach (RandomCase<RandomKernel>[] together in cases.Chunk(CompiledTogether))
        {
            long start = Stopwatch.GetTimestamp();
            var kernels = new KernelAssembly(
                [.. together.Select(static each => (each.Value.Score, (Func<string, string>)each.Value.Declare))]);
            compiling += Stopwatch.GetElapsedTime(start);
            start = Stopwatch.GetTimestamp();
            for (int at = 0; at < together.Length; at++)
            {
                Check(together[at], kernels, at);
            }

            calling += Stopwatch.GetElapsedTime(start);
        }

        log.WriteLine($"compiling took {compiling.TotalSeconds:F1} s, calling {calling.TotalSeconds:F1} s");
    }

    // On the machine's path, and some on one of the others: most of the time goes into the JIT, which compiles each path anew.
    private static void Check(RandomCase<RandomKernel> random, KernelAssembly kernels, int at)
    {
        int seed = random.Value.Declare("").Aggregate(17, static (hash, c) => unchecked((hash * 31) + c)) & int.MaxValue;
        Kernel[] others = [.. kernels.OnOtherPaths(at)];
        Kernel[] paths = at % OnAnotherPath == 0 ? [kernels[at], others[seed % others.Length]] : [kernels[at]];
        foreach (Kernel kernel in paths)
        {
            for (int call = 0; call < Calls; call++)
            {
                try
                {
                    RandomCall.Make(kernel, seed ^ call).Check();
                }
                catch (Exception exception)
                {
                    throw new InvalidOperationException($"{random}, call {call} on {kernel.Info.Path}", exception);
                }
            }
        }
    }
}
