using System;
using System.ComponentModel;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The attention algorithm over one kernel's tile operations: softmax(scale * Q K^T) V in one pass over blocks of keys with an online
/// softmax (Milakov and Gimelshein, "Online normalizer calculation for softmax", 2018; Rabe and Staats, "Self-attention Does Not Need
/// O(n^2) Memory", 2021; Dao et al., "FlashAttention", 2022), so memory does not grow with <c>n</c>. The JIT specialises it for each
/// pair of structs.
/// </summary>
/// <remarks>
/// The query heads that share a key/value head are rows of one matrix: row <c>i * (H / G) + h</c> is query <c>i</c> of the group's
/// head <c>h</c>. Many rows are computed in tiles (<see cref="TiledRows{TShape, TTiles}"/>), a few one by one
/// (<see cref="DirectRows{TShape, TTiles}"/>). What a row computes depends only on its own query, the keys it sees, and the lengths
/// <c>m</c> and <c>n</c>: neither the batch nor the number of threads changes its bits.
/// </remarks>
/// <typeparam name="TShape">The kernel's constants.</typeparam>
/// <typeparam name="TTiles">Its arithmetic.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class AttentionDriver<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    /// <summary>Checks a call and computes it. See <see cref="IAttentionKernel"/> for shapes and errors.</summary>
    /// <param name="queries">As the kernel's layout says.</param>
    /// <param name="keys">As the kernel's layout says.</param>
    /// <param name="values">As the kernel's layout says.</param>
    /// <param name="output">As the kernel's layout says.</param>
    /// <param name="options">What differs from call to call.</param>
    /// <param name="parameters">What the score has learned, packed for these tiles; null for scores that learn nothing.</param>
    public static void Forward(
        ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output, in AttentionOptions options,
        ScoreParameters? parameters = null)
    {
        ScoreParameters.Check<TShape>(parameters);
        AttentionCall call = AttentionCall.Validate<TShape>(queries, keys, values, output, options, parameters);
        int rows = call.QueryCount<TShape>() * Grouping<TShape>.Heads;
        if (rows == 0)
        {
            return;
        }

        if (!Grouping<TShape>.IsSingle && rows <= TTiles.DirectRows)
        {
            DirectRows<TShape, TTiles>.Forward(call);
        }
        else if (TShape.Combine == HeadCombine.WeightedSum)
        {
            CombinedRows<TShape, TTiles>.Forward(call);
        }
        else
        {
            TiledRows<TShape, TTiles>.Forward(call);
        }
    }
}
