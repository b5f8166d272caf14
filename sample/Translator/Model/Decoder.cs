namespace AttentionGen.Sample.Translator.Model;

/// <summary>Writes a sentence, a word at a time.</summary>
internal sealed class Decoder(Parameters parameters, int words)
{
    private readonly Parameter _embeddings = parameters.AddMatrix(words, ModelShape.Embedding);
    private readonly GruCell _cell = new(parameters, ModelShape.Embedding, ModelShape.State);
    private readonly Parameter _contextWeight = parameters.AddMatrix(3 * ModelShape.State, ModelShape.State);
    private readonly Parameter _stateToWord = parameters.AddMatrix(words, ModelShape.State);
    private readonly Parameter _contextToWord = parameters.AddMatrix(words, ModelShape.State);
    private readonly Parameter _wordBias = parameters.AddBias(words);

    /// <summary>What the decoder takes in of the words written so far; for all steps at once where they are known.</summary>
    public Tensor Words(Tape tape, int[] written) => _cell.Input(tape, tape.Embed(tape.Use(_embeddings), written));

    /// <summary>One step: <c>s_t = GRU(s_(t-1), [y_(t-1); c_t])</c>.</summary>
    /// <param name="tape">Computes.</param>
    /// <param name="word">The last word, out of <see cref="Words"/>.</param>
    /// <param name="context">What attention found.</param>
    /// <param name="state"><c>s_(t-1)</c>.</param>
    /// <param name="next">Receives <c>s_t</c>.</param>
    public void Step(Tape tape, Tensor word, Tensor context, Tensor state, Tensor next) =>
        _cell.Step(tape, tape.Add(word, tape.Linear(context, tape.Use(_contextWeight))), state, next);

    /// <summary>A number for each word of the vocabulary, the larger the likelier: <c>U s_t + V c_t + b</c>.</summary>
    public Tensor Logits(Tape tape, Tensor states, Tensor contexts) => tape.Add(
        tape.Linear(states, tape.Use(_stateToWord), tape.Use(_wordBias)), tape.Linear(contexts, tape.Use(_contextToWord)));
}
