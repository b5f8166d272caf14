using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

public readonly partial struct Vector128Tiles<TShape>
{
    /// <inheritdoc/>
    public static void HiddenScore(ref float queries, ref float keys, ref float weights, ref float scores, int count)
    {
        int hidden = TShape.HiddenDims[0];
        for (int r = 0; r < QueryRows; r++)
        {
            HiddenScoreRow(ref Unsafe.Add(ref queries, r * hidden), ref keys, ref weights, ref Unsafe.Add(ref scores, r * Block), hidden, count);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void HiddenScoreRow(ref float query, ref float keys, ref float weights, ref float scores, int hidden, int count)
    {
        for (int j = 0; j < count; j += Vector)
        {
            ref float key = ref Unsafe.Add(ref keys, j);
            Vector128<float> sum = Vector128.Create(Unsafe.Add(ref weights, hidden)), part = default;
            for (int a = 0; a < hidden; a++)
            {
                Vector128<float> x = Vector128.Create(Unsafe.Add(ref query, a)) + Vector128.LoadUnsafe(ref key, (nuint)(a * Block));
                part = Vector128.MultiplyAddEstimate(Vector128.Create(Unsafe.Add(ref weights, a)), Activated(x), part);
                if (a % FallbackBlocks.HiddenSum == FallbackBlocks.HiddenSum - 1)
                {
                    sum += part;
                    part = default;
                }
            }

            (sum + part).StoreUnsafe(ref scores, (nuint)j);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Activate(ref float query, ref float keys, ref float result, int hidden, int count)
    {
        for (int a = 0; a < hidden; a++)
        {
            Vector128<float> q = Vector128.Create(Unsafe.Add(ref query, a));
            for (int j = 0; j < count; j += Vector)
            {
                int at = (a * Block) + j;
                Activated(q + Vector128.LoadUnsafe(ref keys, (nuint)at)).StoreUnsafe(ref result, (nuint)at);
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Layer(ref float weights, ref float input, ref float result, int tiles, int depth, int count)
    {
        for (int tile = 0; tile < tiles; tile++)
        {
            for (int first = 0; first < count; first += Panel)
            {
                // A last half panel is computed whole: its missing keys are not read.
                ref float target = ref Unsafe.Add(ref result, (tile * QueryRows * Block) + first);
                for (int from = 0; from < depth; from += FallbackBlocks.HiddenSum)
                {
                    int length = int.Min(FallbackBlocks.HiddenSum, depth - from);
                    LayerPart(
                        ref Unsafe.Add(ref weights, ((tile * depth) + from) * QueryRows), ref Unsafe.Add(ref input, (from * Block) + first),
                        ref target, length, from > 0);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LayerPart(ref float weights, ref float input, ref float result, int depth, bool add)
    {
        if (add)
        {
            TileProduct128.Compute(
                ref weights, 1, QueryRows, ref input, Block, depth, ref result, Block, TileResult.Add, ref Unsafe.NullRef<float>());
        }
        else
        {
            TileProduct128.Compute(
                ref weights, 1, QueryRows, ref input, Block, depth, ref result, Block, TileResult.Replace, ref Unsafe.NullRef<float>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Activated(Vector128<float> x) => TShape.Activation switch
    {
        Activation.Relu => VectorMath.Relu(x),
        Activation.Sigmoid => VectorMath.Sigmoid(x),
        Activation.Gelu => VectorMath.Gelu(x),
        _ => VectorMath.Tanh(x),
    };
}
