using System;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Peers;

/// <summary>What one writes in five minutes: three loops and a softmax, no vectors.</summary>
internal sealed class PlainLoopPeer(AttentionCase subject, CaseData data) : Contender(Families.PlainLoop, Name)
{
    public const string Name = "three loops";
    private readonly float[] _weights = new float[subject.N];
    private readonly AlignedBuffer<float> _output = new(subject.OutputLength);

    /// <summary>A rough rate, in flops a second, only to tell before the first call whether a case would take too long.</summary>
    public static double RoughRate => 1.5e9;

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
        var queries = data.Queries.Item(item, subject.Batch);
        var keys = data.Keys.Item(item, subject.Batch);
        var values = data.Values.Item(item, subject.Batch);
        var output = _output.Item(item, subject.Batch);
        var scale = 1 / MathF.Sqrt(dim);
        for (var i = 0; i < subject.M; i++)
        {
            var visible = subject.VisibleKeys(i);
            for (var h = 0; h < heads; h++)
            {
                var g = h / (heads / groups);
                var query = queries.Slice(((i * heads) + h) * dim, dim);
                var max = float.NegativeInfinity;
                for (var j = 0; j < visible; j++)
                {
                    var key = keys.Slice(((j * groups) + g) * dim, dim);
                    var score = 0f;
                    for (var d = 0; d < dim; d++)
                    {
                        score += query[d] * key[d];
                    }

                    _weights[j] = score * scale;
                    max = Math.Max(max, _weights[j]);
                }

                var sum = 0f;
                for (var j = 0; j < visible; j++)
                {
                    _weights[j] = MathF.Exp(_weights[j] - max);
                    sum += _weights[j];
                }

                var row = output.Slice(((i * heads) + h) * valueDim, valueDim);
                row.Clear();
                for (var j = 0; j < visible; j++)
                {
                    var value = values.Slice(((j * groups) + g) * valueDim, valueDim);
                    var weight = _weights[j] / sum;
                    for (var e = 0; e < valueDim; e++)
                    {
                        row[e] += weight * value[e];
                    }
                }
            }
        }
    }
}
