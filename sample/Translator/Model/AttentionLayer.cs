using System;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>The parameters of the score, and the score as training computes it. Translating computes it with a kernel.</summary>
internal sealed class AttentionLayer
{
    private readonly Parameters _parameters;
    private readonly Parameter? _weight;
    private readonly Parameter? _queryWeight;
    private readonly Parameter? _keyWeight;
    private readonly Parameter? _bias;
    private readonly Parameter? _scoreWeight;

    public AttentionLayer(Parameters parameters, ScoreKind kind)
    {
        _parameters = parameters;
        Kind = kind;
        switch (kind)
        {
            case ScoreKind.General:
                _weight = parameters.AddMatrix(ModelShape.State, ModelShape.State);
                break;
            case ScoreKind.Additive:
                _queryWeight = parameters.AddMatrix(ModelShape.ScoreHidden, ModelShape.State);
                _keyWeight = parameters.AddMatrix(ModelShape.ScoreHidden, ModelShape.State);
                _bias = parameters.AddBias(ModelShape.ScoreHidden);
                _scoreWeight = parameters.AddMatrix(1, ModelShape.ScoreHidden);
                break;
        }
    }

    public ScoreKind Kind { get; }

    /// <summary>W of <c>s^T W h</c>, <c>[D, D]</c>.</summary>
    public ReadOnlySpan<float> Weight => Values(_weight);

    /// <summary>W_q of <c>v . tanh(W_q s + W_k h + b)</c>, <c>[A, D]</c>.</summary>
    public ReadOnlySpan<float> QueryWeight => Values(_queryWeight);

    /// <summary>W_k, <c>[A, D]</c>.</summary>
    public ReadOnlySpan<float> KeyWeight => Values(_keyWeight);

    /// <summary>b, <c>[A]</c>.</summary>
    public ReadOnlySpan<float> Bias => Values(_bias);

    /// <summary>v, <c>[A]</c>.</summary>
    public ReadOnlySpan<float> ScoreWeight => Values(_scoreWeight);

    /// <summary>The part of the scores that depends on the encoder's states alone, once a sentence.</summary>
    public Tensor Keys(Tape tape, Tensor states) => Kind switch
    {
        ScoreKind.Dot => states,
        ScoreKind.General => tape.Linear(states, tape.Use(_weight!)),
        _ => tape.Linear(states, tape.Use(_keyWeight!), tape.Use(_bias!)),
    };

    /// <summary>The scores of one step.</summary>
    /// <param name="tape">Computes.</param>
    /// <param name="state"><c>s_(t-1)</c> of each sentence.</param>
    /// <param name="keys">A result of <see cref="Keys"/>.</param>
    public Tensor Scores(Tape tape, Tensor state, Tensor keys) => Kind == ScoreKind.Additive
        ? tape.AdditiveScores(tape.Linear(state, tape.Use(_queryWeight!)), keys, tape.Use(_scoreWeight!))
        : tape.DotScores(state, keys);

    private ReadOnlySpan<float> Values(Parameter? parameter) =>
        parameter is null ? throw new InvalidOperationException($"The score {Kind} has no such parameter.") : _parameters[parameter];
}
