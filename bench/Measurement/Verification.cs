using System;
using AttentionGen.Bench.Cases;

namespace AttentionGen.Bench.Measurement;

/// <summary>
/// Compares outputs before anything is timed: this project with a computation in double precision on some of the queries, and
/// every peer with this project on all of them.
/// </summary>
internal sealed class Verification
{
    /// <summary>This project's own bound: the error is at most this plus this times the expected magnitude.</summary>
    public const double OwnTolerance = 2e-6;

    /// <summary>Peers sum in other orders and some use coarser exponentials, so they get a wider bound of the same form.</summary>
    public const double PeerTolerance = 2e-5;

    private const int Rows = 6;
    private readonly AttentionCase _subject;
    private readonly CaseData _data;
    private readonly float[] _own;

    public Verification(AttentionCase subject, CaseData data, Contender own)
    {
        _subject = subject;
        _data = data;
        _own = new float[subject.OutputLength];
        own.Run();
        own.CopyOutput(_own);
        OwnError = ErrorOfSomeRows();
    }

    /// <summary>The largest error of this project, in units of <c>1 + |expected|</c>.</summary>
    public double OwnError { get; }

    /// <summary>The largest difference between a peer's last output and this project's, in units of <c>1 + |expected|</c>.</summary>
    public double Compare(Contender peer)
    {
        var output = new float[_own.Length];
        peer.CopyOutput(output);
        var worst = 0.0;
        for (var i = 0; i < output.Length; i++)
        {
            worst = Worse(worst, output[i], _own[i]);
        }

        return worst;
    }

    /// <summary>Whether a contender's last output has the very bits of this project's.</summary>
    public bool SameBits(Contender other)
    {
        var output = new float[_own.Length];
        other.CopyOutput(output);
        return output.AsSpan().SequenceEqual(_own);
    }

    // A NaN compares false with everything; it must count as the worst error, not as none.
    private static double Worse(double worst, double actual, double expected)
    {
        var error = Math.Abs(actual - expected) / (1 + Math.Abs(expected));
        return double.IsNaN(error) ? double.PositiveInfinity : Math.Max(worst, error);
    }

    private double ErrorOfSomeRows()
    {
        var (heads, valueDim) = (_subject.Kernel.Heads, _subject.Kernel.ValueDim);
        var expected = new double[valueDim];
        var worst = 0.0;
        var all = _subject.Batch * _subject.M;
        var rows = Math.Min(Rows, all);
        for (var r = 0; r < rows; r++)
        {
            var query = rows == 1 ? 0 : (int)((long)(all - 1) * r / (rows - 1));
            for (var h = 0; h < heads; h++)
            {
                Expect(query, h, expected);
                var row = _own.AsSpan(((query * heads) + h) * valueDim, valueDim);
                for (var e = 0; e < valueDim; e++)
                {
                    worst = Worse(worst, row[e], expected[e]);
                }
            }
        }

        return worst;
    }

    // A query of any item of the batch.
    private void Expect(int query, int head, double[] expected)
    {
        var kernel = _subject.Kernel;
        if (kernel.HiddenDim > 0)
        {
            // One head, and every key is seen.
            var row = _data.Queries.Span.Slice(query * kernel.Dim, kernel.Dim);
            AttentionReference.Compute(kernel.Declaration, row, _data.Keys.Span, _data.Values.Span, default, _data.Parameters.Spans).Output.CopyTo(expected, 0);
            return;
        }

        var group = head / (kernel.Heads / kernel.KeyValueHeads);
        var q = _data.Queries.Span.Slice(((query * kernel.Heads) + head) * kernel.Dim, kernel.Dim);
        var scale = 1 / Math.Sqrt(kernel.Dim);
        var firstKey = query / _subject.M * _subject.N;
        var scores = new double[_subject.VisibleKeys(query % _subject.M)];
        var max = double.NegativeInfinity;
        for (var j = 0; j < scores.Length; j++)
        {
            var k = _data.Keys.Span.Slice((((firstKey + j) * kernel.KeyValueHeads) + group) * kernel.Dim, kernel.Dim);
            for (var d = 0; d < k.Length; d++)
            {
                scores[j] += scale * q[d] * k[d];
            }

            max = Math.Max(max, scores[j]);
        }

        var sum = 0.0;
        Array.Clear(expected);
        for (var j = 0; j < scores.Length; j++)
        {
            var weight = Math.Exp(scores[j] - max);
            sum += weight;
            var v = _data.Values.Span.Slice((((firstKey + j) * kernel.KeyValueHeads) + group) * kernel.ValueDim, kernel.ValueDim);
            for (var e = 0; e < v.Length; e++)
            {
                expected[e] += weight * v[e];
            }
        }

        for (var e = 0; e < expected.Length; e++)
        {
            expected[e] /= sum;
        }
    }
}
