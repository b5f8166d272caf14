using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>Tile operations for any shape without vectors: the last resort, tiles of 2 rows x 4 keys or values.</summary>
/// <typeparam name="TShape">The kernel's constants.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly partial struct ScalarTiles<TShape> : ITileOperations
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
    public static int DirectKeys => Block;

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
        // The last panel is computed whole: the scores of its missing keys are not read.
        for (int panel = 0; panel * Panel < keys; panel++)
        {
            ref float key = ref Unsafe.Add(ref keyPanels, panel * Panel * TShape.Dim);
            ref float query = ref queries;
            float s00 = 0, s01 = 0, s02 = 0, s03 = 0, s10 = 0, s11 = 0, s12 = 0, s13 = 0;
            float t00 = 0, t01 = 0, t02 = 0, t03 = 0, t10 = 0, t11 = 0, t12 = 0, t13 = 0;
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
                int part = FallbackBlocks.ScoreSum<TShape>();
                if (TShape.Dim > part && d % part == part - 1)
                {
                    (t00, t01, t02, t03) = (t00 + s00, t01 + s01, t02 + s02, t03 + s03);
                    (t10, t11, t12, t13) = (t10 + s10, t11 + s11, t12 + s12, t13 + s13);
                    s00 = s01 = s02 = s03 = s10 = s11 = s12 = s13 = 0;
                }
            }

            Store(ref Unsafe.Add(ref scores, panel * Panel), s00 + t00, s01 + t01, s02 + t02, s03 + t03);
            Store(ref Unsafe.Add(ref scores, Block + (panel * Panel)), s10 + t10, s11 + t11, s12 + t12, s13 + t13);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int rows, int keys, bool first)
    {
        if (first)
        {
            FallbackBlocks.ClearStates(ref maxima, ref sums, rows, 1);
        }

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
            float sum = 0;
            for (int j = 0; j < keys; j++)
            {
                float weight = VectorMath.Exp2(Unsafe.Add(ref row, j) - maximum, VectorMath.Exp2Lowest, VectorMath.Exp2Round);
                Unsafe.Add(ref row, j) = weight;
                sum += weight;
            }

            Unsafe.Add(ref sums, r) = (Unsafe.Add(ref sums, r) * Unsafe.Add(ref rescales, r)) + sum;
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys, int tiles, bool first)
    {
        if (first)
        {
            MemoryMarshal.CreateSpan(ref contexts, tiles * QueryRows * ValueStride).Clear();
        }

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
        for (int column = 0; column < ValueStride; column += 4)
        {
            float c00 = 0, c01 = 0, c02 = 0, c03 = 0, c10 = 0, c11 = 0, c12 = 0, c13 = 0;
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

            // A block's sum is formed apart from the sum of all blocks before it: over many keys, one long sum would round far more often.
            ref float context = ref Unsafe.Add(ref contexts, column);
            Add(ref context, rescales, c00, c01, c02, c03);
            Add(ref Unsafe.Add(ref context, ValueStride), Unsafe.Add(ref rescales, 1), c10, c11, c12, c13);
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ScoreGroup(ref float queries, ref float keys, ref float scores, int count)
    {
        for (int h = 0; h < TShape.Heads / TShape.KeyValueHeads; h++)
        {
            ref float query = ref Unsafe.Add(ref queries, h * TShape.Dim);
            for (int j = 0; j < count; j++)
            {
                ref float key = ref Unsafe.Add(ref keys, (nint)j * FallbackBlocks.KeyStride<TShape>());

                // In double precision, which costs a scalar path nothing: a single float sum over a long key would be rounded too often.
                double score = 0;
                for (int d = 0; d < TShape.Dim; d++)
                {
                    score += (double)Unsafe.Add(ref query, d) * Unsafe.Add(ref key, d);
                }

                Unsafe.Add(ref scores, (h * Block) + j) = (float)score;
            }
        }
    }

    /// <inheritdoc/>
    public static void WeightedSumGroup(ref float weights, ref float values, ref float contexts, ref float rescales, int count)
    {
        for (int h = 0; h < TShape.Heads / TShape.KeyValueHeads; h++)
        {
            for (int e = 0; e < TShape.ValueDim; e++)
            {
                FallbackBlocks.WeightedSumElement<TShape>(
                    ref Unsafe.Add(ref weights, h * Block), ref Unsafe.Add(ref values, e),
                    ref Unsafe.Add(ref contexts, (h * ValueStride) + e), Unsafe.Add(ref rescales, h), count);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref float target, float rescale, float a, float b, float c, float d) => Store(
        ref target, (target * rescale) + a, (Unsafe.Add(ref target, 1) * rescale) + b, (Unsafe.Add(ref target, 2) * rescale) + c,
        (Unsafe.Add(ref target, 3) * rescale) + d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ref float target, float a, float b, float c, float d)
    {
        target = a;
        Unsafe.Add(ref target, 1) = b;
        Unsafe.Add(ref target, 2) = c;
        Unsafe.Add(ref target, 3) = d;
    }
}
