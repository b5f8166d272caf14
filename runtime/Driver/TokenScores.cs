using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The scores and weights of a block of tokens where the operations on tokens have them token by token, while the softmax, and whatever changes a score
/// before it, goes through rows.
/// </summary>
internal static class TokenScores<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    // Tokens and rows of a square.
    private const int Side = 8;

    private static int TokenStride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => DirectBuffers<TShape, TTiles>.TokenStride;
    }

    /// <summary>Scores become rows. Those of up to a square's tokens more come along, and are nothing yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToRows(in DirectBuffers<TShape, TTiles> work, int group, int keys)
    {
        for (int g = 0; g < DirectBuffers<TShape, TTiles>.UnitHeads; g++)
        {
            ref float scores = ref work.Scores(group + g);
            for (int j = 0; j < keys; j += Side)
            {
                KeyPanels.TransposeEight(
                    ref Unsafe.Add(ref work.TokenScores, (j * TokenStride) + (g * TTiles.TokenRows)), TokenStride, Side, TTiles.DirectKeys,
                    ref Unsafe.Add(ref scores, j));
            }
        }
    }

    /// <summary>Weights come out of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromRows(in DirectBuffers<TShape, TTiles> work, int group, int keys)
    {
        for (int g = 0; g < DirectBuffers<TShape, TTiles>.UnitHeads; g++)
        {
            KeyPanels.TransposeEight(
                ref work.Scores(group + g), TTiles.DirectKeys, (keys + Side - 1) / Side * Side, TokenStride,
                ref Unsafe.Add(ref work.TokenScores, g * TTiles.TokenRows));
        }
    }
}
