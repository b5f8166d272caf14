using System;
using System.ComponentModel;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>What a kernel runs where neither of its emitted widths is accelerated; called by generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AttentionFallback
{
    /// <summary>Computes a call on 128-bit vectors, or without any.</summary>
    /// <param name="queries">As the kernel's layout says.</param>
    /// <param name="keys">As the kernel's layout says.</param>
    /// <param name="values">As the kernel's layout says.</param>
    /// <param name="output">As the kernel's layout says.</param>
    /// <param name="options">What differs from call to call.</param>
    /// <param name="parameters">What the score has learned, packed by <see cref="Pack"/>; null for scores that learn nothing.</param>
    public static void Forward<TShape>(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output, in AttentionOptions options,
        ScoreParameters? parameters = null)
        where TShape : struct, IKernelShape
    {
        if (Vector128.IsHardwareAccelerated)
        {
            AttentionDriver<TShape, Vector128Tiles<TShape>>.Forward(queries, keys, values, output, options, parameters);
        }
        else
        {
            AttentionDriver<TShape, ScalarTiles<TShape>>.Forward(queries, keys, values, output, options, parameters);
        }
    }

    /// <summary>Describes the kernel on the tiles that <see cref="Forward"/> runs.</summary>
    public static AttentionKernelInfo Describe<TShape>()
        where TShape : struct, IKernelShape =>
        Vector128.IsHardwareAccelerated
            ? AttentionKernelInfo.Describe<TShape, Vector128Tiles<TShape>>()
            : AttentionKernelInfo.Describe<TShape, ScalarTiles<TShape>>();

    /// <summary>Packs learned parameters for the tiles that <see cref="Forward"/> runs.</summary>
    /// <param name="learned">The parameters as the user gave them.</param>
    public static ScoreParameters Pack<TShape>(in AttentionParameters learned)
        where TShape : struct, IKernelShape =>
        Vector128.IsHardwareAccelerated
            ? ScoreParameters.Pack<TShape, Vector128Tiles<TShape>>(learned)
            : ScoreParameters.Pack<TShape, ScalarTiles<TShape>>(learned);
}
