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
        Vector128<float> s00 = default, s01 = default, s10 = default, s11 = default;
        Vector128<float> s20 = default, s21 = default, s30 = default, s31 = default;
        for (int a = 0; a < depth; a++)
        {
            Vector128<float> x0 = Vector128.LoadUnsafe(ref input), x1 = Vector128.LoadUnsafe(ref input, Vector);
            Vector128<float> w = Vector128.Create(weights);
            s00 = Vector128.MultiplyAddEstimate(w, x0, s00);
            s01 = Vector128.MultiplyAddEstimate(w, x1, s01);
            w = Vector128.Create(Unsafe.Add(ref weights, 1));
            s10 = Vector128.MultiplyAddEstimate(w, x0, s10);
            s11 = Vector128.MultiplyAddEstimate(w, x1, s11);
            w = Vector128.Create(Unsafe.Add(ref weights, 2));
            s20 = Vector128.MultiplyAddEstimate(w, x0, s20);
            s21 = Vector128.MultiplyAddEstimate(w, x1, s21);
            w = Vector128.Create(Unsafe.Add(ref weights, 3));
            s30 = Vector128.MultiplyAddEstimate(w, x0, s30);
            s31 = Vector128.MultiplyAddEstimate(w, x1, s31);
            input = ref Unsafe.Add(ref input, Block);
            weights = ref Unsafe.Add(ref weights, QueryRows);
        }

        StoreSum(ref result, s00, s01, add);
        StoreSum(ref Unsafe.Add(ref result, Block), s10, s11, add);
        StoreSum(ref Unsafe.Add(ref result, 2 * Block), s20, s21, add);
        StoreSum(ref Unsafe.Add(ref result, 3 * Block), s30, s31, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreSum(ref float target, Vector128<float> low, Vector128<float> high, bool add)
    {
        if (add)
        {
            low += Vector128.LoadUnsafe(ref target);
            high += Vector128.LoadUnsafe(ref target, Vector);
        }

        low.StoreUnsafe(ref target);
        high.StoreUnsafe(ref target, Vector);
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
