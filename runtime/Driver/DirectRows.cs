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
    private const int LeastSegmentKeys = 128;
    private const int MostSegments = 32;

    private const int UnitsPerThread = 4;

    // Elements of the states of the items that are computed at a time, if they are more than one.
    private const int MostStates = 64 * 1024 * 1024;

    // Keys scored together by one head, where other heads lie between them. More hide more of the latency of their sums; but each is a
    // stream of its own through the tensor.
    private const int ScatteredStep = 8;

    // Keys scored together where they lie one behind another: a single stream however many they are.
    private const int ContiguousStep = 32;

    // Steps between what is asked for and what is read among scattered keys.
    private const int StepsAhead = 4;

    // Keys and values of a batch item that are taken to lie beyond the caches of one core.
    private const int StreamedBytes = 16 * 1024 * 1024;

    // Elements between what is asked for and what is read, along memory: what arrives in the time that memory takes to answer.
    private const int StreamedAhead = 2048;

    // Elements of a token's keys and values in token-major tensors.
    private static int TokenKeys => TShape.KeyValueHeads * TShape.Dim;

    private static int TokenValues => TShape.KeyValueHeads * TShape.ValueDim;

    private static int GroupHeads => Grouping<TShape>.Heads;

    // One head's state: maxima, sums, contexts.
    private static int MaximaLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ThreadBuffer.Align(TTiles.StateRows);
    }

    private static int SumsLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ThreadBuffer.Align(TTiles.DirectRows * TTiles.Lanes);
    }

    private static int StateLength
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => MaximaLength + SumsLength + ThreadBuffer.Align(TTiles.DirectRows * TTiles.ValueStride);
    }

    // The projected queries of an item lie behind the states of its first segment.
    private static int ProjectedLength => ScoreForm<TShape, TTiles>.IsProjected ? ThreadBuffer.Align(TTiles.DirectRows * TShape.Dim) : 0;

    internal static int SegmentLength => TShape.KeyValueHeads * (StateLength + ProjectedLength);

    public static void Forward(in AttentionCall call)
    {
        int segments = Segments(call.KeyLength);
        int items = Items(call.Batch, segments, int.Min(call.Degree, Environment.ProcessorCount));
        ref float states = ref ThreadBuffer.RentShared(items * segments * SegmentLength);
        for (int first = 0; first < call.Batch; first += items)
        {
            items = int.Min(items, call.Batch - first);
            Project(call, first, items, segments, ref states);
            WorkQueue.Run<DirectRows<TShape, TTiles>>(call, first * segments, items * segments, ref states);
            for (int item = 0; item < items; item++)
            {
                Store(call, first + item, segments, ref Unsafe.Add(ref states, (nint)item * segments * SegmentLength));
            }
        }
    }

    /// <summary>Batch items that are computed at a time: as many as keep the threads busy, few enough that their states stay small.</summary>
    internal static int Items(int batch, int segments, int threads)
    {
        int busy = ((UnitsPerThread * threads) + segments - 1) / segments;
        return int.Max(1, int.Min(int.Min(batch, busy), MostStates / (segments * SegmentLength)));
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
            ref float projected = ref Projected(ref Unsafe.Add(ref states, (nint)item * segments * SegmentLength));
            for (int head = 0; head < TShape.KeyValueHeads; head++)
            {
                QueryProjection<TShape, TTiles>.Project(
                    call, Block(call, first + item, head), ref scratch, ref Unsafe.Add(ref projected, head * ProjectedLength));
            }
        }
    }

    private static ref float Projected(ref float states) => ref Unsafe.Add(ref states, TShape.KeyValueHeads * StateLength);

    private static void Store(in AttentionCall call, int batch, int segments, ref float states)
    {
        VisibleKeys visible = VisibleKeys.Of<TShape>(call, batch);
        for (int head = 0; head < TShape.KeyValueHeads; head++)
        {
            ref float state = ref Unsafe.Add(ref states, head * StateLength);
            for (int segment = 1; segment < segments; segment++)
            {
                Merge(ref state, ref Unsafe.Add(ref state, segment * SegmentLength), call.QueryLength * GroupHeads);
            }

            RowResults<TShape, TTiles>.Store(
                call, Block(call, batch, head), visible, ref Unsafe.Add(ref state, MaximaLength + SumsLength), ref state,
                ref Unsafe.Add(ref state, MaximaLength));
        }
    }

    public static void Run(in AttentionCall call, int unit, int place, ref float shared)
    {
        int segments = Segments(call.KeyLength);
        (int batch, int segment) = Math.DivRem(unit, segments);
        int segmentKeys = SegmentKeys(call.KeyLength, segments);
        VisibleKeys visible = VisibleKeys.Of<TShape>(call, batch);
        VisibleKeys scored = VisibleKeys.Scored(call, visible);
        int first = segment * segmentKeys;
        int end = int.Min(first + segmentKeys, scored.End(call.QueryLength - 1));
        int step = TShape.Layout == TensorLayout.HeadMajor ? ContiguousStep : ScatteredStep;

        var work = new Buffers(ref ThreadBuffer.Rent(Buffers.Length), ref Unsafe.Add(ref shared, (nint)place * SegmentLength));
        for (int head = 0; head < TShape.KeyValueHeads; head++)
        {
            RowBlock block = Block(call, batch, head);
            ref float item = ref Unsafe.Add(ref shared, (nint)(place / segments) * segments * SegmentLength);
            Start(call, block, work, ref Projected(ref item));
            if (segment == 0)
            {
                ref float state = ref work.State(head);
                Sinks<TShape, TTiles>.Start(call, block, visible, ref state, ref Unsafe.Add(ref state, MaximaLength));
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

        // Along memory: in token-major tensors the heads of a key lie side by side, in head-major ones the keys of a head.
        if (TShape.Layout == TensorLayout.TokenMajor)
        {
            for (int firstKey = first; firstKey < end; firstKey += TTiles.BlockKeys)
            {
                int keys = int.Min(TTiles.BlockKeys, end - firstKey);
                Attend(call, batch, 0, TShape.KeyValueHeads, visible, scored, firstKey, keys, step, work);
            }
        }
        else
        {
            for (int head = 0; head < TShape.KeyValueHeads; head++)
            {
                for (int firstKey = first; firstKey < end; firstKey += TTiles.BlockKeys)
                {
                    int keys = int.Min(TTiles.BlockKeys, end - firstKey);
                    Attend(call, batch, head, 1, visible, scored, firstKey, keys, step, work);
                }
            }
        }
    }

    private static void Start(in AttentionCall call, in RowBlock block, in Buffers work, ref float projected)
    {
        ref float queries = ref work.Queries(block.KeyValueHead);
        for (int row = 0; row < block.Rows && !ScoreForm<TShape, TTiles>.IsProjected; row++)
        {
            nint from = Tensor.Row<TShape>(block, row, call.QueryLength) * TShape.Dim;
            ScoreForm<TShape, TTiles>.LoadQuery(
                call, ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Queries), from), ref Unsafe.Add(ref queries, row * TShape.Dim));
        }

        if (ScoreForm<TShape, TTiles>.IsProjected)
        {
            MemoryMarshal.CreateSpan(ref Unsafe.Add(ref projected, block.KeyValueHead * ProjectedLength), block.Rows * TShape.Dim)
                .CopyTo(MemoryMarshal.CreateSpan(ref queries, block.Rows * TShape.Dim));
        }

        // The softmax looks at all rows of a tile: those that do not exist must not look like new maxima.
        ref float state = ref work.State(block.KeyValueHead);
        MemoryMarshal.CreateSpan(ref state, MaximaLength).Fill(float.NegativeInfinity);
        MemoryMarshal.CreateSpan(ref Unsafe.Add(ref state, MaximaLength), StateLength - MaximaLength).Clear();
        MemoryMarshal.CreateSpan(ref work.Scores(block.KeyValueHead), TTiles.QueryRows * TTiles.BlockKeys).Clear();
        MemoryMarshal.CreateSpan(ref work.Rescales(block.KeyValueHead), TTiles.StateRows).Clear();
    }

    // One block of keys for some heads. A step of keys goes through all of them before the next step, so that the processor sees as
    // many streams as a step has keys, each running on through the heads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Attend(
        in AttentionCall call, int batch, int firstHead, int heads, in VisibleKeys visible, in VisibleKeys scored, int firstKey, int keys, int step,
        in Buffers work)
    {
        // Token by token through all heads where keys and values come from memory: they are then read in its order, as one stream.
        bool tokens = TTiles.ReadsTokens && call.Allowed.IsEmpty && IsStreamed(call.KeyLength);
        if (tokens)
        {
            ScoreTokens(call, batch, scored, firstKey, keys, work);
        }

        for (int j = 0; j < keys && !tokens; j += step)
        {
            for (int head = firstHead; head < firstHead + heads; head++)
            {
                nint key = Tensor.Key<TShape>(Block(call, batch, head), firstKey + j, call.KeyLength) * TShape.Dim;
                Prefetch(ref MemoryMarshal.GetReference(call.Keys), call, batch, firstHead, heads, head, firstKey + j, step, TShape.Dim);
                for (int query = 0; query < call.QueryLength; query++)
                {
                    int skip = Skipped(scored, query, firstKey + j, step);
                    int shown = int.Min(Shown(scored, query, firstKey, keys) - j, step) - skip;
                    if (shown > 0 && !HidesAll(call, batch, head, query, firstKey + j + skip, shown))
                    {
                        TTiles.ScoreGroup(
                            ref Unsafe.Add(ref work.Queries(head), query * GroupHeads * TShape.Dim),
                            ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), key + ((nint)skip * Tensor.KeyStride<TShape>() * TShape.Dim)),
                            ref Unsafe.Add(ref work.Scores(head), (query * GroupHeads * TTiles.BlockKeys) + j + skip), shown);
                    }
                }
            }
        }

        bool hides = false;
        for (int head = firstHead; head < firstHead + heads; head++)
        {
            if (TShape.Score == Score.Cosine)
            {
                DivideByNorms(call, Block(call, batch, head), scored, firstKey, keys, work);
            }

            hides |= Softmax(call, Block(call, batch, head), visible, firstKey, keys, work);
        }

        if (tokens && !hides)
        {
            AddTokens(call, batch, visible, firstKey, keys, work);
            return;
        }

        for (int j = 0; j < keys; j += step)
        {
            for (int head = firstHead; head < firstHead + heads; head++)
            {
                nint value = Tensor.Key<TShape>(Block(call, batch, head), firstKey + j, call.KeyLength) * TShape.ValueDim;
                Prefetch(ref MemoryMarshal.GetReference(call.Values), call, batch, firstHead, heads, head, firstKey + j, step, TShape.ValueDim);
                for (int query = 0; query < call.QueryLength; query++)
                {
                    int skip = Skipped(visible, query, firstKey + j, step);
                    int shown = int.Min(Shown(visible, query, firstKey, keys) - j, step) - skip;
                    if (shown > 0)
                    {
                        int row = query * GroupHeads;
                        ref float rescales = ref Unsafe.Add(ref work.Rescales(head), row);
                        ref float weights = ref Unsafe.Add(ref work.Scores(head), (row * TTiles.BlockKeys) + j + skip);
                        ref float from = ref Unsafe.Add(
                            ref MemoryMarshal.GetReference(call.Values), value + ((nint)skip * Tensor.KeyStride<TShape>() * TShape.ValueDim));
                        ref float contexts = ref Unsafe.Add(ref work.State(head), MaximaLength + SumsLength + (row * TTiles.ValueStride));
                        if (hides)
                        {
                            VisibleValues<TShape, TTiles>.Add(
                                call, Block(call, batch, head), row, firstKey + j + skip, shown, ref weights, ref from, ref contexts, ref rescales);
                        }
                        else
                        {
                            TTiles.WeightedSumGroup(ref weights, ref from, ref contexts, ref rescales, shown);
                            MemoryMarshal.CreateSpan(ref rescales, GroupHeads).Fill(1);
                        }
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScoreTokens(in AttentionCall call, int batch, in VisibleKeys scored, int firstKey, int keys, in Buffers work)
    {
        ref float key = ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), (((nint)batch * call.KeyLength) + firstKey) * TokenKeys);
        ref float queries = ref work.Queries(0), scores = ref work.Scores(0);
        int stride = Buffers.HeadLength;
        for (int query = 0; query < call.QueryLength; query++)
        {
            int start = Skipped(scored, query, firstKey, keys), end = Shown(scored, query, firstKey, keys);
            ref float token = ref Unsafe.Add(ref key, (nint)start * TokenKeys);
            for (int j = start; j < end; j++)
            {
                TTiles.ScoreToken(ref queries, ref token, ref Unsafe.Add(ref scores, j), stride);
                token = ref Unsafe.Add(ref token, TokenKeys);
            }

            queries = ref Unsafe.Add(ref queries, GroupHeads * TShape.Dim);
            scores = ref Unsafe.Add(ref scores, GroupHeads * TTiles.BlockKeys);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddTokens(in AttentionCall call, int batch, in VisibleKeys visible, int firstKey, int keys, in Buffers work)
    {
        Rescale(call, work);
        ref float value = ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Values), (((nint)batch * call.KeyLength) + firstKey) * TokenValues);
        ref float weights = ref work.Scores(0), contexts = ref Unsafe.Add(ref work.State(0), MaximaLength + SumsLength);
        int weightStride = Buffers.HeadLength, contextStride = StateLength;
        for (int query = 0; query < call.QueryLength; query++)
        {
            int start = Skipped(visible, query, firstKey, keys), end = Shown(visible, query, firstKey, keys);
            if (start < end)
            {
                TTiles.WeightedSumTokens(
                    ref Unsafe.Add(ref weights, start), ref Unsafe.Add(ref value, (nint)start * TokenValues), ref contexts, weightStride,
                    contextStride, end - start);
            }

            weights = ref Unsafe.Add(ref weights, GroupHeads * TTiles.BlockKeys);
            contexts = ref Unsafe.Add(ref contexts, GroupHeads * TTiles.ValueStride);
        }
    }

    // Few blocks raise a maximum: it costs less to look than to multiply with every token.
    private static void Rescale(in AttentionCall call, in Buffers work)
    {
        for (int head = 0; head < TShape.KeyValueHeads; head++)
        {
            for (int r = 0; r < call.QueryLength * GroupHeads; r++)
            {
                float factor = Unsafe.Add(ref work.Rescales(head), r);
                if (factor != 1)
                {
                    ref float context = ref Unsafe.Add(ref work.State(head), MaximaLength + SumsLength + (r * TTiles.ValueStride));
                    Rows.Scale(ref context, factor, TTiles.ValueStride, ref context);
                }
            }
        }
    }

    // Asks for what a step not far from here reads: further along memory when it is read in order, otherwise some steps later.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(
        ref float tensor, in AttentionCall call, int batch, int firstHead, int heads, int head, int key, int step, int length)
    {
        if (TShape.Layout == TensorLayout.HeadMajor)
        {
            nint row = Tensor.Key<TShape>(Block(call, batch, head), key, call.KeyLength);
            Memory.Prefetch(ref Unsafe.Add(ref tensor, (row * length) + StreamedAhead), step * length);
            return;
        }

        int later = head - firstHead + StepsAhead;
        nint first = Tensor.Key<TShape>(Block(call, batch, firstHead + (later % heads)), key + (later / heads * step), call.KeyLength);
        for (int j = 0; j < step; j++)
        {
            Memory.Prefetch(ref Unsafe.Add(ref tensor, (first + (j * Tensor.KeyStride<TShape>())) * length), length);
        }
    }

    // Dot products of normalised queries with keys as they are become cosines: of all keys that were scored, hidden ones too.
    private static void DivideByNorms(in AttentionCall call, in RowBlock block, in VisibleKeys scored, int firstKey, int keys, in Buffers work)
    {
        int head = block.KeyValueHead;
        int stride = Tensor.KeyStride<TShape>() * TShape.Dim;
        ref float key = ref Unsafe.Add(
            ref MemoryMarshal.GetReference(call.Keys), Tensor.Key<TShape>(block, firstKey, call.KeyLength) * TShape.Dim);
        ref float inverses = ref work.InverseNorms(head);

        // The first query has the first key, the last query the last one.
        int begin = Skipped(scored, 0, firstKey, keys), end = Shown(scored, call.QueryLength - 1, firstKey, keys);
        bool outOfRange = CosineScores.InverseNorms(
            ref Unsafe.Add(ref key, (nint)begin * stride), stride, TShape.Dim, end - begin, ref Unsafe.Add(ref inverses, begin));
        for (int row = 0; row < block.Rows; row++)
        {
            ref float scores = ref Unsafe.Add(ref work.Scores(head), row * TTiles.BlockKeys);
            int first = Skipped(scored, row / GroupHeads, firstKey, keys), past = Shown(scored, row / GroupHeads, firstKey, keys);
            ElementRows.Multiply(ref Unsafe.Add(ref scores, first), ref Unsafe.Add(ref inverses, first), past - first);
            for (int j = first; j < past && outOfRange; j++)
            {
                CosineScores.Rescore(
                    ref Unsafe.Add(ref work.Queries(head), row * TShape.Dim), ref Unsafe.Add(ref key, (nint)j * stride), TShape.Dim,
                    Unsafe.Add(ref inverses, j), ref Unsafe.Add(ref scores, j));
            }
        }
    }

    // Returns whether the call hides any of these keys.
    private static bool Softmax(in AttentionCall call, in RowBlock block, in VisibleKeys visible, int firstKey, int keys, in Buffers work)
    {
        bool hides = false;
        int head = block.KeyValueHead;
        int scored = (keys + TTiles.Lanes - 1) / TTiles.Lanes * TTiles.Lanes;
        for (int row = 0; row < block.Rows; row++)
        {
            ref float scores = ref Unsafe.Add(ref work.Scores(head), row * TTiles.BlockKeys);
            if (PairScores<TShape, TTiles>.Any(call))
            {
                hides |= PairScores<TShape, TTiles>.Change(call, block, row, firstKey, keys, visible, ref scores);
            }

            Rows.Fill(ref scores, 0, Skipped(visible, row / GroupHeads, firstKey, keys), float.NegativeInfinity);
            Rows.Fill(ref scores, Shown(visible, row / GroupHeads, firstKey, keys), scored, float.NegativeInfinity);
            if (PairScores<TShape, TTiles>.Any(call))
            {
                PairScores<TShape, TTiles>.KeepBiased(call, block, row, firstKey, keys, visible, ref scores);
            }

            if (!ScoreForm<TShape, TTiles>.InBits(call))
            {
                ScoreRows.ToBits(ref scores, scored);
            }

            if (!call.Weights.IsEmpty)
            {
                RowResults<TShape, TTiles>.KeepScores(call, block, row, firstKey, keys, ref scores);
            }
        }

        ref float state = ref work.State(head);
        TTiles.Softmax(ref work.Scores(head), ref state, ref Unsafe.Add(ref state, MaximaLength), ref work.Rescales(head), block.Rows, scored);
        return hides;
    }

    // Keys of some that a query does not see because they lie too far to the left.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Skipped(in VisibleKeys visible, int query, int firstKey, int keys) =>
        TShape.WindowLeft < 0 ? 0 : int.Clamp(visible.Begin(query) - firstKey, 0, keys);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HidesAll(in AttentionCall call, int batch, int head, int query, int firstKey, int keys) =>
        PairScores<TShape, TTiles>.HidesAll(call, Block(call, batch, head), query * GroupHeads, GroupHeads, firstKey, keys);

    // The end of the keys of a block that a query sees.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Shown(in VisibleKeys visible, int query, int firstKey, int keys) => int.Clamp(visible.End(query) - firstKey, 0, keys);

    // Two states over different keys become the state over both.
    private static void Merge(ref float state, ref float other, int rows)
    {
        for (int row = 0; row < rows; row++)
        {
            ref float maximum = ref Unsafe.Add(ref state, row);
            float otherMaximum = Unsafe.Add(ref other, row);
            float merged = maximum > otherMaximum ? maximum : otherMaximum;

            // Not -infinity: a state without a visible score may still hold a NaN, which a skipped merge would lose.
            float subtract = merged == float.NegativeInfinity ? 0 : merged;
            float factor = VectorMath.Exp2(maximum - subtract, VectorMath.Exp2Lowest, VectorMath.Exp2Round);
            float otherFactor = VectorMath.Exp2(otherMaximum - subtract, VectorMath.Exp2Lowest, VectorMath.Exp2Round);
            maximum = merged;
            int sums = MaximaLength + (row * TTiles.Lanes);
            Rows.Blend(ref Unsafe.Add(ref state, sums), factor, ref Unsafe.Add(ref other, sums), otherFactor, TTiles.Lanes);
            int contexts = MaximaLength + SumsLength + (row * TTiles.ValueStride);
            Rows.Blend(ref Unsafe.Add(ref state, contexts), factor, ref Unsafe.Add(ref other, contexts), otherFactor, TShape.ValueDim);
        }
    }

    private static RowBlock Block(in AttentionCall call, int batch, int head) => new(batch, head, 0, call.QueryLength * GroupHeads);

    private static bool IsStreamed(int keyLength) =>
        (long)keyLength * TShape.KeyValueHeads * (TShape.Dim + TShape.ValueDim) * sizeof(float) >= StreamedBytes;

    private static int Segments(int keyLength) => int.Clamp(keyLength / LeastSegmentKeys, 1, MostSegments);

    private static int SegmentKeys(int keyLength, int segments) => (keyLength + segments - 1) / segments;

    /// <summary>A unit's buffers: queries, scores and rescaling factors of its own for each head, and the states that outlive it.</summary>
    private readonly ref struct Buffers(ref float own, ref float states)
    {
        private readonly ref float _own = ref own;
        private readonly ref float _states = ref states;

        public static int Length => TShape.KeyValueHeads * HeadLength;

        private static int QueriesLength
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ThreadBuffer.Align(TTiles.DirectRows * TShape.Dim);
        }

        private static int ScoresLength
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => ThreadBuffer.Align(TTiles.QueryRows * TTiles.BlockKeys);
        }

        private static int RescalesLength => ThreadBuffer.Align(TTiles.StateRows);

        public static int HeadLength
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            get => QueriesLength + ScoresLength + RescalesLength + (TShape.Score == Score.Cosine ? ThreadBuffer.Align(TTiles.BlockKeys) : 0);
        }

        public ref float Queries(int head) => ref Unsafe.Add(ref _own, head * HeadLength);

        public ref float Scores(int head) => ref Unsafe.Add(ref _own, (head * HeadLength) + QueriesLength);

        public ref float Rescales(int head) => ref Unsafe.Add(ref _own, (head * HeadLength) + QueriesLength + ScoresLength);

        public ref float InverseNorms(int head) => ref Unsafe.Add(ref Rescales(head), RescalesLength);

        public ref float State(int head) => ref Unsafe.Add(ref _states, head * StateLength);
    }
}
