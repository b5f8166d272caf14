using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// A few queries, as in decoding one token: reading keys and values is all the cost, so each is read once, where the caller has it, by
/// all the query heads that share it. The keys are cut into segments whose states are merged in order; a long cache is thereby work for
/// several threads, and its bits are the same for any number of them.
/// </summary>
internal readonly struct DirectRows<TShape, TTiles> : IUnitOfWork
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    private const int MostSegments = 32;

    private const int UnitsPerThread = 4;

    // Elements of the states of the items that are computed at a time, if they are more than one.
    private const int MostStates = 64 * 1024 * 1024;

    private static int GroupHeads => Grouping<TShape>.Heads;

    private static int UnitHeads => DirectBuffers<TShape, TTiles>.UnitHeads;

    private static int ItemParts => TShape.KeyValueHeads / UnitHeads;

    private static int StatesLength => DirectBuffers<TShape, TTiles>.StatesLength;

    // A whole block, unless it takes shorter segments to share the keys of a few heads among threads. Half a block where all heads are one unit, so that
    // there are segments enough; one that is not quite two of these is still read as a single block.
    private static int LeastSegmentKeys => int.Max(
        256, UnitHeads > 1 ? TTiles.DirectKeys / 2 : TTiles.DirectKeys * int.Min(TShape.KeyValueHeads, UnitsPerThread) / UnitsPerThread);

    public static void Forward(in AttentionCall call)
    {
        int segments = Segments(call.KeyLength);
        int units = Units(segments);
        int items = Items(call.Batch, segments, int.Min(call.Degree, Environment.ProcessorCount));
        ref float states = ref ThreadBuffer.RentShared(items * segments * StatesLength);
        for (int first = 0; first < call.Batch; first += items)
        {
            items = int.Min(items, call.Batch - first);
            Project(call, first, items, segments, ref states);
            WorkQueue.Run<DirectRows<TShape, TTiles>>(call, first * units, items * units, ref states);
            for (int item = 0; item < items; item++)
            {
                Store(call, first + item, segments, Buffers(ref Unsafe.NullRef<float>(), ref states, item * segments));
            }
        }
    }

    /// <summary>Batch items that are computed at a time: as many as keep the threads busy, few enough that their states stay small.</summary>
    internal static int Items(int batch, int segments, int threads)
    {
        int units = Units(segments);
        int busy = ((UnitsPerThread * threads) + units - 1) / units;
        return int.Max(1, int.Min(int.Min(batch, busy), MostStates / (segments * StatesLength)));
    }

    // Once for all the segments of an item.
    private static void Project(in AttentionCall call, int first, int items, int segments, ref float states)
    {
        if (!ScoreForm<TShape, TTiles>.IsProjected)
        {
            return;
        }

        ref float scratch = ref ThreadBuffer.Rent(QueryProjection<TShape, TTiles>.ScratchLength);
        for (int item = 0; item < items; item++)
        {
            DirectBuffers<TShape, TTiles> work = Buffers(ref scratch, ref states, item * segments);
            for (int head = 0; head < TShape.KeyValueHeads; head++)
            {
                QueryProjection<TShape, TTiles>.Project(call, Block(call, first + item, head), ref scratch, ref work.Projected(head));
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Store(in AttentionCall call, int batch, int segments, in DirectBuffers<TShape, TTiles> work)
    {
        VisibleKeys visible = VisibleKeys.Of<TShape>(call, batch);
        for (int head = 0; head < TShape.KeyValueHeads; head++)
        {
            for (int segment = 1; segment < segments; segment++)
            {
                work.Merge(work.Segment(segment), head, call.QueryLength * GroupHeads);
            }

            RowResults<TShape, TTiles>.Store(
                call, Block(call, batch, head), visible, ref work.Contexts(head), ref work.Maxima(head), ref work.Sums(head));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(in AttentionCall call, int first, int units, int place, ref float shared)
    {
        int segments = Segments(call.KeyLength);
        int segmentKeys = SegmentKeys(call.KeyLength, segments);
        ref float own = ref ThreadBuffer.Rent(DirectBuffers<TShape, TTiles>.Length);
        for (int unit = 0; unit < units; unit++)
        {
            Compute(call, first + unit, place + unit, segments, segmentKeys, ref own, ref shared);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compute(in AttentionCall call, int unit, int place, int segments, int segmentKeys, ref float own, ref float shared)
    {
        // Along memory: in token-major tensors a segment's tokens with all their heads, in head-major ones a head's segments.
        (int part, int segment) = Math.DivRem(unit, segments);
        (int batch, int firstHead) = Math.DivRem(part, ItemParts);

        // The states of the item's first segment: "place" counts the units that "unit" does, from the run's first item on.
        int states = (place - (firstHead * segments) - segment) / ItemParts;
        VisibleKeys visible = VisibleKeys.Of<TShape>(call, batch);
        VisibleKeys scored = VisibleKeys.Scored(call, visible);
        int first = segment * segmentKeys;
        int end = int.Min(first + segmentKeys, scored.End(call.QueryLength - 1));

        DirectBuffers<TShape, TTiles> work = Buffers(ref own, ref shared, states + segment);
        for (int head = firstHead; head < firstHead + UnitHeads; head++)
        {
            RowBlock block = Block(call, batch, head);
            Start(call, block, work, ref Buffers(ref shared, ref shared, states).Projected(head));
            if (segment == 0)
            {
                Sinks<TShape, TTiles>.Start(call, block, visible, ref work.Maxima(head), ref work.Sums(head));
            }

            if (call.HasPairs)
            {
                int past = int.Min(first + segmentKeys, call.KeyLength);
                PairScores<TShape, TTiles>.Prepare(call, block, int.Min(first, past), int.Max(past - first, 0));
            }
        }

        if (TShape.WindowLeft >= 0)
        {
            first = int.Max(first, scored.Begin(0));
        }

        for (int firstKey = first; firstKey < end; firstKey += TTiles.DirectKeys)
        {
            Attend(call, Block(call, batch, firstHead), visible, scored, firstKey, int.Min(TTiles.DirectKeys, end - firstKey), work);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Start(in AttentionCall call, in RowBlock block, in DirectBuffers<TShape, TTiles> work, ref float projected)
    {
        ref float queries = ref work.Queries(block.KeyValueHead);
        bool bits = ScoreForm<TShape, TTiles>.InBits(call);
        for (int row = 0; row < block.Rows && !ScoreForm<TShape, TTiles>.IsProjected; row++)
        {
            nint from = Tensor.Row<TShape>(block, row, call.QueryLength) * TShape.Dim;
            ScoreForm<TShape, TTiles>.LoadQuery(
                ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Queries), from), bits, ref Unsafe.Add(ref queries, row * TShape.Dim));
        }

        if (ScoreForm<TShape, TTiles>.IsProjected)
        {
            MemoryMarshal.CreateSpan(ref projected, block.Rows * TShape.Dim)
                .CopyTo(MemoryMarshal.CreateSpan(ref queries, block.Rows * TShape.Dim));
        }

        // The softmax looks at all rows of a tile: those that do not exist must not look like new maxima.
        Rows.FillBuffer(ref work.Maxima(block.KeyValueHead), DirectBuffers<TShape, TTiles>.MaximaCount, float.NegativeInfinity);
        Rows.FillBuffer(ref work.Sums(block.KeyValueHead), block.Rows * TTiles.Lanes, 0);
        Rows.FillBuffer(ref work.Contexts(block.KeyValueHead), block.Rows * TTiles.ValueStride, 0);
    }

    // One block of keys for the unit's groups of heads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(
        in AttentionCall call, in RowBlock block, in VisibleKeys visible, in VisibleKeys scored, int firstKey, int keys,
        in DirectBuffers<TShape, TTiles> work)
    {
        bool tokens = TTiles.TokensTogether > 0 && call.Allowed.IsEmpty;
        if (tokens)
        {
            DirectTokens<TShape, TTiles>.Score(call, block, scored, firstKey, keys, work);
        }
        else
        {
            DirectGroups<TShape, TTiles>.Score(call, block, UnitHeads, scored, firstKey, keys, work);
        }

        bool hides = false;
        for (int head = block.KeyValueHead; head < block.KeyValueHead + UnitHeads; head++)
        {
            RowBlock group = block with { KeyValueHead = head };
            if (TShape.Score == Score.Cosine)
            {
                DirectSoftmax<TShape, TTiles>.DivideByNorms(call, group, scored, firstKey, keys, work);
            }

            hides |= DirectSoftmax<TShape, TTiles>.Run(call, group, visible, firstKey, keys, work);
        }

        if (tokens && !hides)
        {
            DirectTokens<TShape, TTiles>.Add(call, block, UnitHeads, visible, firstKey, keys, work);
        }
        else
        {
            DirectGroups<TShape, TTiles>.Add(call, block, UnitHeads, visible, firstKey, keys, hides, work);
        }
    }

    private static DirectBuffers<TShape, TTiles> Buffers(ref float own, ref float states, int place) =>
        new(ref own, ref Unsafe.Add(ref states, (nint)place * StatesLength));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static RowBlock Block(in AttentionCall call, int batch, int head) => new(batch, head, 0, call.QueryLength * GroupHeads);

    private static int Segments(int keyLength) => int.Clamp(keyLength / LeastSegmentKeys, 1, MostSegments);

    // Units of a batch item.
    private static int Units(int segments) => segments * ItemParts;

    private static int SegmentKeys(int keyLength, int segments) => (keyLength + segments - 1) / segments;
}
