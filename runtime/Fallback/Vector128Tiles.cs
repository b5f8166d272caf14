using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Tile operations for any shape on 128-bit vectors: ARM64, and x86-64 without AVX2. Their products are those of
/// <see cref="TileProduct128"/>.
/// </summary>
/// <typeparam name="TShape">The kernel's constants.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly partial struct Vector128Tiles<TShape> : ITileOperations
    where TShape : struct, IKernelShape
{
    private const int Vector = 4;
    private const int Panel = TileProduct128.Columns;
    private const int Block = 64;
    private const int MostGroupHeads = 8;

    // As the planner has it: parts of 128 KB where a head's keys lie side by side.
    private const int DirectElements = 128 * 1024;
    private const int MostDirectKeys = 2048;

    /// <inheritdoc/>
    public static string Path => "Vector128";

    /// <inheritdoc/>
    public static int QueryRows => TileProduct128.Rows;

    /// <inheritdoc/>
    public static int StateRows => (QueryRows + Vector - 1) / Vector * Vector;

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
    public static int DirectRows => TShape.Dim >= Vector && TShape.ValueDim >= Vector ? int.Min(GroupHeads, MostGroupHeads) * DirectQueries : 0;

    // As the planner has them.
    private static int DirectQueries => GroupHeads <= 4 ? 4 : 1;

    /// <inheritdoc/>
    public static int DirectKeys
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TokenGroups > 1 || DirectRows == 0
            ? Block
            : int.Clamp(DirectElements / int.Max(TShape.Dim, TShape.ValueDim), Block, MostDirectKeys) / Block * Block;
    }

    /// <inheritdoc/>
    public static void Score(ref float queries, ref float keyPanels, ref float scores, int keys, int tiles)
    {
        // A last half panel is computed whole: the scores of its missing keys are not read.
        for (int first = 0; first < keys; first += Panel)
        {
            ref float panel = ref Unsafe.Add(ref keyPanels, first * TShape.Dim);
            for (int tile = 0; tile < tiles; tile++)
            {
                ScorePanel(
                    ref Unsafe.Add(ref queries, tile * QueryRows * TShape.Dim), ref panel,
                    ref Unsafe.Add(ref scores, (tile * QueryRows * Block) + first));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScorePanel(ref float queries, ref float panel, ref float scores)
    {
        int part = int.Min(FallbackBlocks.ScoreSum<TShape>(), TShape.Dim);
        TileProduct128.Compute(
            ref queries, TShape.Dim, 1, ref panel, Panel, part, ref scores, Block, TileResult.Replace, ref Unsafe.NullRef<float>());
        for (int d = part; d < TShape.Dim; d += part)
        {
            TileProduct128.Compute(
                ref Unsafe.Add(ref queries, d), TShape.Dim, 1, ref Unsafe.Add(ref panel, d * Panel), Panel, int.Min(part, TShape.Dim - d),
                ref scores, Block, TileResult.Add, ref Unsafe.NullRef<float>());
        }
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int rows, int keys, bool first)
    {
        if (first)
        {
            FallbackBlocks.ClearStates(ref maxima, ref sums, rows, Vector);
        }

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

        for (int done = 0; done < rows; done += Vector)
        {
            ref float four = ref Unsafe.Add(ref scores, done * Block);
            int count = int.Min(Vector, rows - done);
            Vector128<float> subtract = OnlineSoftmax.Advance(
                Vector128.LoadUnsafe(ref rescales, (nuint)done), ref Unsafe.Add(ref maxima, done), ref Unsafe.Add(ref rescales, done),
                ref four, Block, count, keys);
            for (int r = 0; r < count; r++)
            {
                Exponentials(
                    ref Unsafe.Add(ref four, r * Block), subtract.GetElement(r), ref Unsafe.Add(ref sums, (done + r) * Vector),
                    Unsafe.Add(ref rescales, done + r), keys);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Exponentials(ref float row, float subtract, ref float sums, float rescale, int keys)
    {
        Vector128<float> maximum = Vector128.Create(subtract);
        Vector128<float> lowest = maximum + Vector128.Create(VectorMath.Exp2Lowest), round = Vector128.Create(VectorMath.Exp2Round) - maximum;
        Vector128<float> sum = default;
        for (int j = 0; j < keys; j += Vector)
        {
            Vector128<float> weight = VectorMath.Exp2(Vector128.LoadUnsafe(ref row, (nuint)j), lowest, round);
            weight.StoreUnsafe(ref row, (nuint)j);
            sum += weight;
        }

        TileProduct128.Store(sum, ref sums, TileResult.Rescale, rescale);
    }

    /// <inheritdoc/>
    public static void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys, int tiles, bool first)
    {
        if (first)
        {
            MemoryMarshal.CreateSpan(ref contexts, tiles * QueryRows * ValueStride).Clear();
        }

        for (int column = 0; column < ValueStride; column += Panel)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                ref float rows = ref Unsafe.Add(ref weights, tile * QueryRows * Block);
                ref float context = ref Unsafe.Add(ref contexts, (tile * QueryRows * ValueStride) + column);
                ref float factors = ref Unsafe.Add(ref rescales, tile * StateRows);
                if (column <= ValueStride - Panel)
                {
                    WeightedSumColumns(ref rows, ref Unsafe.Add(ref values, column), ref context, ref factors, keys);
                }
                else
                {
                    WeightedSumLastVector(ref rows, ref Unsafe.Add(ref values, column), ref context, ref factors, keys);
                }
            }
        }
    }

    // A block's sum is formed apart from the sum of all blocks before it: over many keys, one long sum would round far more often.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightedSumColumns(ref float weights, ref float values, ref float contexts, ref float rescales, int keys) =>
        TileProduct128.Compute(
            ref weights, Block, 1, ref values, ValueStride, keys, ref contexts, ValueStride, TileResult.Rescale, ref rescales);

    /// <inheritdoc/>
    public static void ScoreGroup(ref float queries, ref float keys, ref float scores, int count)
    {
        for (int h = 0; h < TShape.Heads / TShape.KeyValueHeads; h++)
        {
            ScoreRow(ref Unsafe.Add(ref queries, h * TShape.Dim), ref keys, ref Unsafe.Add(ref scores, h * DirectKeys), count);
        }
    }

    /// <inheritdoc/>
    public static void WeightedSumGroup(ref float weights, ref float values, ref float contexts, ref float rescales, int count)
    {
        for (int h = 0; h < TShape.Heads / TShape.KeyValueHeads; h++)
        {
            WeightedSumRow(
                ref Unsafe.Add(ref weights, h * DirectKeys), ref values, ref Unsafe.Add(ref contexts, h * ValueStride), Unsafe.Add(ref rescales, h), count);
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void WeightedSumLastVector(ref float weights, ref float values, ref float contexts, ref float rescales, int keys)
    {
        for (int r = 0; r < QueryRows; r += 2)
        {
            ref float row = ref Unsafe.Add(ref weights, r * Block);
            Vector128<float> even = default, odd = default;
            for (int j = 0; j < keys; j++)
            {
                Vector128<float> value = Vector128.LoadUnsafe(ref values, (nuint)(j * ValueStride));
                even = Vector128.MultiplyAddEstimate(Vector128.Create(Unsafe.Add(ref row, j)), value, even);
                odd = Vector128.MultiplyAddEstimate(Vector128.Create(Unsafe.Add(ref row, Block + j)), value, odd);
            }

            ref float context = ref Unsafe.Add(ref contexts, r * ValueStride);
            TileProduct128.Store(even, ref context, TileResult.Rescale, Unsafe.Add(ref rescales, r));
            TileProduct128.Store(odd, ref Unsafe.Add(ref context, ValueStride), TileResult.Rescale, Unsafe.Add(ref rescales, r + 1));
        }
    }
}
