using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The weighted sum of a query's group of heads, on the caller's values, where <c>Bias</c> or <c>Allowed</c> hides some of them: those are
/// not multiplied by their weights of zero, since 0 * NaN is NaN.
/// </summary>
internal static class VisibleValues<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private static int GroupHeads => Grouping<TShape>.Heads;

    private static nint Stride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Tensor.KeyStride<TShape>() * TShape.ValueDim;
    }

    /// <summary>As <see cref="ITileOperations.WeightedSumGroup"/> without the hidden keys; leaves rescaling factors of 1.</summary>
    public static void Add(
        in AttentionCall call, in RowBlock block, int row, int firstKey, int count, ref float weights, ref float values, ref float contexts,
        ref float rescales)
    {
        // Even where nothing is visible the sum so far belongs to an earlier maximum.
        TTiles.WeightedSumGroup(ref weights, ref values, ref contexts, ref rescales, 0);
        MemoryMarshal.CreateSpan(ref rescales, GroupHeads).Fill(1);

        int j = 0;
        while (j < count)
        {
            int seeing = Seeing(call, block, row, firstKey + j);
            int run = 1;
            while (j + run < count && Seeing(call, block, row, firstKey + j + run) == seeing && seeing is All or None)
            {
                run++;
            }

            if (seeing == All)
            {
                TTiles.WeightedSumGroup(
                    ref Unsafe.Add(ref weights, j), ref Unsafe.Add(ref values, j * Stride), ref contexts, ref rescales, run);
            }
            else if (seeing == Some)
            {
                AddToSome(call, block, row, firstKey + j, ref Unsafe.Add(ref weights, j), ref Unsafe.Add(ref values, j * Stride), ref contexts);
            }

            j += run;
        }
    }

    private const int None = 0, Some = 1, All = 2;

    // How many of the group's heads see a key.
    private static int Seeing(in AttentionCall call, in RowBlock block, int row, int key)
    {
        int heads = 0;
        for (int h = 0; h < GroupHeads; h++)
        {
            heads += PairScores<TShape, TTiles>.Hides(call, block, row + h, key) ? 0 : 1;
        }

        return heads == 0 ? None : heads == GroupHeads ? All : Some;
    }

    private static void AddToSome(
        in AttentionCall call, in RowBlock block, int row, int key, ref float weights, ref float value, ref float contexts)
    {
        for (int h = 0; h < GroupHeads; h++)
        {
            if (!PairScores<TShape, TTiles>.Hides(call, block, row + h, key))
            {
                Rows.AddScaled(
                    ref value, Unsafe.Add(ref weights, h * TTiles.DirectKeys), TShape.ValueDim, ref Unsafe.Add(ref contexts, h * TTiles.ValueStride));
            }
        }
    }
}
