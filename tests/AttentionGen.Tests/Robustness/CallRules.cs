using System;
using System.Collections.Generic;
using System.Linq;

namespace AttentionGen.Tests.Robustness;

/// <summary>What a call must keep to, written from the documentation of <see cref="IAttentionKernel"/> and <see cref="AttentionOptions"/>.</summary>
internal static class CallRules
{
    /// <summary>The parameters that something is wrong with; none if the call is right.</summary>
    public static HashSet<string> Broken(CallMemory call)
    {
        AttentionKernelAttribute kernel = call.Kernel.Declaration;
        bool location = kernel.Score == Score.Location;
        var wrong = new HashSet<string>();
        Check(call.Batch >= 0 && call.MaxDegreeOfParallelism >= -1, "options");
        long items = int.Max(1, call.Batch);
        long m = Tokens(call.Queries, kernel.Heads * kernel.Dim, kernel.QueryLength, "queries");
        long n = Tokens(call.Values, kernel.KeyValueHeads * kernel.ValueDim, location ? kernel.KeyLength : 0, "values");
        if (!location)
        {
            long keys = Tokens(call.Keys, kernel.KeyValueHeads * kernel.Dim, kernel.KeyLength, "keys");
            Check(wrong.Count > 0 || keys == n, "values");
        }

        if (wrong.Count > 0)
        {
            // Without lengths there is nothing to hold the rest to.
            return wrong;
        }

        bool summed = kernel.Combine == HeadCombine.WeightedSum;
        long rows = items * kernel.Heads * m, output = items * (summed ? 1 : kernel.Heads) * m * kernel.ValueDim;
        Check(CallMemory.Length(call.Output) >= output, "output");
        (Range Tensor, long Needed)[] extras = [(call.Weights, rows * n), (call.Scores, rows * n), (call.LogSumExp, rows)];
        Check(extras.All(static extra => CallMemory.Length(extra.Tensor) == 0 || CallMemory.Length(extra.Tensor) >= extra.Needed), "options");
        Check(call.KeyLengths.Length == 0 || call.KeyLengths.Length == items, "options");
        Check(call.QueryOffsets.Length is 0 or 1 || call.QueryOffsets.Length == items, "options");
        Check(Enum.IsDefined(call.Stage), "options");
        Check(CallMemory.Length(call.Sinks) is var sinks && (sinks == 0 || sinks == kernel.Heads), "options");
        Check(CallMemory.Length(call.HeadWeights) is var weights && (weights == 0 || (summed && weights == kernel.Heads)), "options");
        Check(Fits(call.BiasAxes, CallMemory.Length(call.Bias)) && Fits(call.AllowedAxes, call.AllowedLength), "options");

        // Of an output that is longer, the rest does not matter.
        Range[] inputs = [call.Queries, location ? ..0 : call.Keys, call.Values, call.Sinks, call.HeadWeights, call.Bias];
        Range[] outputs = [.. extras.Select(static extra => Used(extra.Tensor, extra.Needed)), Used(call.Output, output)];
        Check(!inputs.Any(input => Overlap(input, outputs[3])), "output");
        for (int i = 0; i < outputs.Length; i++)
        {
            Check(i == 3 || !inputs.Concat(outputs[(i + 1)..]).Any(other => Overlap(other, outputs[i])), "options");
        }

        return wrong;

        void Check(bool right, string parameter)
        {
            if (!right)
            {
                wrong.Add(parameter);
            }
        }

        long Tokens(Range tensor, int step, int fixedLength, string parameter)
        {
            (long tokens, long rest) = Math.DivRem(CallMemory.Length(tensor), items * step);
            Check(rest == 0 && (fixedLength == 0 || tokens == fixedLength), parameter);
            return tokens;
        }

        bool Fits(int[] axes, int length)
        {
            long[] full = [items, kernel.Heads, m, n];
            return (length == 0 && axes.All(static axis => axis == 0)) ||
                (Enumerable.Range(0, 4).All(axis => axes[axis] == 1 || axes[axis] == full[axis]) && axes.Aggregate((Int128)1, static (product, axis) => product * axis) == length);
        }
    }

    private static Range Used(Range tensor, long needed) => tensor.Start..(tensor.Start.Value + (int)long.Min(needed, CallMemory.Length(tensor)));

    private static bool Overlap(Range one, Range other) =>
        CallMemory.Length(one) > 0 && CallMemory.Length(other) > 0 && one.Start.Value < other.End.Value && other.Start.Value < one.End.Value;
}
