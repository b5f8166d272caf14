using System.Collections.Generic;
using Xunit.Sdk;

namespace AttentionGen.Native.Program;

/// <summary>
/// What <c>Assert.Equal</c> makes by reflection where it compares collections: a native program has the generic methods that it calls by name.
/// </summary>
internal static class Instantiations
{
    /// <summary>Calls them once for each type of element that the tests compare.</summary>
    public static void Keep()
    {
        Track<float>([]);
        Track<double>([]);
        Track<int>([]);
        Track<long>([]);
        Track<bool>([]);
        Track<string>([]);
    }

    private static void Track<T>(IEnumerable<T> none) => none.AsTracker().Dispose();
}
