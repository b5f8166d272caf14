using System.IO;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AttentionGen.Generator.Tests.Infrastructure;

/// <summary>Generated code, loaded into this process.</summary>
internal static class LoadedKernels
{
    /// <summary>Loads what a run compiles to. The runtime library is the tests' own copy.</summary>
    public static Assembly Load(GeneratorRun run) => Load(run.Emit());

    /// <summary>Loads a compilation, whose warnings are not looked at.</summary>
    public static Assembly Load(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return Load(image.ToArray());
    }

    private static Assembly Load(byte[] image)
    {
        var context = new AssemblyLoadContext("kernels", isCollectible: true);
        using var stream = new MemoryStream(image);
        return context.LoadFromStream(stream);
    }
}
