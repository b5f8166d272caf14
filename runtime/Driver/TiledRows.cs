using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Many rows: a block of rows walks over blocks of keys; each block of keys is copied once into panels, then used by every tile of rows.
/// </summary>
internal readonly struct TiledRows<TShape, TTiles> : IUnitOfWork
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    // Units that each thread finds at least, where their rows are worth the copies of keys and values.
    private const int UnitsPerThread = 4;
    private const int LeastRows = 96;

    private static int GroupHeads => Grouping<TShape>.Heads;

    public static void Forward(in AttentionCall call)
    {
        WorkQueue.Run<TiledRows<TShape, TTiles>>(call, 0, Units(call, RowBlocks(call)), ref Unsafe.NullRef<float>());
    }

    public static void Run(in AttentionCall call, int first, int units, int place, ref float shared)
    {
        int parts = RowBlocks(call);
        int blockRows = BlockRows(call, parts);
        var ahead = new Lookahead<TShape>(call, Processor.IsZen5OrLater);
        Workspace<TShape, TTiles> work = Workspace<TShape, TTiles>.Rent(blockRows, ref ahead);
        for (int unit = 0; unit < units; unit++)
        {
            RowBlock block = Block(call, first + unit, parts, blockRows);
            if (block.Rows > 0)
            {
                if (ahead.Pays)
                {
                    ahead.Next = Next(call, first + unit, parts, blockRows);
                }

                Compute(call, block, work);
            }
        }
    }

    /// <summary>Computes a block of rows.</summary>
    /// <param name="call">The call.</param>
    /// <param name="block">The rows.</param>
    /// <param name="work">The thread's buffers.</param>
    public static void Compute(in AttentionCall call, in RowBlock block, in Workspace<TShape, TTiles> work)
    {
        VisibleKeys visible = VisibleKeys.Of<TShape>(call, block.Batch);
        if (WholeRows<TShape, TTiles>.Takes(call, block, visible))
        {
            WholeRows<TShape, TTiles>.Compute(call, block, visible, work);
            return;
        }

        if (call.HasPairs)
        {
            PairScores<TShape, TTiles>.Prepare(call, block, 0, call.KeyCount<TShape>());
        }

        VisibleKeys scored = VisibleKeys.Scored(call, visible);
        if (BlockKeys(call.KeyCount<TShape>()) >= call.KeyCount<TShape>())
        {
            AttendOnce(call, block, visible, scored, work);
            return;
        }

        Attend(call, block, visible, scored, work);
        RowResults<TShape, TTiles>.Store(call, block, visible, ref work.Contexts, ref work.Maxima, ref work.Sums);
    }

    // A unit's rows; none where rounding leaves a part of a head empty.
    private static RowBlock Block(in AttentionCall call, int unit, int parts, int blockRows)
    {
        (int head, int part) = Math.DivRem(unit, parts);
        (int batch, int keyValueHead) = Math.DivRem(head, Grouping<TShape>.Count);
        int rows = call.QueryCount<TShape>() * GroupHeads;
        int first = part * blockRows;
        return new RowBlock(batch, keyValueHead, first, int.Clamp(rows - first, 0, blockRows));
    }

    // The rows that a thread is likely to compute after a unit: threads take units by turns, more or less. None after the last one.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static RowBlock Next(in AttentionCall call, int unit, int parts, int blockRows) =>
        call.Degree < Units(call, parts) - unit ? Block(call, unit + call.Degree, parts, blockRows) : default;

    private static int Units(in AttentionCall call, int parts) => call.Batch * Grouping<TShape>.Count * parts;

    private static int RowBlocks(in AttentionCall call)
    {
        int rows = call.QueryCount<TShape>() * GroupHeads;
        int blocks = DivideUp(rows, TTiles.BlockRows);
        if (call.Degree > 1)
        {
            // Threads share few heads evenly only in smaller units. Tiles are cut at the same rows, and compute the same bits.
            int units = DivideUp(UnitsPerThread * call.Degree, call.Batch * Grouping<TShape>.Count);
            blocks = int.Max(blocks, int.Min(units, DivideUp(rows, LeastRows)));
        }

        return blocks;
    }

    // Equal blocks instead of full ones and a small rest, which would copy all keys and values for a few rows.
    private static int BlockRows(in AttentionCall call, int parts) =>
        RoundUp(DivideUp(call.QueryCount<TShape>() * GroupHeads, parts), TTiles.QueryRows);

    // Equal blocks here too; a function of n alone, so that every call with n keys adds in the same order.
    private static int BlockKeys(int keyLength) =>
        keyLength == 0 ? TTiles.PanelKeys : RoundUp(DivideUp(keyLength, DivideUp(keyLength, TTiles.BlockKeys)), TTiles.PanelKeys);

    // Loads queries; tells whether the first block of keys sets the states of their rows. It does not where there is none, or something was seen
    // before it: the states then are set here.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Start(in AttentionCall call, in RowBlock block, bool any, in VisibleKeys visible, in Workspace<TShape, TTiles> work)
    {
        ScoreForm<TShape, TTiles>.LoadQueries(call, block, work);
        if (any && call.Sinks.IsEmpty)
        {
            return true;
        }

        int padded = RoundUp(block.Rows, TTiles.QueryRows);
        Rows.FillBuffer(ref work.Maxima, padded / TTiles.QueryRows * TTiles.StateRows, float.NegativeInfinity);
        Rows.FillBuffer(ref work.Sums, padded * TTiles.Lanes, 0);
        Rows.FillBuffer(ref work.Contexts, padded * TTiles.ValueStride, 0);
        Sinks<TShape, TTiles>.Start(call, block, visible, ref work.Maxima, ref work.Sums);
        return false;
    }

    // Block of keys by block of keys, each with all rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(
        in AttentionCall call, in RowBlock block, in VisibleKeys visible, in VisibleKeys scored, in Workspace<TShape, TTiles> work)
    {
        (int begin, int end) = Seen(block, scored);
        int blockKeys = BlockKeys(call.KeyCount<TShape>());
        bool begins = Start(call, block, begin < end, visible, work);

        // Blocks begin where they do without a window; what lies before it is not loaded.
        for (int firstKey = begin / blockKeys * blockKeys; firstKey < end; firstKey += blockKeys, begins = false)
        {
            int keys = int.Min(blockKeys, end - firstKey);
            bool finite = LoadKeysAndValues(call, block, firstKey, Unseen(begin - firstKey), keys, work);
            LookAhead(call, block, firstKey, scored, TiledPass<TShape, TTiles>.MostPieces(keys), work);
            for (int first = 0; first < block.Rows; first += TiledPass<TShape, TTiles>.PassRows)
            {
                TiledPass<TShape, TTiles>.Run(call, block, first, firstKey, keys, finite, begins, visible, scored, work);
            }
        }
    }

    // Where all keys are one block, a pass's rows come and go with it: their queries and contexts stay in the first-level cache.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AttendOnce(
        in AttentionCall call, in RowBlock block, in VisibleKeys visible, in VisibleKeys scored, in Workspace<TShape, TTiles> work)
    {
        (int begin, int end) = Seen(block, scored);
        bool finite = begin < end && LoadKeysAndValues(call, block, 0, Unseen(begin), end, work);
        LookAhead(call, block, 0, scored, TiledPass<TShape, TTiles>.MostPieces(end), work);
        for (int first = 0; first < block.Rows; first += TiledPass<TShape, TTiles>.PassRows)
        {
            RowBlock pass = block with { First = block.First + first, Rows = int.Min(TiledPass<TShape, TTiles>.PassRows, block.Rows - first) };
            bool begins = Start(call, pass, begin < end, visible, work);
            if (begin < end)
            {
                TiledPass<TShape, TTiles>.Run(call, pass, 0, 0, end, finite, begins, visible, scored, work);
            }

            RowResults<TShape, TTiles>.Store(call, pass, visible, ref work.Contexts, ref work.Maxima, ref work.Sums);
        }
    }

    /// <summary>Plans what to ask the memory for while a block of keys is used.</summary>
    /// <param name="call">The call.</param>
    /// <param name="block">The rows that use it.</param>
    /// <param name="firstKey">Its first key.</param>
    /// <param name="scored">The keys whose scores are computed.</param>
    /// <param name="pieces">In how many pieces a pass can compute scores, and weighted sums.</param>
    /// <param name="work">The thread's buffers.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LookAhead(
        in AttentionCall call, in RowBlock block, int firstKey, in VisibleKeys scored, (int Scores, int Sums) pieces, in Workspace<TShape, TTiles> work)
    {
        if (work.Ahead.Pays)
        {
            PlanAhead(call, block, firstKey, scored, pieces, ref work.Ahead);
        }
    }

    // What to ask for while a block of keys is used: the next block of these rows. With their last one the output of these rows, and of the next
    // rows the queries and the first block of keys.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void PlanAhead(
        in AttentionCall call, in RowBlock block, int firstKey, in VisibleKeys scored, (int Scores, int Sums) pieces, ref Lookahead<TShape> ahead)
    {
        int blockKeys = BlockKeys(call.KeyCount<TShape>());
        int passes = Passes(block, firstKey, blockKeys, scored);
        ahead.Start();
        if (passes == 0)
        {
            return;
        }

        int left = Seen(block, scored).End - firstKey;
        if (left > blockKeys)
        {
            ahead.Keys(call, block, firstKey + blockKeys, int.Min(blockKeys, left - blockKeys));
        }
        else
        {
            ahead.Output(call, block);
            RowBlock next = ahead.Next;
            if (next.Rows > 0)
            {
                (int begin, int end) = Seen(next, VisibleKeys.Scored(call, VisibleKeys.Of<TShape>(call, next.Batch)));
                int unseen = Unseen(begin % blockKeys);
                int nextKey = begin - (begin % blockKeys) + unseen;
                ahead.Queries(call, next);
                ahead.Keys(call, next, nextKey, int.Min(blockKeys - unseen, end - nextKey));
            }
        }

        ahead.Spread(passes, pieces);
    }

    // Passes that see something of a block of keys.
    private static int Passes(in RowBlock block, int firstKey, int keys, in VisibleKeys scored)
    {
        int passes = 0;
        for (int first = 0; first < block.Rows; first += TiledPass<TShape, TTiles>.PassRows)
        {
            int last = int.Min(first + TiledPass<TShape, TTiles>.PassRows, block.Rows) - 1;
            if (scored.End(block.Query(last, GroupHeads)) > firstKey && scored.Begin(block.Query(first, GroupHeads)) < firstKey + keys)
            {
                passes++;
            }
        }

        return passes;
    }

    // The keys that any row of a block has: the last row sees the last one, the first row the first one.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Begin, int End) Seen(in RowBlock block, in VisibleKeys scored)
    {
        int end = scored.End(block.Query(block.Rows - 1, GroupHeads));
        return (TShape.WindowLeft < 0 ? 0 : int.Min(scored.Begin(block.Query(0, GroupHeads)), end), end);
    }

    // Keys of a block that are not loaded, whole panels.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Unseen(int keys) => TShape.WindowLeft < 0 ? 0 : int.Max(keys, 0) / TTiles.PanelKeys * TTiles.PanelKeys;

    /// <summary>
    /// Copies the keys of a block from "unseen" on, a whole number of panels behind its first key, and their values; tells whether the
    /// values are finite.
    /// </summary>
    public static bool LoadKeysAndValues(
        in AttentionCall call, in RowBlock block, int firstKey, int unseen, int keys, in Workspace<TShape, TTiles> work)
    {
        nint key = Tensor.Key<TShape>(block, firstKey + unseen, call.KeyCount<TShape>());
        int stride = Tensor.KeyStride<TShape>();
        if (TShape.Score != AttentionGen.Score.Location)
        {
            KeyPanels.Copy<TShape, TTiles>(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), key * TShape.Dim), stride * TShape.Dim, keys - unseen,
                ref Unsafe.Add(ref work.KeyPanels, unseen * TShape.Dim));
            ScoreForm<TShape, TTiles>.LoadKeys(call, block, unseen, keys - unseen, work);
        }

        return Rows.CopyPadded<TShape, TTiles>(
            ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Values), key * TShape.ValueDim), stride * TShape.ValueDim, keys - unseen,
            ref Unsafe.Add(ref work.Values, unseen * TTiles.ValueStride));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DivideUp(int value, int by) => (int)(((long)value + by - 1) / by);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
