using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

public readonly partial struct Vector128Tiles<TShape>
{
    // Tokens that go together: their scores of one head fill a vector, and a context is loaded and stored once for all of them.
    private const int Tokens = 4;

    /// <inheritdoc/>
    public static int TokensTogether => DirectRows > 0 ? 4 : 0;

    private static int TokenGroups => TShape.Layout == TensorLayout.TokenMajor ? TShape.KeyValueHeads : 1;

    private static int GroupHeads => TShape.Heads / TShape.KeyValueHeads;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScoreTokens(ref float queries, ref float keys, ref float scores, int stride, int tokens, int apart, int ahead)
    {
        int step = FallbackBlocks.KeyStride<TShape>(), fours = tokens / Tokens;
        for (int j = 0; j < fours; j++)
        {
            ref float key = ref Unsafe.Add(ref keys, j * step), query = ref queries, score = ref Unsafe.Add(ref scores, j);
            for (int g = 0; g < TokenGroups; g++)
            {
                for (int h = 0; h < GroupHeads; h++)
                {
                    Vector128<float> sums = Dots(ref Unsafe.Add(ref query, h * TShape.Dim), ref key, apart * step, 2 * apart * step, 3 * apart * step);
                    ref float target = ref Unsafe.Add(ref score, h * DirectKeys);
                    for (int t = 0; t < Tokens; t++)
                    {
                        Unsafe.Add(ref target, t * apart) = sums.GetElement(t);
                    }
                }

                key = ref Unsafe.Add(ref key, TShape.Dim);
                query = ref Unsafe.Add(ref query, stride);
                score = ref Unsafe.Add(ref score, stride);
            }
        }

        int first = fours * Tokens, count = tokens - first;
        if (count == 0)
        {
            return;
        }

        ref float last = ref Unsafe.Add(ref keys, first * step);
        for (int g = 0; g < TokenGroups; g++)
        {
            for (int h = 0; h < GroupHeads; h++)
            {
                // Tokens that are missing repeat the last one.
                ref float query = ref Unsafe.Add(ref queries, (g * stride) + (h * TShape.Dim));
                Vector128<float> sums = Dots(
                    ref query, ref Unsafe.Add(ref last, g * TShape.Dim), count > 1 ? step : 0, (count - 1) * step, (count - 1) * step);
                for (int t = 0; t < count; t++)
                {
                    Unsafe.Add(ref scores, (g * stride) + (h * DirectKeys) + first + t) = sums.GetElement(t);
                }
            }
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSumTokens(
        ref float weights, ref float values, ref float contexts, int weightStride, int contextStride, int tokens, int apart, int ahead)
    {
        int step = FallbackBlocks.ValueStride<TShape>(), fours = tokens / Tokens;
        for (int j = 0; j < fours; j++)
        {
            ref float value = ref Unsafe.Add(ref values, j * step), weight = ref Unsafe.Add(ref weights, j), context = ref contexts;
            for (int g = 0; g < TokenGroups; g++)
            {
                for (int h = 0; h < GroupHeads; h++)
                {
                    AddFour(ref Unsafe.Add(ref weight, h * DirectKeys), apart, ref value, apart * step, ref Unsafe.Add(ref context, h * ValueStride));
                }

                value = ref Unsafe.Add(ref value, TShape.ValueDim);
                weight = ref Unsafe.Add(ref weight, weightStride);
                context = ref Unsafe.Add(ref context, contextStride);
            }
        }

        for (int j = fours * Tokens; j < tokens; j++)
        {
            ref float value = ref Unsafe.Add(ref values, j * step);
            for (int g = 0; g < TokenGroups; g++)
            {
                for (int h = 0; h < GroupHeads; h++)
                {
                    AddOne(
                        Unsafe.Add(ref weights, (g * weightStride) + (h * DirectKeys) + j), ref Unsafe.Add(ref value, g * TShape.ValueDim),
                        ref Unsafe.Add(ref contexts, (g * contextStride) + (h * ValueStride)));
                }
            }
        }
    }

    // The products of a query with four keys, each in two sums: one would wait for itself.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Dots(ref float query, ref float key, nint second, nint third, nint fourth)
    {
        Vector128<float> a0 = default, b0 = default, c0 = default, d0 = default, a1 = default, b1 = default, c1 = default, d1 = default;
        ref float key1 = ref Unsafe.Add(ref key, second);
        ref float key2 = ref Unsafe.Add(ref key, third);
        ref float key3 = ref Unsafe.Add(ref key, fourth);
        int d = 0;
        for (; d <= TShape.Dim - (2 * Vector); d += 2 * Vector)
        {
            Vector128<float> even = Vector128.LoadUnsafe(ref query, (nuint)d), odd = Vector128.LoadUnsafe(ref query, (nuint)d + Vector);
            a0 = Vector128.MultiplyAddEstimate(even, Vector128.LoadUnsafe(ref key, (nuint)d), a0);
            a1 = Vector128.MultiplyAddEstimate(odd, Vector128.LoadUnsafe(ref key, (nuint)d + Vector), a1);
            b0 = Vector128.MultiplyAddEstimate(even, Vector128.LoadUnsafe(ref key1, (nuint)d), b0);
            b1 = Vector128.MultiplyAddEstimate(odd, Vector128.LoadUnsafe(ref key1, (nuint)d + Vector), b1);
            c0 = Vector128.MultiplyAddEstimate(even, Vector128.LoadUnsafe(ref key2, (nuint)d), c0);
            c1 = Vector128.MultiplyAddEstimate(odd, Vector128.LoadUnsafe(ref key2, (nuint)d + Vector), c1);
            d0 = Vector128.MultiplyAddEstimate(even, Vector128.LoadUnsafe(ref key3, (nuint)d), d0);
            d1 = Vector128.MultiplyAddEstimate(odd, Vector128.LoadUnsafe(ref key3, (nuint)d + Vector), d1);
        }

        Vector128<float> sums = VectorMath.Sums(a0 + a1, b0 + b1, c0 + c1, d0 + d1);
        for (; d < TShape.Dim; d++)
        {
            Vector128<float> keys = Vector128.Create(
                Unsafe.Add(ref key, d), Unsafe.Add(ref key1, d), Unsafe.Add(ref key2, d), Unsafe.Add(ref key3, d));
            sums = Vector128.MultiplyAddEstimate(Vector128.Create(Unsafe.Add(ref query, d)), keys, sums);
        }

        return sums;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour(ref float weights, nint weightStep, ref float value, nint step, ref float context)
    {
        Vector128<float> w0 = Vector128.Create(weights), w1 = Vector128.Create(Unsafe.Add(ref weights, weightStep));
        Vector128<float> w2 = Vector128.Create(Unsafe.Add(ref weights, 2 * weightStep)), w3 = Vector128.Create(Unsafe.Add(ref weights, 3 * weightStep));
        ref float value1 = ref Unsafe.Add(ref value, step);
        ref float value2 = ref Unsafe.Add(ref value, 2 * step);
        ref float value3 = ref Unsafe.Add(ref value, 3 * step);
        int e = 0;
        for (; e <= TShape.ValueDim - Vector; e += Vector)
        {
            Vector128<float> sum = Vector128.LoadUnsafe(ref context, (nuint)e);
            sum = Vector128.MultiplyAddEstimate(w0, Vector128.LoadUnsafe(ref value, (nuint)e), sum);
            sum = Vector128.MultiplyAddEstimate(w1, Vector128.LoadUnsafe(ref value1, (nuint)e), sum);
            sum = Vector128.MultiplyAddEstimate(w2, Vector128.LoadUnsafe(ref value2, (nuint)e), sum);
            sum = Vector128.MultiplyAddEstimate(w3, Vector128.LoadUnsafe(ref value3, (nuint)e), sum);
            sum.StoreUnsafe(ref context, (nuint)e);
        }

        for (; e < TShape.ValueDim; e++)
        {
            float sum = Unsafe.Add(ref context, e) + (w0.ToScalar() * Unsafe.Add(ref value, e));
            sum += w1.ToScalar() * Unsafe.Add(ref value1, e);
            sum += w2.ToScalar() * Unsafe.Add(ref value2, e);
            Unsafe.Add(ref context, e) = sum + (w3.ToScalar() * Unsafe.Add(ref value3, e));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne(float weight, ref float value, ref float context)
    {
        int e = 0;
        for (; e <= TShape.ValueDim - Vector; e += Vector)
        {
            Vector128.MultiplyAddEstimate(
                Vector128.Create(weight), Vector128.LoadUnsafe(ref value, (nuint)e), Vector128.LoadUnsafe(ref context, (nuint)e))
                .StoreUnsafe(ref context, (nuint)e);
        }

        for (; e < TShape.ValueDim; e++)
        {
            Unsafe.Add(ref context, e) += weight * Unsafe.Add(ref value, e);
        }
    }
}
