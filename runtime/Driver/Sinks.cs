using System;
using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>The sinks of a call: a row starts as if it had already seen one key with that score and a value of zero.</summary>
internal static class Sinks<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    /// <summary>Puts the sinks into the maxima and sums of rows that have seen nothing; nothing happens in a call without any.</summary>
    public static void Start(in AttentionCall call, in RowBlock block, in VisibleKeys visible, ref float maxima, ref float sums)
    {
        if (call.Sinks.IsEmpty)
        {
            return;
        }

        for (int row = 0; row < block.Rows; row++)
        {
            float sink = call.Sinks[Tensor.Head<TShape>(block, row)];
            if (sink == float.NegativeInfinity)
            {
                continue;
            }

            // As for keys, an integer near the score in bits becomes the maximum; NaN for a sink that is not finite.
            double bits = Bits.Of(sink + PairScores<TShape, TTiles>.Shift(block, row, visible));
            float maximum = (float)Math.Round(bits);
            Unsafe.Add(ref maxima, RowStates<TTiles>.Maximum(row)) = maximum;
            Unsafe.Add(ref sums, row * TTiles.Lanes) = (float)Math.Pow(2, bits - maximum);
        }
    }
}
