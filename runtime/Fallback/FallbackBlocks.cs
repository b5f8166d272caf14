using System;

namespace AttentionGen.CompilerServices;

/// <summary>Block sizes of the fallback tiles.</summary>
internal static class FallbackBlocks
{
    // Queries and contexts of a block of rows stay within 256 KB, a part of the second-level cache of any machine of these paths.
    private const int Elements = 64 * 1024;

    /// <summary>Rows of a block whose rows take <paramref name="rowElements"/> elements each.</summary>
    public static int Rows(int rowElements, int tileRows) => int.Clamp(Elements / rowElements, tileRows, 256) / tileRows * tileRows;
}
