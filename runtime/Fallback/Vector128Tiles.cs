using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Tile operations for any shape on 128-bit vectors: ARM64, and x86-64 without AVX2. Tiles of 4 rows x 2 vectors keep 8 accumulators,
/// 2 vectors of keys or values and a broadcast in the 16 registers of SSE.
/// </summary>
/// <typeparam name="TShape">The kernel's constants.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly partial struct Vector128Tiles<TShape> : ITileOperations
    where TShape : struct, IKernelShape
{
    private const int Vector = 4;
    private const int Panel = 2 * Vector;
    private const int Block = 64;

    /// <inheritdoc/>
    public static string Path => "Vector128";

    /// <inheritdoc/>
    public static int QueryRows => 4;

    /// <inheritdoc/>
    public static int StateRows => QueryRows;

    /// <inheritdoc/>
    public static int Lanes => Vector;

    /// <inheritdoc/>
    public static int PanelKeys => Panel;

    /// <inheritdoc/>
    public static int BlockKeys => Block;

    /// <inheritdoc/>
    public static int BlockRows => FallbackBlocks.Rows(TShape.Dim + ValueStride, QueryRows);

    /// <inheritdoc/>
    public static int PassTiles => 8;

    /// <inheritdoc/>
    public static int ValueStride => (TShape.ValueDim + Vector - 1) / Vector * Vector;

    /// <inheritdoc/>
    public static int DirectRows => TShape.Dim >= Vector && TShape.ValueDim >= Vector ? QueryRows : 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(ref float queries, ref float keyPanels, ref float scores, int keys, int tiles)
    {
        for (int tile = 0; tile < tiles; tile++)
        {
            Score(
                ref Unsafe.Add(ref queries, tile * QueryRows * TShape.Dim), ref keyPanels, ref Unsafe.Add(ref scores, tile * QueryRows * BlockKeys), keys);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Score(ref float queries, ref float keyPanels, ref float scores, int keys)
    {
        // A last half panel is computed whole: the scores of its missing keys are not read.
        for (int panel = 0; panel * Panel < keys; panel++)
        {
            ref float key = ref Unsafe.Add(ref keyPanels, panel * Panel * TShape.Dim);
            ref float query = ref queries;
            Vector128<float> s00 = default, s01 = default, s10 = default, s11 = default;
            Vector128<float> s20 = default, s21 = default, s30 = default, s31 = default;
            Vector128<float> t00 = default, t01 = default, t10 = default, t11 = default;
            Vector128<float> t20 = default, t21 = default, t30 = default, t31 = default;
            for (int d = 0; d < TShape.Dim; d++)
            {
                Vector128<float> k0 = Vector128.LoadUnsafe(ref key), k1 = Vector128.LoadUnsafe(ref key, Vector);
                Vector128<float> q = Vector128.Create(query);
                s00 = Vector128.MultiplyAddEstimate(q, k0, s00);
                s01 = Vector128.MultiplyAddEstimate(q, k1, s01);
                q = Vector128.Create(Unsafe.Add(ref query, TShape.Dim));
                s10 = Vector128.MultiplyAddEstimate(q, k0, s10);
                s11 = Vector128.MultiplyAddEstimate(q, k1, s11);
                q = Vector128.Create(Unsafe.Add(ref query, 2 * TShape.Dim));
                s20 = Vector128.MultiplyAddEstimate(q, k0, s20);
                s21 = Vector128.MultiplyAddEstimate(q, k1, s21);
                q = Vector128.Create(Unsafe.Add(ref query, 3 * TShape.Dim));
                s30 = Vector128.MultiplyAddEstimate(q, k0, s30);
                s31 = Vector128.MultiplyAddEstimate(q, k1, s31);
                key = ref Unsafe.Add(ref key, Panel);
                query = ref Unsafe.Add(ref query, 1);
                int part = FallbackBlocks.ScoreSum<TShape>();
                if (TShape.Dim > part && d % part == part - 1)
                {
                    t00 += s00;
                    t01 += s01;
                    t10 += s10;
                    t11 += s11;
                    t20 += s20;
                    t21 += s21;
                    t30 += s30;
                    t31 += s31;
                    s00 = s01 = s10 = s11 = s20 = s21 = s30 = s31 = default;
                }
            }

            ref float row = ref Unsafe.Add(ref scores, panel * Panel);
            (s00 + t00).StoreUnsafe(ref row);
            (s01 + t01).StoreUnsafe(ref row, Vector);
            (s10 + t10).StoreUnsafe(ref row, Block);
            (s11 + t11).StoreUnsafe(ref row, Block + Vector);
            (s20 + t20).StoreUnsafe(ref row, 2 * Block);
            (s21 + t21).StoreUnsafe(ref row, (2 * Block) + Vector);
            (s30 + t30).StoreUnsafe(ref row, 3 * Block);
            (s31 + t31).StoreUnsafe(ref row, (3 * Block) + Vector);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int rows, int keys)
    {
        for (int r = 0; r < rows; r++)
        {
            ref float row = ref Unsafe.Add(ref scores, r * Block);
            Vector128<float> largest = Vector128.LoadUnsafe(ref row);
            for (int j = Vector; j < keys; j += Vector)
            {
                largest = Vector128.MaxNative(largest, Vector128.LoadUnsafe(ref row, (nuint)j));
            }

            Unsafe.Add(ref rescales, r) = VectorMath.Max(largest);
        }

        Vector128<float> subtract = OnlineSoftmax.Advance(
            Vector128.LoadUnsafe(ref rescales), ref maxima, ref rescales, ref scores, Block, rows, keys);
        for (int r = 0; r < rows; r++)
        {
            ref float row = ref Unsafe.Add(ref scores, r * Block);
            Vector128<float> maximum = Vector128.Create(subtract.GetElement(r));
            Vector128<float> lowest = maximum + Vector128.Create(VectorMath.Exp2Lowest), round = Vector128.Create(VectorMath.Exp2Round) - maximum;
            Vector128<float> sum = default;
            for (int j = 0; j < keys; j += Vector)
            {
                Vector128<float> weight = VectorMath.Exp2(Vector128.LoadUnsafe(ref row, (nuint)j), lowest, round);
                weight.StoreUnsafe(ref row, (nuint)j);
                sum += weight;
            }

            Add(ref Unsafe.Add(ref sums, r * Vector), Unsafe.Add(ref rescales, r), sum);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys, int tiles)
    {
        for (int tile = 0; tile < tiles; tile++)
        {
            WeightedSum(
                ref Unsafe.Add(ref weights, tile * QueryRows * BlockKeys), ref values, ref Unsafe.Add(ref contexts, tile * QueryRows * ValueStride),
                ref Unsafe.Add(ref rescales, tile * StateRows), keys);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys)
    {
        int column = 0;
        for (; column <= ValueStride - (2 * Vector); column += 2 * Vector)
        {
            Vector128<float> c00 = default, c01 = default, c10 = default, c11 = default;
            Vector128<float> c20 = default, c21 = default, c30 = default, c31 = default;
            ref float value = ref Unsafe.Add(ref values, column);
            ref float weight = ref weights;
            for (int j = 0; j < keys; j++)
            {
                Vector128<float> v0 = Vector128.LoadUnsafe(ref value), v1 = Vector128.LoadUnsafe(ref value, Vector);
                Vector128<float> w = Vector128.Create(weight);
                c00 = Vector128.MultiplyAddEstimate(w, v0, c00);
                c01 = Vector128.MultiplyAddEstimate(w, v1, c01);
                w = Vector128.Create(Unsafe.Add(ref weight, Block));
                c10 = Vector128.MultiplyAddEstimate(w, v0, c10);
                c11 = Vector128.MultiplyAddEstimate(w, v1, c11);
                w = Vector128.Create(Unsafe.Add(ref weight, 2 * Block));
                c20 = Vector128.MultiplyAddEstimate(w, v0, c20);
                c21 = Vector128.MultiplyAddEstimate(w, v1, c21);
                w = Vector128.Create(Unsafe.Add(ref weight, 3 * Block));
                c30 = Vector128.MultiplyAddEstimate(w, v0, c30);
                c31 = Vector128.MultiplyAddEstimate(w, v1, c31);
                value = ref Unsafe.Add(ref value, ValueStride);
                weight = ref Unsafe.Add(ref weight, 1);
            }

            ref float context = ref Unsafe.Add(ref contexts, column);
            Add(ref context, rescales, c00, c01);
            Add(ref Unsafe.Add(ref context, ValueStride), Unsafe.Add(ref rescales, 1), c10, c11);
            Add(ref Unsafe.Add(ref context, 2 * ValueStride), Unsafe.Add(ref rescales, 2), c20, c21);
            Add(ref Unsafe.Add(ref context, 3 * ValueStride), Unsafe.Add(ref rescales, 3), c30, c31);
        }

        if (column < ValueStride)
        {
            WeightedSumOfLastVector(ref weights, ref Unsafe.Add(ref values, column), ref Unsafe.Add(ref contexts, column), ref rescales, keys);
        }
    }

    /// <inheritdoc/>
    public static void ScoreGroup(ref float queries, ref float keys, ref float scores, int count)
    {
        for (int h = 0; h < TShape.Heads / TShape.KeyValueHeads; h++)
        {
            ScoreRow(ref Unsafe.Add(ref queries, h * TShape.Dim), ref keys, ref Unsafe.Add(ref scores, h * Block), count);
        }
    }

    /// <inheritdoc/>
    public static void WeightedSumGroup(ref float weights, ref float values, ref float contexts, ref float rescales, int count)
    {
        for (int h = 0; h < TShape.Heads / TShape.KeyValueHeads; h++)
        {
            WeightedSumRow(
                ref Unsafe.Add(ref weights, h * Block), ref values, ref Unsafe.Add(ref contexts, h * ValueStride), Unsafe.Add(ref rescales, h), count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreRow(ref float query, ref float keys, ref float scores, int count)
    {
        ref float key = ref keys;
        for (int j = 0; j < count; j++)
        {
            Vector128<float> even = default, odd = default;
            int d = 0;
            for (; d <= TShape.Dim - (2 * Vector); d += 2 * Vector)
            {
                even = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref query, (nuint)d), Vector128.LoadUnsafe(ref key, (nuint)d), even);
                odd = Vector128.MultiplyAddEstimate(
                    Vector128.LoadUnsafe(ref query, (nuint)d + Vector), Vector128.LoadUnsafe(ref key, (nuint)d + Vector), odd);
            }

            float score = 0;
            for (; d < TShape.Dim; d++)
            {
                score += Unsafe.Add(ref query, d) * Unsafe.Add(ref key, d);
            }

            Unsafe.Add(ref scores, j) = Vector128.Sum(even + odd) + score;
            key = ref Unsafe.Add(ref key, FallbackBlocks.KeyStride<TShape>());
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightedSumRow(ref float weights, ref float values, ref float context, float rescale, int count)
    {
        int e = 0;
        for (; e <= TShape.ValueDim - (2 * Vector); e += 2 * Vector)
        {
            ref float value = ref Unsafe.Add(ref values, e);
            Vector128<float> low = Vector128.LoadUnsafe(ref context, (nuint)e) * rescale;
            Vector128<float> high = Vector128.LoadUnsafe(ref context, (nuint)e + Vector) * rescale;
            for (int j = 0; j < count; j++)
            {
                Vector128<float> w = Vector128.Create(Unsafe.Add(ref weights, j));
                low = Vector128.MultiplyAddEstimate(w, Vector128.LoadUnsafe(ref value), low);
                high = Vector128.MultiplyAddEstimate(w, Vector128.LoadUnsafe(ref value, Vector), high);
                value = ref Unsafe.Add(ref value, FallbackBlocks.ValueStride<TShape>());
            }

            low.StoreUnsafe(ref context, (nuint)e);
            high.StoreUnsafe(ref context, (nuint)e + Vector);
        }

        for (; e < TShape.ValueDim; e++)
        {
            FallbackBlocks.WeightedSumElement<TShape>(ref weights, ref Unsafe.Add(ref values, e), ref Unsafe.Add(ref context, e), rescale, count);
        }
    }

    private static void WeightedSumOfLastVector(ref float weights, ref float values, ref float contexts, ref float rescales, int keys)
    {
        for (int r = 0; r < QueryRows; r++)
        {
            ref float context = ref Unsafe.Add(ref contexts, r * ValueStride);
            Vector128<float> c = default;
            for (int j = 0; j < keys; j++)
            {
                Vector128<float> w = Vector128.Create(Unsafe.Add(ref weights, (r * Block) + j));
                c = Vector128.MultiplyAddEstimate(w, Vector128.LoadUnsafe(ref values, (nuint)(j * ValueStride)), c);
            }

            Add(ref context, Unsafe.Add(ref rescales, r), c);
        }
    }

    // A block's sum is formed apart from the sum of all blocks before it: over many keys, one long sum would round far more often.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float context, float rescale, Vector128<float> low, Vector128<float> high)
    {
        Add(ref context, rescale, low);
        Add(ref Unsafe.Add(ref context, Vector), rescale, high);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float context, float rescale, Vector128<float> sum) =>
        Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref context), Vector128.Create(rescale), sum).StoreUnsafe(ref context);
}
