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
    // Tokens and rows of a square, where rows are as many.
    private const int Side = 8;

    private static int TokenStride
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => DirectBuffers<TShape, TTiles>.TokenStride;
    }

    /// <summary>Scores become rows. Those of up to a square's tokens more come along, and are nothing yet.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToRows(in DirectBuffers<TShape, TTiles> work, int group, int queries, int keys)
    {
        for (int query = 0; query < queries; query++)
        {
            for (int g = 0; g < DirectBuffers<TShape, TTiles>.UnitHeads; g++)
            {
                ref float tokens = ref Tokens(work, query, g);
                ref float rows = ref Rows(work, query, group + g);
                if (TTiles.TokenRows < Side)
                {
                    KeyPanels.TransposeFourColumns(ref tokens, TokenStride, keys, TTiles.DirectKeys, ref rows);
                    continue;
                }

                for (int j = 0; j < keys; j += Side)
                {
                    KeyPanels.TransposeEight(ref Unsafe.Add(ref tokens, j * TokenStride), TokenStride, Side, TTiles.DirectKeys, ref Unsafe.Add(ref rows, j));
                }
            }
        }
    }

    /// <summary>Weights come out of rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromRows(in DirectBuffers<TShape, TTiles> work, int group, int queries, int keys)
    {
        for (int query = 0; query < queries; query++)
        {
            for (int g = 0; g < DirectBuffers<TShape, TTiles>.UnitHeads; g++)
            {
                ref float tokens = ref Tokens(work, query, g);
                ref float rows = ref Rows(work, query, group + g);
                if (TTiles.TokenRows < Side)
                {
                    KeyPanels.TransposeFour(ref rows, TTiles.DirectKeys, (keys + 3) / 4 * 4, TokenStride, ref tokens);
                }
                else
                {
                    KeyPanels.TransposeEight(ref rows, TTiles.DirectKeys, (keys + Side - 1) / Side * Side, TokenStride, ref tokens);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Tokens(in DirectBuffers<TShape, TTiles> work, int query, int group) =>
        ref Unsafe.Add(ref work.TokenScores, (query * DirectBuffers<TShape, TTiles>.QueryStride) + (group * TTiles.TokenRows));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref float Rows(in DirectBuffers<TShape, TTiles> work, int query, int group) =>
        ref Unsafe.Add(ref work.Scores(group), query * Grouping<TShape>.Heads * TTiles.DirectKeys);
}
