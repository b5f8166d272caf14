using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using AttentionGen.Generator.Tests.Infrastructure;
using AttentionGen.Tests;
using Xunit;

namespace AttentionGen.Generator.Tests.Pairwise;

/// <summary>The kernels of some choices, compiled together and loaded: each once, however many choices call it.</summary>
internal sealed class ChosenKernels
{
    private readonly Assembly _assembly;
    private readonly Dictionary<string, int> _numbers;

    public ChosenKernels(IReadOnlyList<Choice> choices)
    {
        Choice[] kernels = [.. choices.DistinctBy(Key)];
        _numbers = kernels.Select(Key).Index().ToDictionary(static each => each.Item, static each => each.Index);
        GeneratorRun run = GeneratorRun.Of([.. kernels.Select(static (choice, at) => Source(choice, $"K{at}"))]);
        Assert.Equal(kernels.Length, run.Sources.Count);
        _assembly = LoadedKernels.Load(run);
    }

    private delegate void Run(
        float[] queries, float[] keys, float[] values, float[] output, in AttentionOptions options, in AttentionParameters learned);

    /// <summary>A choice's kernel, with random parameters if it learns any.</summary>
    public Kernel this[Choice choice]
    {
        get
        {
            string name = Name(choice);
            Type type = _assembly.GetType(name)!;
            AttentionKernelAttribute declaration = type.GetCustomAttribute<AttentionKernelAttribute>()!;
            var info = (AttentionKernelInfo)type.GetProperty("Info")!.GetValue(null)!;
            var parameters = KernelParameters.Uniform(declaration, new Random(_numbers[Key(choice)]));
            Run run = _assembly.GetType($"Run{name}")!.GetMethod("Forward")!.CreateDelegate<Run>();
            return Kernel.Of(
                name, declaration, info, parameters,
                (queries, keys, values, output, in options) =>
                {
                    float[] written = output.ToArray();
                    run(queries.ToArray(), keys.ToArray(), values.ToArray(), written, options, parameters.Spans);
                    written.CopyTo(output);
                });
        }
    }

    /// <summary>The same kernel on the paths that this machine does not take.</summary>
    public IEnumerable<Kernel> OnOtherPaths(Choice choice) => KernelPaths.Others(this[choice], _assembly, Name(choice));

    private static string Key(Choice choice) => choice.Declare("K");

    private string Name(Choice choice) => string.Create(CultureInfo.InvariantCulture, $"K{_numbers[Key(choice)]}");

    private static string Source(Choice choice, string name)
    {
        string target = choice["Score"] switch
        {
            "General" => $"new {name}(learned.Weight)",
            "Additive" => $"new {name}(learned.QueryWeight, learned.KeyWeight, learned.Bias, learned.ScoreWeight)",
            "Mlp" => $"new {name}(learned.Weights)",
            "Location" => $"new {name}(learned.Weight, learned.Bias)",
            _ => name,
        };
        return $$"""
            using AttentionGen;

            {{choice.Declare(name)}}

            public static class Run{{name}}
            {
                public static void Forward(
                    float[] queries, float[] keys, float[] values, float[] output, in AttentionOptions options, in AttentionParameters learned) =>
                    {{target}}.Forward(queries, {{(choice["Score"] == "Location" ? "" : "keys, ")}}values, output, options);
            }
            """;
    }
}
