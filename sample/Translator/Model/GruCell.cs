namespace AttentionGen.Sample.Translator.Model;

/// <summary>The matrices of a gated recurrent unit.</summary>
/// <remarks>Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014; the form is <see cref="Tape.Gru"/>'s.</remarks>
internal sealed class GruCell(Parameters parameters, int inputSize, int size)
{
    private readonly Parameter _inputWeight = parameters.AddMatrix(3 * size, inputSize);
    private readonly Parameter _inputBias = parameters.AddBias(3 * size);
    private readonly Parameter _stateWeight = parameters.AddMatrix(3 * size, size);
    private readonly Parameter _stateBias = parameters.AddBias(3 * size);

    /// <summary>What the gates make of inputs; for all steps at once, where all inputs are known.</summary>
    public Tensor Input(Tape tape, Tensor inputs) => tape.Linear(inputs, tape.Use(_inputWeight), tape.Use(_inputBias));

    /// <summary>One step.</summary>
    /// <param name="tape">Computes.</param>
    /// <param name="input">A result of <see cref="Input"/>.</param>
    /// <param name="state">The state before.</param>
    /// <param name="next">Receives the state after.</param>
    public void Step(Tape tape, Tensor input, Tensor state, Tensor next) =>
        tape.Gru(input, tape.Linear(state, tape.Use(_stateWeight), tape.Use(_stateBias)), state, next);
}
