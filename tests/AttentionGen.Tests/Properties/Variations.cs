using System;
using System.Linq;

namespace AttentionGen.Tests.Properties;

/// <summary>Calls made from calls, of which it is known what their results have to do with one another.</summary>
internal static class Variations
{
    /// <summary>The position of query 0.</summary>
    public static int Offset(this AttentionCase call, int b) =>
        call.QueryOffsets.Length == 0 ? 0 : call.QueryOffsets[call.QueryOffsets.Length == 1 ? 0 : b];

    /// <summary>The number of keys that are not behind the length of an item.</summary>
    public static int Length(this AttentionCase call, int b) =>
        call.KeyLengths.Length == 0 ? call.KeyLength : Math.Clamp(call.KeyLengths[b], 0, call.KeyLength);

    /// <summary>The run of keys that no length, window or causality hides from any query of an item.</summary>
    public static Range SeenByAll(this AttentionCase call, int b)
    {
        AttentionKernelAttribute kernel = call.Kernel.Declaration;
        int first = call.Offset(b), last = first + call.QueryLength - 1, end = call.Length(b);
        int begin = kernel.WindowLeft < 0 ? 0 : Math.Max(0, last - kernel.WindowLeft);
        end = call.Kernel.Causal ? Math.Min(end, first + 1) : end;
        end = kernel.WindowRight < 0 ? end : Math.Min(end, first + kernel.WindowRight + 1);
        return begin < end ? begin..end : 0..0;
    }

    /// <summary>The same call with a bias for every pair, and a mask for every pair if there is a mask.</summary>
    public static AttentionCase Full(this AttentionCase call) => call with
    {
        Bias = Full(call, call.Bias ?? new PairTensor<float>([0], 1, 1, 1, 1)),
        Allowed = call.Allowed is { } allowed ? Full(call, allowed) : null,
    };

    /// <summary>
    /// A call with a full bias whose key <c>j</c>, with its value and all that the call says of it, is what <c>source(b, j)</c> was.
    /// </summary>
    public static AttentionCase Rearranged(this AttentionCase call, Func<int, int, int> source)
    {
        AttentionCase result = call with
        {
            Keys = [.. call.Keys],
            Values = [.. call.Values],
            Bias = Rearranged(call, call.Bias, source),
            Allowed = Rearranged(call, call.Allowed, source),
        };
        for (int b = 0; b < call.Batch; b++)
        {
            for (int g = 0; g < call.Kernel.KeyValueHeads; g++)
            {
                for (int j = 0; j < call.KeyLength; j++)
                {
                    call.Key(b, g, source(b, j)).CopyTo(result.Key(b, g, j));
                    call.Value(b, g, source(b, j)).CopyTo(result.Value(b, g, j));
                }
            }
        }

        return result;
    }

    /// <summary>The call over a run of its keys alone, as a call of its own: positions count from the run's first key.</summary>
    public static AttentionCase Part(this AttentionCase call, int begin, int end)
    {
        AttentionCase full = call.Full();
        int keys = end - begin;
        AttentionCase part = full with
        {
            KeyLength = keys,
            Keys = new float[call.Batch * keys * call.Kernel.KeyStep],
            Values = new float[call.Batch * keys * call.Kernel.ValueStep],
            KeyLengths = [.. Enumerable.Range(0, call.Batch).Select(b => call.Length(b) - begin)],
            QueryOffsets = [.. Enumerable.Range(0, call.Batch).Select(b => call.Offset(b) - begin)],
            Bias = Part(full, full.Bias, begin, end),
            Allowed = Part(full, full.Allowed, begin, end),
        };
        for (int b = 0; b < call.Batch; b++)
        {
            for (int g = 0; g < call.Kernel.KeyValueHeads; g++)
            {
                for (int j = 0; j < keys; j++)
                {
                    call.Key(b, g, begin + j).CopyTo(part.Key(b, g, j));
                    call.Value(b, g, begin + j).CopyTo(part.Value(b, g, j));
                }
            }
        }

        return part;
    }

    /// <summary>
    /// The same call for a kernel that has the same heads of queries in another layout, or with more heads of keys, which are repeated.
    /// </summary>
    public static AttentionCase For(this AttentionCase call, Kernel kernel)
    {
        AttentionCase result = call with
        {
            Kernel = kernel,
            Queries = new float[call.Queries.Length],
            Keys = new float[call.Batch * call.KeyLength * kernel.KeyStep],
            Values = new float[call.Batch * call.KeyLength * kernel.ValueStep],
        };
        int repeats = kernel.KeyValueHeads / call.Kernel.KeyValueHeads;
        for (int b = 0; b < call.Batch; b++)
        {
            for (int h = 0; h < kernel.Heads; h++)
            {
                for (int i = 0; i < call.QueryLength; i++)
                {
                    call.Query(b, h, i).CopyTo(result.Query(b, h, i));
                }
            }

            for (int g = 0; g < kernel.KeyValueHeads; g++)
            {
                for (int j = 0; j < call.KeyLength; j++)
                {
                    call.Key(b, g / repeats, j).CopyTo(result.Key(b, g, j));
                    call.Value(b, g / repeats, j).CopyTo(result.Value(b, g, j));
                }
            }
        }

        return result;
    }

    private static PairTensor<T> Full<T>(AttentionCase call, PairTensor<T> tensor)
    {
        int heads = call.Kernel.Heads, at = 0;
        var full = new T[call.Rows * call.KeyLength];
        for (int b = 0; b < call.Batch; b++)
        {
            for (int h = 0; h < heads; h++)
            {
                for (int i = 0; i < call.QueryLength; i++)
                {
                    for (int j = 0; j < call.KeyLength; j++)
                    {
                        full[at++] = tensor.Data[
                            (((((Index(b, tensor.Batch) * tensor.Heads) + Index(h, tensor.Heads)) * tensor.Queries) + Index(i, tensor.Queries)) * tensor.Keys) +
                            Index(j, tensor.Keys)];
                    }
                }
            }
        }

        return new PairTensor<T>(full, call.Batch, heads, call.QueryLength, call.KeyLength);

        static int Index(int at, int length) => length == 1 ? 0 : at;
    }

    private static PairTensor<T>? Rearranged<T>(AttentionCase call, PairTensor<T>? tensor, Func<int, int, int> source) =>
        tensor is null ? null : tensor with { Data = call.RearrangedPairs(tensor.Data, source) };

    /// <summary>What a call says or gives for each pair, after <see cref="Rearranged(AttentionCase, Func{int, int, int})"/>.</summary>
    public static T[] RearrangedPairs<T>(this AttentionCase call, T[] pairs, Func<int, int, int> source)
    {
        int n = call.KeyLength, item = call.Kernel.Heads * call.QueryLength * n;
        return [.. pairs.Select((_, at) => pairs[at - (at % n) + source(at / item, at % n)])];
    }

    private static PairTensor<T>? Part<T>(AttentionCase call, PairTensor<T>? tensor, int begin, int end) => tensor is null
        ? null
        : tensor with { Data = [.. tensor.Data.Where((_, at) => at % call.KeyLength >= begin && at % call.KeyLength < end)], Keys = end - begin };
}
