using System;
using System.Numerics.Tensors;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Peers;

/// <summary>The vectorised loops that the platform offers: a dot product per key, a softmax per row, a multiply-add per value.</summary>
internal sealed class TensorPrimitivesPeer(AttentionCase subject, CaseData data)
    : Contender(Families.TensorPrimitives, Name)
{
    public const string Name = "Dot, SoftMax, MultiplyAdd";
    private readonly float[] _weights = new float[subject.N];
    private readonly AlignedBuffer<float> _output = new(subject.OutputLength);

    /// <summary>A rough rate, in flops a second, only to tell before the first call whether a case would take too long.</summary>
    public static double RoughRate => 8e9;

    public override void Run()
    {
        for (var item = 0; item < subject.Batch; item++)
        {
            Run(item);
        }
    }

    public override void CopyOutput(Span<float> tokenMajor) => _output.Span.CopyTo(tokenMajor);

    public override void Dispose() => _output.Dispose();

    private void Run(int item)
    {
        var kernel = subject.Kernel;
        var (heads, groups, dim, valueDim) = (kernel.Heads, kernel.KeyValueHeads, kernel.Dim, kernel.ValueDim);
        ReadOnlySpan<float> queries = data.Queries.Item(item, subject.Batch);
        ReadOnlySpan<float> keys = data.Keys.Item(item, subject.Batch);
        ReadOnlySpan<float> values = data.Values.Item(item, subject.Batch);
        var output = _output.Item(item, subject.Batch);
        var scale = 1 / MathF.Sqrt(dim);
        for (var i = 0; i < subject.M; i++)
        {
            var weights = _weights.AsSpan(0, subject.VisibleKeys(i));
            for (var h = 0; h < heads; h++)
            {
                var g = h / (heads / groups);
                var query = queries.Slice(((i * heads) + h) * dim, dim);
                for (var j = 0; j < weights.Length; j++)
                {
                    weights[j] = scale * TensorPrimitives.Dot(query, keys.Slice(((j * groups) + g) * dim, dim));
                }

                TensorPrimitives.SoftMax(weights, weights);
                var row = output.Slice(((i * heads) + h) * valueDim, valueDim);
                row.Clear();
                for (var j = 0; j < weights.Length; j++)
                {
                    TensorPrimitives.MultiplyAdd(values.Slice(((j * groups) + g) * valueDim, valueDim), weights[j], row, row);
                }
            }
        }
    }
}
