using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>The output of a kernel with <see cref="HeadCombine.WeightedSum"/>: <c>[B, m, E]</c>, to which each head adds its share.</summary>
internal static class HeadSum<TShape>
    where TShape : struct, IKernelShape
{
    /// <summary>Checks <see cref="AttentionOptions.HeadWeights"/>.</summary>
    /// <exception cref="ArgumentException">The kernel takes none, or another number of them.</exception>
    public static void Check(ReadOnlySpan<float> weights)
    {
        if (!weights.IsEmpty && TShape.Combine != HeadCombine.WeightedSum)
        {
            throw new ArgumentException(
                "AttentionOptions.HeadWeights is for kernels with Combine = HeadCombine.WeightedSum; this one keeps its heads apart.", "options");
        }

        if (!weights.IsEmpty && weights.Length != TShape.Heads)
        {
            throw new ArgumentException($"AttentionOptions.HeadWeights has {weights.Length} entries; the kernel has {TShape.Heads} heads.", "options");
        }
    }

    /// <summary>
    /// Adds a row's context to the output of its query. The first head sets it: a query's heads are to come in ascending order, and on one
    /// thread, for its bits to be the same every time.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="block">The block that the row is of.</param>
    /// <param name="row">The row.</param>
    /// <param name="context">The row's weighted sum; may be changed.</param>
    /// <param name="normaliser">What makes the context the head's output.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in AttentionCall call, in RowBlock block, int row, ref float context, float normaliser)
    {
        int head = Tensor.Head<TShape>(block, row);
        float weight = call.HeadWeights.IsEmpty ? 1f / TShape.Heads : call.HeadWeights[head];
        nint query = ((nint)block.Batch * call.QueryCount<TShape>()) + block.Query(row, Grouping<TShape>.Heads);
        ref float output = ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Output), query * TShape.ValueDim);
        float factor = normaliser * weight;
        if (!float.IsNormal(factor))
        {
            // Of a tiny or huge weight it may be 0 or infinite where the result is neither.
            Rows.Scale(ref context, normaliser, TShape.ValueDim, ref context);
            factor = weight;
        }

        if (head == 0)
        {
            Rows.Scale(ref context, factor, TShape.ValueDim, ref output);
        }
        else
        {
            Rows.AddScaled(ref context, factor, TShape.ValueDim, ref output);
        }
    }
}
