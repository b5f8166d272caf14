using System;

namespace AttentionGen.CompilerServices;

/// <summary>What a call has for pairs of query and key, and its sinks, as pointers that other threads can read.</summary>
internal readonly unsafe struct PinnedPairs
{
    private readonly float* _bias;
    private readonly bool* _allowed;
    private readonly float* _sinks;
    private readonly float* _scores;
    private readonly (int Bias, int Allowed, int Sinks, int Scores) _lengths;

    public PinnedPairs(in AttentionCall call, float* bias, bool* allowed, float* sinks, float* scores)
    {
        _bias = bias;
        _allowed = allowed;
        _sinks = sinks;
        _scores = scores;
        _lengths = (call.Bias.Length, call.Allowed.Length, call.Sinks.Length, call.Scores.Length);
        BiasStrides = call.BiasStrides;
        AllowedStrides = call.AllowedStrides;
        ScoreStage = call.ScoreStage;
    }

    public ReadOnlySpan<float> Bias => new(_bias, _lengths.Bias);

    public BroadcastStrides BiasStrides { get; }

    public ReadOnlySpan<bool> Allowed => new(_allowed, _lengths.Allowed);

    public BroadcastStrides AllowedStrides { get; }

    public ReadOnlySpan<float> Sinks => new(_sinks, _lengths.Sinks);

    public Span<float> Scores => new(_scores, _lengths.Scores);

    public ScoreStage ScoreStage { get; }
}
