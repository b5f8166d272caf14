using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Finds the kernels that this assembly declares.</summary>
internal static class KernelCatalog
{
    private const string Root = "AttentionGen.Tests.Kernels.";

    /// <summary>The kernels of a namespace below <c>AttentionGen.Tests.Kernels</c>, as theory data.</summary>
    public static TheoryData<string> Names(string group)
    {
        var data = new TheoryData<string>();
        foreach (Type type in Types(group))
        {
            data.Add($"{group}.{type.Name}");
        }

        return data;
    }

    public static IEnumerable<Kernel> All(string group) => Types(group).Select(Kernel.Of);

    public static Kernel Get(string name) => Kernel.Of(typeof(KernelCatalog).Assembly.GetType(Root + name, throwOnError: true)!);

    private static IEnumerable<Type> Types(string group) => typeof(KernelCatalog).Assembly.GetTypes()
        .Where(type => type.Namespace == Root + group && typeof(IAttentionKernel).IsAssignableFrom(type))
        .OrderBy(static type => type.Name, StringComparer.Ordinal);
}
