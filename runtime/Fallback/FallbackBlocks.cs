using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>What the fallback tiles have in common.</summary>
internal static class FallbackBlocks
{
    // Queries and contexts of a block of rows stay within 256 KB, a part of the second-level cache of any machine of these paths.
    private const int Elements = 64 * 1024;

    /// <summary>Elements of D that are summed up before they are added to a score: one long sum would round far more often.</summary>
    public const int PartialSum = 64;

    /// <summary>
    /// The same where a sum feeds another one: what a learned matrix makes of a query or a key must be closer to exact than a score, and a
    /// hidden layer adds up as many errors as it has elements.
    /// </summary>
    public const int ShortSum = 8;

    /// <summary>Elements of a hidden layer that are summed up before they are added to a score.</summary>
    public const int HiddenSum = 16;

    /// <summary>Elements of D in one sum of the score tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ScoreSum<TShape>()
        where TShape : struct, IKernelShape => TShape.Score is Score.General or Score.Additive or Score.Mlp ? ShortSum : PartialSum;

    /// <summary>States of rows that have seen nothing: what the first step of the softmax finds.</summary>
    public static void ClearStates(ref float maxima, ref float sums, int rows, int lanes)
    {
        MemoryMarshal.CreateSpan(ref maxima, rows).Fill(float.NegativeInfinity);
        MemoryMarshal.CreateSpan(ref sums, rows * lanes).Clear();
    }

    /// <summary>Rows of a block whose rows take <paramref name="rowElements"/> elements each.</summary>
    public static int Rows(int rowElements, int tileRows) => int.Clamp(Elements / rowElements, tileRows, 256) / tileRows * tileRows;

    /// <summary>Elements from one of the caller's keys to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int KeyStride<TShape>()
        where TShape : struct, IKernelShape => Tensor.KeyStride<TShape>() * TShape.Dim;

    /// <summary>Elements from one of the caller's values to the next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int ValueStride<TShape>()
        where TShape : struct, IKernelShape => Tensor.KeyStride<TShape>() * TShape.ValueDim;

    /// <summary>One element of <see cref="ITileOperations.WeightedSumGroup"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSumElement<TShape>(ref float weights, ref float values, ref float context, float rescale, int count)
        where TShape : struct, IKernelShape
    {
        float sum = context * rescale;
        for (int j = 0; j < count; j++)
        {
            sum += Unsafe.Add(ref weights, j) * Unsafe.Add(ref values, (nint)j * ValueStride<TShape>());
        }

        context = sum;
    }
}
