using System.ComponentModel;
using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>Tile operations for any shape without vectors: the last resort, tiles of 2 rows x 4 keys or values.</summary>
/// <typeparam name="TShape">The kernel's constants.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly struct ScalarTiles<TShape> : ITileOperations
    where TShape : struct, IKernelShape
{
    private const int Panel = 4;
    private const int Block = 64;

    /// <inheritdoc/>
    public static string Path => "Scalar";

    /// <inheritdoc/>
    public static int QueryRows => 2;

    /// <inheritdoc/>
    public static int StateRows => QueryRows;

    /// <inheritdoc/>
    public static int Lanes => 1;

    /// <inheritdoc/>
    public static int PanelKeys => Panel;

    /// <inheritdoc/>
    public static int BlockKeys => Block;

    /// <inheritdoc/>
    public static int BlockRows => FallbackBlocks.Rows(TShape.Dim + ValueStride, QueryRows);

    /// <inheritdoc/>
    public static int PassTiles => 8;

    /// <inheritdoc/>
    public static int ValueStride => (TShape.ValueDim + 3) / 4 * 4;

    /// <inheritdoc/>
    public static int DirectRows => QueryRows;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(ref float queries, ref float keyPanels, ref float scores, int keys)
    {
        // The last panel is computed whole: its missing keys are zeros, and their scores are not read.
        for (int panel = 0; panel * Panel < keys; panel++)
        {
            ref float key = ref Unsafe.Add(ref keyPanels, panel * Panel * TShape.Dim);
            ref float query = ref queries;
            float s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
            for (int d = 0; d < TShape.Dim; d++)
            {
                float k0 = key, k1 = Unsafe.Add(ref key, 1), k2 = Unsafe.Add(ref key, 2), k3 = Unsafe.Add(ref key, 3);
                float q = query;
                s00 += q * k0;
                s01 += q * k1;
                s02 += q * k2;
                s03 += q * k3;
                q = Unsafe.Add(ref query, TShape.Dim);
                s10 += q * k0;
                s11 += q * k1;
                s12 += q * k2;
                s13 += q * k3;
                key = ref Unsafe.Add(ref key, Panel);
                query = ref Unsafe.Add(ref query, 1);
            }

            Store(ref Unsafe.Add(ref scores, panel * Panel), s00, s01, s02, s03);
            Store(ref Unsafe.Add(ref scores, Block + (panel * Panel)), s10, s11, s12, s13);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int rows, int keys)
    {
        for (int r = 0; r < rows; r++)
        {
            ref float row = ref Unsafe.Add(ref scores, r * Block);
            float largest = row;
            for (int j = 1; j < keys; j++)
            {
                float score = Unsafe.Add(ref row, j);
                largest = largest > score ? largest : score;
            }

            float maximum = OnlineSoftmax.Advance(largest, ref Unsafe.Add(ref maxima, r), ref Unsafe.Add(ref rescales, r));
            float sum = Unsafe.Add(ref sums, r) * Unsafe.Add(ref rescales, r);
            for (int j = 0; j < keys; j++)
            {
                float weight = VectorMath.Exp(Unsafe.Add(ref row, j) - maximum);
                Unsafe.Add(ref row, j) = weight;
                sum += weight;
            }

            Unsafe.Add(ref sums, r) = sum;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys)
    {
        for (int column = 0; column < ValueStride; column += 4)
        {
            ref float first = ref Unsafe.Add(ref contexts, column);
            ref float second = ref Unsafe.Add(ref first, ValueStride);
            float rescale = rescales;
            float c00 = first * rescale, c01 = Unsafe.Add(ref first, 1) * rescale;
            float c02 = Unsafe.Add(ref first, 2) * rescale, c03 = Unsafe.Add(ref first, 3) * rescale;
            rescale = Unsafe.Add(ref rescales, 1);
            float c10 = second * rescale, c11 = Unsafe.Add(ref second, 1) * rescale;
            float c12 = Unsafe.Add(ref second, 2) * rescale, c13 = Unsafe.Add(ref second, 3) * rescale;

            ref float value = ref Unsafe.Add(ref values, column);
            for (int j = 0; j < keys; j++)
            {
                float v0 = value, v1 = Unsafe.Add(ref value, 1), v2 = Unsafe.Add(ref value, 2), v3 = Unsafe.Add(ref value, 3);
                float w = Unsafe.Add(ref weights, j);
                c00 += w * v0;
                c01 += w * v1;
                c02 += w * v2;
                c03 += w * v3;
                w = Unsafe.Add(ref weights, Block + j);
                c10 += w * v0;
                c11 += w * v1;
                c12 += w * v2;
                c13 += w * v3;
                value = ref Unsafe.Add(ref value, ValueStride);
            }

            Store(ref first, c00, c01, c02, c03);
            Store(ref second, c10, c11, c12, c13);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScoreRow(ref float query, ref readonly float keys, ref float scores, int count)
    {
        ref float key = ref Unsafe.AsRef(in keys);
        for (int j = 0; j < count; j++)
        {
            float score = 0;
            for (int d = 0; d < TShape.Dim; d++)
            {
                score += Unsafe.Add(ref query, d) * Unsafe.Add(ref key, d);
            }

            Unsafe.Add(ref scores, j) = score;
            key = ref Unsafe.Add(ref key, FallbackBlocks.KeyStride<TShape>());
        }
    }

    /// <inheritdoc/>
    public static void WeightedSumRow(ref float weights, ref readonly float values, ref float context, float rescale, int count)
    {
        for (int e = 0; e < TShape.ValueDim; e++)
        {
            FallbackBlocks.WeightedSumElement<TShape>(ref weights, ref Unsafe.Add(ref Unsafe.AsRef(in values), e), ref Unsafe.Add(ref context, e), rescale, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float target, float a, float b, float c, float d)
    {
        target = a;
        Unsafe.Add(ref target, 1) = b;
        Unsafe.Add(ref target, 2) = c;
        Unsafe.Add(ref target, 3) = d;
    }
}
