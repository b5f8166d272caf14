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
public readonly struct Vector128Tiles<TShape> : ITileOperations
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
    public static void Score(ref float queries, ref float keyPanels, ref float scores, int keys)
    {
        // A last half panel is computed whole: its missing keys are zeros, and its scores are not read.
        for (int panel = 0; panel * Panel < keys; panel++)
        {
            ref float key = ref Unsafe.Add(ref keyPanels, panel * Panel * TShape.Dim);
            ref float query = ref queries;
            Vector128<float> s00 = default, s01 = default, s10 = default, s11 = default;
            Vector128<float> s20 = default, s21 = default, s30 = default, s31 = default;
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
            }

            ref float row = ref Unsafe.Add(ref scores, panel * Panel);
            s00.StoreUnsafe(ref row);
            s01.StoreUnsafe(ref row, Vector);
            s10.StoreUnsafe(ref row, Block);
            s11.StoreUnsafe(ref row, Block + Vector);
            s20.StoreUnsafe(ref row, 2 * Block);
            s21.StoreUnsafe(ref row, (2 * Block) + Vector);
            s30.StoreUnsafe(ref row, 3 * Block);
            s31.StoreUnsafe(ref row, (3 * Block) + Vector);
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

        Vector128<float> subtract = OnlineSoftmax.Advance(Vector128.LoadUnsafe(ref rescales), ref maxima, ref rescales);
        for (int r = 0; r < rows; r++)
        {
            ref float row = ref Unsafe.Add(ref scores, r * Block);
            Vector128<float> maximum = Vector128.Create(subtract.GetElement(r));
            Vector128<float> sum = Vector128.LoadUnsafe(ref sums, (nuint)(r * Vector)) * Unsafe.Add(ref rescales, r);
            for (int j = 0; j < keys; j += Vector)
            {
                Vector128<float> weight = VectorMath.Exp(Vector128.LoadUnsafe(ref row, (nuint)j) - maximum);
                weight.StoreUnsafe(ref row, (nuint)j);
                sum += weight;
            }

            sum.StoreUnsafe(ref sums, (nuint)(r * Vector));
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys)
    {
        int column = 0;
        for (; column <= ValueStride - (2 * Vector); column += 2 * Vector)
        {
            ref float context = ref Unsafe.Add(ref contexts, column);
            Vector128<float> rescale = Vector128.Create(rescales);
            Vector128<float> c00 = rescale * Vector128.LoadUnsafe(ref context), c01 = rescale * Vector128.LoadUnsafe(ref context, Vector);
            context = ref Unsafe.Add(ref context, ValueStride);
            rescale = Vector128.Create(Unsafe.Add(ref rescales, 1));
            Vector128<float> c10 = rescale * Vector128.LoadUnsafe(ref context), c11 = rescale * Vector128.LoadUnsafe(ref context, Vector);
            context = ref Unsafe.Add(ref context, ValueStride);
            rescale = Vector128.Create(Unsafe.Add(ref rescales, 2));
            Vector128<float> c20 = rescale * Vector128.LoadUnsafe(ref context), c21 = rescale * Vector128.LoadUnsafe(ref context, Vector);
            context = ref Unsafe.Add(ref context, ValueStride);
            rescale = Vector128.Create(Unsafe.Add(ref rescales, 3));
            Vector128<float> c30 = rescale * Vector128.LoadUnsafe(ref context), c31 = rescale * Vector128.LoadUnsafe(ref context, Vector);

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

            context = ref Unsafe.Add(ref contexts, column);
            c00.StoreUnsafe(ref context);
            c01.StoreUnsafe(ref context, Vector);
            context = ref Unsafe.Add(ref context, ValueStride);
            c10.StoreUnsafe(ref context);
            c11.StoreUnsafe(ref context, Vector);
            context = ref Unsafe.Add(ref context, ValueStride);
            c20.StoreUnsafe(ref context);
            c21.StoreUnsafe(ref context, Vector);
            context = ref Unsafe.Add(ref context, ValueStride);
            c30.StoreUnsafe(ref context);
            c31.StoreUnsafe(ref context, Vector);
        }

        if (column < ValueStride)
        {
            WeightedSumOfLastVector(ref weights, ref Unsafe.Add(ref values, column), ref Unsafe.Add(ref contexts, column), ref rescales, keys);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScoreRow(ref float query, ref readonly float keys, ref float scores, int count)
    {
        ref float key = ref Unsafe.AsRef(in keys);
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

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSumRow(ref float weights, ref readonly float values, ref float context, float rescale, int count)
    {
        int e = 0;
        for (; e <= TShape.ValueDim - (2 * Vector); e += 2 * Vector)
        {
            ref float value = ref Unsafe.Add(ref Unsafe.AsRef(in values), e);
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
            FallbackBlocks.WeightedSumElement<TShape>(ref weights, ref Unsafe.Add(ref Unsafe.AsRef(in values), e), ref Unsafe.Add(ref context, e), rescale, count);
        }
    }

    private static void WeightedSumOfLastVector(ref float weights, ref float values, ref float contexts, ref float rescales, int keys)
    {
        for (int r = 0; r < QueryRows; r++)
        {
            ref float context = ref Unsafe.Add(ref contexts, r * ValueStride);
            Vector128<float> c = Vector128.LoadUnsafe(ref context) * Unsafe.Add(ref rescales, r);
            for (int j = 0; j < keys; j++)
            {
                Vector128<float> w = Vector128.Create(Unsafe.Add(ref weights, (r * Block) + j));
                c = Vector128.MultiplyAddEstimate(w, Vector128.LoadUnsafe(ref values, (nuint)(j * ValueStride)), c);
            }

            c.StoreUnsafe(ref context);
        }
    }
}
