using System;
using Xunit;

namespace AttentionGen.Tests.Robustness;

/// <summary>A million keys, and tensors of nearly 2^31 elements, whose bytes and pairs pass every 32-bit number.</summary>
public sealed class LongTests
{
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    [InlineData(3, 0)]
    public void AMillionKeys(int m, int degree)
    {
        const int n = 1_000_000;
        var call = new AttentionCase(KernelCatalog.Get("Extremes.Long"), m, n) { MaxDegreeOfParallelism = degree };
        Tolerance.Check(call.Expected().Output, call.Output(), call, "output");
    }

    /// <summary>
    /// The last queries of a context that fills a span, with a window: what they see lies at its end. The same rows from a context of the
    /// window alone.
    /// </summary>
    [SkippableTheory]
    [InlineData("FarTokens", 1)]
    [InlineData("FarTokens", 30)]
    [InlineData("FarHeads", 1)]
    [InlineData("FarHeads", 30)]
    [InlineData("FarCosine", 1)]
    [InlineData("FarCosine", 30)]
    public void TensorsAtTheLimitOfASpan(string name, int m)
    {
        Kernel kernel = KernelCatalog.Get($"Extremes.{name}");
        int n = int.MaxValue / kernel.KeyStep, seen = 100 + m;
        using var keys = new ReservedMemory(n * kernel.KeyStep);
        using var values = new ReservedMemory(n * kernel.ValueStep);
        using var bias = new ReservedMemory(n);
        var near = new AttentionCase(kernel, m, seen)
        {
            QueryOffsets = [seen - m],
            Bias = OptionCases.Bias(new Random(1), kernel, m, seen, axes: 8, batch: 1),
        };
        bool headMajor = kernel.Declaration.Layout == TensorLayout.HeadMajor;
        Place(near.Keys, kernel.KeyValueHeads, kernel.Dim, keys.Span);
        Place(near.Values, kernel.KeyValueHeads, kernel.ValueDim, values.Span);
        near.Bias.Data.CopyTo(bias.Span[(n - seen)..]);

        var output = new float[near.OutputLength];
        var logSumExp = new float[near.Rows];
        kernel.Forward(near.Queries, keys.Span, values.Span, output, new AttentionOptions
        {
            QueryOffsets = new[] { n - m },
            Bias = new Broadcast<float>(bias.Span, 1, 1, 1, n),
            LogSumExp = logSumExp,
        });
        AttentionReferenceResult expected = near.Expected();
        Tolerance.Check(expected.Output, output, near, "output");
        Tolerance.Check(expected.LogSumExp, logSumExp, near, "log-sum-exp");

        // The tokens seen are the last ones of all; head by head where each head has its own stretch.
        void Place(float[] tensor, int heads, int dim, Span<float> far)
        {
            int stretches = headMajor ? heads : 1, length = tensor.Length / stretches, whole = n * heads * dim / stretches;
            for (int stretch = 0; stretch < stretches; stretch++)
            {
                tensor.AsSpan(stretch * length, length).CopyTo(far.Slice(((stretch + 1) * whole) - length, length));
            }
        }
    }

    /// <summary>More pairs of queries and keys than 32 bits count, most of them hidden by a window.</summary>
    [Fact]
    public void PairsBeyond32Bits()
    {
        const int m = 100_000, n = 100_000;
        Kernel kernel = KernelCatalog.Get("Extremes.Narrow");
        var call = new AttentionCase(kernel, m, n);
        float[] output = call.Output();
        for (int first = 0; first < m; first += 9_973)
        {
            // A few rows as a call of their own over the keys that they see.
            int rows = Math.Min(7, m - first), begin = Math.Max(0, first - 5), keys = first + rows - begin;
            var few = new AttentionCase(kernel, rows, keys)
            {
                Queries = call.Queries.AsSpan(first, rows).ToArray(),
                Keys = call.Keys.AsSpan(begin, keys).ToArray(),
                Values = call.Values.AsSpan(begin, keys).ToArray(),
                QueryOffsets = [first - begin],
            };
            Tolerance.Check(few.Expected().Output, output.AsSpan(first, rows), few, "output");
        }
    }
}
