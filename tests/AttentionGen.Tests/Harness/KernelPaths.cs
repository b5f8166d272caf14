using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using AttentionGen.CompilerServices;

namespace AttentionGen.Tests;

/// <summary>Generated kernels on every path: what they would run on other machines, in software where this one lacks the vectors.</summary>
internal static class KernelPaths
{
    /// <summary>
    /// A generated kernel on the paths that this machine does not take: the emitted ones and the runtime's. None in a program that was
    /// compiled natively, which has only the paths that are called by name.
    /// </summary>
    /// <param name="kernel">What the generated type computes, with its parameters.</param>
    /// <param name="assembly">Where the type lies.</param>
    /// <param name="name">The type's full name.</param>
    public static IReadOnlyList<Kernel> Others(Kernel kernel, Assembly assembly, string name)
    {
        if (!RuntimeFeature.IsDynamicCodeSupported)
        {
            return [];
        }

        // The types behind a kernel are local to its file: the compiler puts the file's name before theirs.
        string file = $"<{name.Replace('.', '_')}_g>";
        Type[] local = [.. assembly.GetTypes().Where(type => type.Name.StartsWith(file, StringComparison.Ordinal))];
        Type shape = local.Single(static type => type.Name.EndsWith("__Shape", StringComparison.Ordinal));
        IEnumerable<Type> tiles = local.Where(static type => typeof(ITileOperations).IsAssignableFrom(type))
            .Append(typeof(Vector128Tiles<>).MakeGenericType(shape)).Append(typeof(ScalarTiles<>).MakeGenericType(shape));
        MethodInfo on = typeof(KernelPaths).GetMethod(nameof(On), BindingFlags.Static | BindingFlags.NonPublic)!;
        return [.. tiles.Select(type => (Kernel)on.MakeGenericMethod(shape, type).Invoke(null, [kernel])!)
            .Where(other => other.Info.Path != kernel.Info.Path)];
    }

    private static Kernel On<TShape, TTiles>(Kernel kernel)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        ScoreParameters? packed = TShape.Score is Score.General or Score.Additive or Score.Mlp or Score.Location
            ? ScoreParameters.Pack<TShape, TTiles>(kernel.Parameters.Spans)
            : null;
        return Kernel.Of(
            $"{kernel} on {TTiles.Path}", kernel.Declaration, AttentionKernelInfo.Describe<TShape, TTiles>(), kernel.Parameters,
            (queries, keys, values, output, in options) =>
                AttentionDriver<TShape, TTiles>.Forward(queries, keys, values, output, options, packed));
    }
}
