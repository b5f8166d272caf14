using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>The tile operations that were emitted for this assembly's kernels, by the names of their types, which are local to their files.</summary>
internal static class EmittedTiles
{
    /// <summary>Those that have something, as data of a theory. A program that was compiled natively has none: one name, for a test to be skipped with.</summary>
    public static TheoryData<string> Names(Func<Type, bool> has) =>
        RuntimeFeature.IsDynamicCodeSupported ? [.. Where(has).Select(static type => type.Name)] : ["none"];

    /// <summary>Those that have something.</summary>
    public static IEnumerable<Type> Where(Func<Type, bool> has) =>
        from type in typeof(EmittedTiles).Assembly.GetTypes()
        where typeof(ITileOperations).IsAssignableFrom(type) && has(type)
        orderby type.Name
        select type;

    /// <summary>Skips a test in programs that were compiled natively.</summary>
    public static void Require() =>
        Skip.IfNot(RuntimeFeature.IsDynamicCodeSupported, "Compiled natively, a program has the code of its own paths only.");

    /// <summary>
    /// Calls a test's private method that is generic over tile operations, or over a kernel's constants and its tile operations. Skips the test where
    /// <see cref="Require"/> does.
    /// </summary>
    public static void Call(Type test, string method, string name)
    {
        Require();
        const BindingFlags Private = BindingFlags.Static | BindingFlags.NonPublic;
        MethodInfo generic = test.GetMethod(method, Private)!;
        Type tiles = Where(type => type.Name == name).Single();
        Type[] arguments = generic.GetGenericArguments().Length == 1 ? [tiles] : [Shape(tiles), tiles];
        generic.MakeGenericMethod(arguments).Invoke(null, Private | BindingFlags.DoNotWrapExceptions, null, [], CultureInfo.InvariantCulture);
    }

    private static Type Shape(Type tiles)
    {
        string name = Regex.Replace(tiles.Name, "__Tiles\\d+$", "__Shape");
        return tiles.Assembly.GetTypes().Single(type => type.Name == name);
    }
}
