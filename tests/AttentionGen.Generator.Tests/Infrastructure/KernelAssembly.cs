using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using AttentionGen.Tests;
using Xunit;

namespace AttentionGen.Generator.Tests.Infrastructure;

/// <summary>Some kernels, compiled together and loaded. The types are <c>K0</c>, <c>K1</c> and so on.</summary>
internal sealed class KernelAssembly
{
    private readonly Assembly _assembly;

    /// <param name="kernels">For each kernel its score and, by its name, its declaration.</param>
    public KernelAssembly(IReadOnlyList<(string Score, Func<string, string> Declare)> kernels)
    {
        GeneratorRun run = GeneratorRun.Of([.. kernels.Select(static (kernel, at) => Source(kernel.Score, Name(at), kernel.Declare))]);
        Assert.True(kernels.Count == run.Sources.Count, kernels.Count == run.Sources.Count ? "" : string.Join("\n", run.Rules));
        _assembly = LoadedKernels.Load(run);
    }

    private delegate void Run(
        float[] queries, float[] keys, float[] values, float[] output, in AttentionOptions options, in AttentionParameters learned);

    /// <summary>A kernel, with random parameters if it learns any.</summary>
    public Kernel this[int at]
    {
        get
        {
            Type type = _assembly.GetType(Name(at))!;
            AttentionKernelAttribute declaration = type.GetCustomAttribute<AttentionKernelAttribute>()!;
            var info = (AttentionKernelInfo)type.GetProperty("Info")!.GetValue(null)!;
            var parameters = KernelParameters.Uniform(declaration, new Random(at));
            Run run = _assembly.GetType($"Run{Name(at)}")!.GetMethod("Forward")!.CreateDelegate<Run>();
            return Kernel.Of(
                Name(at), declaration, info, parameters,
                (queries, keys, values, output, in options) =>
                {
                    float[] written = output.ToArray();
                    run(queries.ToArray(), keys.ToArray(), values.ToArray(), written, options, parameters.Spans);
                    written.CopyTo(output);
                });
        }
    }

    /// <summary>The same kernel on the paths that this machine does not take.</summary>
    public IEnumerable<Kernel> OnOtherPaths(int at) => KernelPaths.Others(this[at], _assembly, Name(at));

    private static string Name(int at) => string.Create(CultureInfo.InvariantCulture, $"K{at}");

    private static string Source(string score, string name, Func<string, string> declare)
    {
        string target = score switch
        {
            "General" => $"new {name}(learned.Weight)",
            "Additive" => $"new {name}(learned.QueryWeight, learned.KeyWeight, learned.Bias, learned.ScoreWeight)",
            "Mlp" => $"new {name}(learned.Weights)",
            "Location" => $"new {name}(learned.Weight, learned.Bias)",
            _ => name,
        };
        return $$"""
            using AttentionGen;

            {{declare(name)}}

            public static class Run{{name}}
            {
                public static void Forward(
                    float[] queries, float[] keys, float[] values, float[] output, in AttentionOptions options, in AttentionParameters learned) =>
                    {{target}}.Forward(queries, {{(score == "Location" ? "" : "keys, ")}}values, output, options);
            }
            """;
    }
}
