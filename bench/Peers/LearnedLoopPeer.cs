using System;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Peers;

/// <summary>
/// The formula of a score with one hidden layer as one writes it, no vectors: for each pair the layer's sums over query and key, the
/// activation and the output's sum. Or, where the case asks for it, with the sums over queries and keys formed before the loop over pairs.
/// </summary>
internal sealed class LearnedLoopPeer : Contender
{
    private readonly AttentionCase _subject;
    private readonly CaseData _data;
    private readonly int _dim;
    private readonly int _hidden;
    private readonly float[] _queryRows;
    private readonly float[] _keyRows;
    private readonly float[] _bias;
    private readonly float[] _scoreWeight;
    private readonly float _offset;
    private readonly float[] _queryParts;
    private readonly float[] _keyParts;
    private readonly float[] _weights;
    private readonly AlignedBuffer<float> _output;

    public LearnedLoopPeer(AttentionCase subject, CaseData data)
        : base(Families.PlainLoop, Name(subject))
    {
        (_subject, _data) = (subject, data);
        (_dim, _hidden) = (subject.Kernel.Dim, subject.Kernel.HiddenDim);
        if (subject.Kernel.Heads != 1)
        {
            throw new NotSupportedException("one head only");
        }

        var p = data.Parameters;
        if (subject.Kernel.Score == Score.Additive)
        {
            (_queryRows, _keyRows, _bias, _scoreWeight) = (p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight);
        }
        else
        {
            (_queryRows, _keyRows) = (new float[_hidden * _dim], new float[_hidden * _dim]);
            for (var a = 0; a < _hidden; a++)
            {
                p.Weights.AsSpan(2 * a * _dim, _dim).CopyTo(_queryRows.AsSpan(a * _dim));
                p.Weights.AsSpan(((2 * a) + 1) * _dim, _dim).CopyTo(_keyRows.AsSpan(a * _dim));
            }

            var matrix = 2 * _hidden * _dim;
            _bias = p.Weights[matrix..(matrix + _hidden)];
            _scoreWeight = p.Weights[(matrix + _hidden)..(matrix + (2 * _hidden))];
            _offset = p.Weights[^1];
        }

        _queryParts = new float[subject.M * _hidden];
        _keyParts = new float[subject.N * _hidden];
        _weights = new float[subject.N];
        _output = new(subject.OutputLength);
    }

    public static string Name(AttentionCase subject) => subject.LoopHoistsProjections ? "projections, then pairs" : "per pair";

    public override void Run()
    {
        var queries = _data.Queries.Span;
        var keys = _data.Keys.Span;
        var values = _data.Values.Span;
        if (_subject.LoopHoistsProjections)
        {
            Project(queries, _queryRows, _queryParts);
            Project(keys, _keyRows, _keyParts);
        }

        var valueDim = _subject.Kernel.ValueDim;
        for (var i = 0; i < _subject.M; i++)
        {
            var max = float.NegativeInfinity;
            for (var j = 0; j < _subject.N; j++)
            {
                _weights[j] = _subject.LoopHoistsProjections
                    ? ScoreOfParts(_queryParts.AsSpan(i * _hidden, _hidden), _keyParts.AsSpan(j * _hidden, _hidden))
                    : ScoreOfPair(queries.Slice(i * _dim, _dim), keys.Slice(j * _dim, _dim));
                max = Math.Max(max, _weights[j]);
            }

            var sum = 0f;
            for (var j = 0; j < _subject.N; j++)
            {
                _weights[j] = MathF.Exp(_weights[j] - max);
                sum += _weights[j];
            }

            var row = _output.Span.Slice(i * valueDim, valueDim);
            row.Clear();
            for (var j = 0; j < _subject.N; j++)
            {
                var value = values.Slice(j * valueDim, valueDim);
                var weight = _weights[j] / sum;
                for (var e = 0; e < valueDim; e++)
                {
                    row[e] += weight * value[e];
                }
            }
        }
    }

    public override void CopyOutput(Span<float> tokenMajor) => _output.Span.CopyTo(tokenMajor);

    public override void Dispose() => _output.Dispose();

    private float ScoreOfPair(ReadOnlySpan<float> query, ReadOnlySpan<float> key)
    {
        var score = _offset;
        for (var a = 0; a < _hidden; a++)
        {
            score += _scoreWeight[a] * Activate(_bias[a] + Dot(_queryRows.AsSpan(a * _dim, _dim), query) + Dot(_keyRows.AsSpan(a * _dim, _dim), key));
        }

        return score;
    }

    private float ScoreOfParts(ReadOnlySpan<float> query, ReadOnlySpan<float> key)
    {
        var score = _offset;
        for (var a = 0; a < query.Length; a++)
        {
            score += _scoreWeight[a] * Activate(_bias[a] + query[a] + key[a]);
        }

        return score;
    }

    private float Activate(float x) => _subject.Kernel.Score == Score.Additive ? MathF.Tanh(x) : Math.Max(x, 0);

    private void Project(ReadOnlySpan<float> vectors, float[] rows, float[] parts)
    {
        for (var i = 0; i < vectors.Length / _dim; i++)
        {
            for (var a = 0; a < _hidden; a++)
            {
                parts[(i * _hidden) + a] = Dot(rows.AsSpan(a * _dim, _dim), vectors.Slice(i * _dim, _dim));
            }
        }
    }

    private static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var sum = 0f;
        for (var d = 0; d < x.Length; d++)
        {
            sum += x[d] * y[d];
        }

        return sum;
    }
}
