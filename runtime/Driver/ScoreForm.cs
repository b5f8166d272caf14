using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// How a score that is not a plain dot product is computed in tiles: what becomes of queries when they are loaded, of keys when they are
/// copied, and of a tile of scores. The JIT keeps what the kernel's score needs.
/// </summary>
internal static class ScoreForm<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    /// <summary>Whether the score has hidden layers.</summary>
    public static bool IsHidden
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TShape.Score is AttentionGen.Score.Additive or AttentionGen.Score.Mlp;
    }

    /// <summary>Whether queries are multiplied by a learned matrix.</summary>
    public static bool IsProjected
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => IsHidden || TShape.Score == AttentionGen.Score.General;
    }

    /// <summary>Elements of memory that a block of rows needs besides the usual.</summary>
    public static int Memory(int rows) =>
        IsHidden ? HiddenLayers<TShape, TTiles>.Length(rows) : IsProjected ? QueryProjection<TShape, TTiles>.ScratchLength : 0;

    /// <summary>
    /// Whether scores come out of the product in bits, as the softmax takes them: those that a factor on the queries makes, where nothing
    /// else happens to them before the softmax.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool InBits(in AttentionCall call) =>
        TShape.Score is AttentionGen.Score.Dot or AttentionGen.Score.ScaledDot && !PairScores<TShape, TTiles>.Any(call);

    /// <summary>
    /// A query as the score tile or the group's score wants it: multiplied by the scale, <paramref name="bits"/> as <see cref="InBits"/> says,
    /// for a cosine divided by its norm. Nothing yet where it is projected.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQuery(ref float query, bool bits, ref float target)
    {
        if (TShape.Score == AttentionGen.Score.Cosine)
        {
            CosineScores.Normalise(ref query, TShape.Dim, TShape.Scale, ref target);
        }
        else if (!IsProjected)
        {
            ScoreScale<TShape>.Apply(ref query, bits, ref target);
        }
    }

    /// <summary>The queries of a block of rows, as the score tiles want them; those that the last tile lacks are zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadQueries(in AttentionCall call, in RowBlock block, in Workspace<TShape, TTiles> work)
    {
        ref float queries = ref MemoryMarshal.GetReference(call.Queries);
        bool bits = InBits(call);
        int rows = block.Rows;
        RowWalk<TShape> walk = new(block, call.QueryCount<TShape>());
        for (int row = 0; row < rows; row++)
        {
            LoadQuery(ref Unsafe.Add(ref queries, walk.Row * TShape.Dim), bits, ref Unsafe.Add(ref work.Queries, row * TShape.Dim));
            walk.MoveNext();
        }

        ProjectQueries(call, block, work);
        int padded = (rows + TTiles.QueryRows - 1) / TTiles.QueryRows * TTiles.QueryRows;
        Rows.Fill(ref work.Queries, rows * TShape.Dim, padded * TShape.Dim, 0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ProjectQueries(in AttentionCall call, in RowBlock block, in Workspace<TShape, TTiles> work)
    {
        if (IsHidden)
        {
            HiddenLayers<TShape, TTiles>.LoadQueries(call, block, ref work.Learned);
        }
        else if (IsProjected)
        {
            QueryProjection<TShape, TTiles>.Project(call, block, ref work.Learned, ref work.Queries);
        }
    }

    /// <summary>Turns copied keys, <paramref name="keys"/> from the block's key <paramref name="first"/> on, into what the score multiplies with.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadKeys(in AttentionCall call, in RowBlock block, int first, int keys, in Workspace<TShape, TTiles> work)
    {
        if (TShape.Score == AttentionGen.Score.Cosine)
        {
            CosineScores.NormalisePanels<TShape, TTiles>(ref Unsafe.Add(ref work.KeyPanels, first * TShape.Dim), keys);
        }
        else if (IsHidden)
        {
            HiddenLayers<TShape, TTiles>.LoadKeys(call, block, first, keys, ref work.KeyPanels, ref work.Learned);
        }
    }

    /// <summary>
    /// The scores of some tiles of rows from <paramref name="row"/> on, with <paramref name="keys"/> keys from <paramref name="start"/> on in
    /// the block that begins with <paramref name="firstKey"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Score(
        in AttentionCall call, in RowBlock block, int row, int firstKey, int start, int keys, int tiles, in Workspace<TShape, TTiles> work,
        ref float scores)
    {
        if (IsHidden)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                int at = row + (tile * TTiles.QueryRows);
                HiddenLayers<TShape, TTiles>.Score(
                    call, block, at, int.Min(TTiles.QueryRows, block.Rows - at), start, keys,
                    ref Unsafe.Add(ref scores, tile * TTiles.QueryRows * TTiles.BlockKeys), ref work.Learned);
            }
        }
        else if (TShape.Score == AttentionGen.Score.Location)
        {
            ScorePositions(call, block, row, firstKey + start, keys, tiles, work, ref scores);
        }
        else
        {
            TTiles.Score(
                ref Unsafe.Add(ref work.Queries, row * TShape.Dim), ref Unsafe.Add(ref work.KeyPanels, start * TShape.Dim), ref scores, keys, tiles);
        }
    }

    // The weights of positions are panels of keys already.
    private static void ScorePositions(
        in AttentionCall call, in RowBlock block, int row, int firstKey, int keys, int tiles, in Workspace<TShape, TTiles> work, ref float scores)
    {
        int head = Tensor.Head<TShape>(block, 0);
        ref float weights = ref call.Parameters!.At<TShape, TTiles>(
            head, ParameterLayout<TShape, TTiles>.Panels + ((nint)firstKey * TShape.Dim));
        ref float bias = ref call.Parameters.At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Bias + firstKey);
        TTiles.Score(ref Unsafe.Add(ref work.Queries, row * TShape.Dim), ref weights, ref scores, keys, tiles);
        for (int r = 0; r < tiles * TTiles.QueryRows; r++)
        {
            ref float target = ref Unsafe.Add(ref scores, r * TTiles.BlockKeys);
            ElementRows.Add(ref target, ref bias, keys, ref target);
        }
    }
}
