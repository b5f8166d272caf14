using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

public readonly partial struct ScalarTiles<TShape>
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
        for (int j = 0; j < count; j++)
        {
            // In double precision, which costs a scalar path nothing.
            double sum = Unsafe.Add(ref weights, hidden);
            for (int a = 0; a < hidden; a++)
            {
                sum += (double)Unsafe.Add(ref weights, a) * Activated(Unsafe.Add(ref query, a) + Unsafe.Add(ref keys, (a * Block) + j));
            }

            Unsafe.Add(ref scores, j) = (float)sum;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Activate(ref float query, ref float keys, ref float result, int hidden, int count)
    {
        for (int a = 0; a < hidden; a++)
        {
            for (int j = 0; j < count; j++)
            {
                Unsafe.Add(ref result, (a * Block) + j) = Activated(Unsafe.Add(ref query, a) + Unsafe.Add(ref keys, (a * Block) + j));
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Layer(ref float weights, ref float input, ref float result, int tiles, int depth, int count)
    {
        for (int tile = 0; tile < tiles; tile++)
        {
            for (int j = 0; j < count; j++)
            {
                double even = 0, odd = 0;
                for (int a = 0; a < depth; a++)
                {
                    ref float weight = ref Unsafe.Add(ref weights, ((tile * depth) + a) * QueryRows);
                    double x = Unsafe.Add(ref input, (a * Block) + j);
                    even += weight * x;
                    odd += Unsafe.Add(ref weight, 1) * x;
                }

                ref float target = ref Unsafe.Add(ref result, (tile * QueryRows * Block) + j);
                target = (float)even;
                Unsafe.Add(ref target, Block) = (float)odd;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Activated(float x) => TShape.Activation switch
    {
        Activation.Relu => VectorMath.Relu(x),
        Activation.Sigmoid => VectorMath.Sigmoid(x),
        Activation.Gelu => VectorMath.Gelu(x),
        _ => VectorMath.Tanh(x),
    };
}
