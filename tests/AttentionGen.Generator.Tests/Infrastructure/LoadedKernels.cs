using System.IO;
using System.Reflection;
using System.Runtime.Loader;

namespace AttentionGen.Generator.Tests.Infrastructure;

/// <summary>Generated code, loaded into this process.</summary>
internal static class LoadedKernels
{
    /// <summary>Loads what a run compiles to. The runtime library is the tests' own copy.</summary>
    public static Assembly Load(GeneratorRun run)
    {
        var context = new AssemblyLoadContext("kernels", isCollectible: true);
        using var image = new MemoryStream(run.Emit());
        return context.LoadFromStream(image);
    }
}
