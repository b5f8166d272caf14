using System;

namespace AttentionGen.Sample.Tour;

/// <summary>The numbers of the textbook example.</summary>
internal static class Textbook
{
    /// <summary>One query of two elements.</summary>
    public static ReadOnlySpan<float> Query => [1, 2];

    /// <summary>Two keys of two elements.</summary>
    public static ReadOnlySpan<float> Keys => [2, 1, 1, 0];

    /// <summary>Two values of two elements.</summary>
    public static ReadOnlySpan<float> Values => [1, 1, 2, 0];
}
