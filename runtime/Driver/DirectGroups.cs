using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Both products of a few queries with a block of the caller's keys and values, by the operations on groups of heads: where hidden keys
/// are to be left out, and for tiles that do not read tokens.
/// </summary>
internal static class DirectGroups<TShape, TTiles>
    where TShape : struct, IKernelShape
    where TTiles : struct, ITileOperations
{
    // Keys that go through all heads before the next ones do, where other heads lie between them: each is a stream of its own through
    // the tensor. In head-major tensors a block's keys are a single one.
    private const int ScatteredStep = 8;

    private static int GroupHeads => Grouping<TShape>.Heads;

    // The weighted sum of long rows or many heads reads its keys several times.
    private static int Step(int groups) => groups == 1 ? TTiles.BlockKeys : ScatteredStep;

    /// <summary>The scores of the keys that each query has; those of steps that the call hides altogether are left as they are.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Score(
        in AttentionCall call, in RowBlock block, int groups, in VisibleKeys scored, int firstKey, int keys, in DirectBuffers<TShape, TTiles> work)
    {
        int step = Step(groups);
        for (int first = 0; first < keys; first += step)
        {
            for (int g = block.KeyValueHead; g < block.KeyValueHead + groups; g++)
            {
                RowBlock group = block with { KeyValueHead = g };
                for (int query = 0; query < call.QueryLength; query++)
                {
                    int start = int.Max(scored.Begin(query) - firstKey, first), end = int.Min(scored.End(query) - firstKey, int.Min(first + step, keys));
                    int row = query * GroupHeads;
                    if (start < end && !PairScores<TShape, TTiles>.HidesAll(call, group, row, GroupHeads, firstKey + start, end - start))
                    {
                        TTiles.ScoreGroup(
                            ref Unsafe.Add(ref work.Queries(g), row * TShape.Dim),
                            ref Unsafe.Add(
                                ref MemoryMarshal.GetReference(call.Keys), Tensor.Key<TShape>(group, firstKey + start, call.KeyLength) * TShape.Dim),
                            ref Unsafe.Add(ref work.Scores(g), (row * TTiles.DirectKeys) + start), end - start);
                    }
                }
            }
        }
    }

    /// <summary>Rescales the contexts and adds the values that each query sees, multiplied by their weights.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(
        in AttentionCall call, in RowBlock block, int groups, in VisibleKeys visible, int firstKey, int keys, bool hides,
        in DirectBuffers<TShape, TTiles> work)
    {
        int step = Step(groups);
        for (int first = 0; first < keys; first += step)
        {
            for (int g = block.KeyValueHead; g < block.KeyValueHead + groups; g++)
            {
                RowBlock group = block with { KeyValueHead = g };
                for (int query = 0; query < call.QueryLength; query++)
                {
                    int start = int.Max(visible.Begin(query) - firstKey, first), end = int.Min(visible.End(query) - firstKey, int.Min(first + step, keys));
                    if (start >= end)
                    {
                        continue;
                    }

                    int row = query * GroupHeads;
                    ref float rescales = ref Unsafe.Add(ref work.Rescales(g), row);
                    ref float weights = ref Unsafe.Add(ref work.Scores(g), (row * TTiles.DirectKeys) + start);
                    ref float value = ref Unsafe.Add(
                        ref MemoryMarshal.GetReference(call.Values), Tensor.Key<TShape>(group, firstKey + start, call.KeyLength) * TShape.ValueDim);
                    ref float contexts = ref Unsafe.Add(ref work.Contexts(g), row * TTiles.ValueStride);
                    if (hides)
                    {
                        VisibleValues<TShape, TTiles>.Add(
                            call, group, row, firstKey + start, end - start, ref weights, ref value, ref contexts, ref rescales);
                    }
                    else
                    {
                        TTiles.WeightedSumGroup(ref weights, ref value, ref contexts, ref rescales, end - start);
                        MemoryMarshal.CreateSpan(ref rescales, GroupHeads).Fill(1);
                    }
                }
            }
        }
    }
}
