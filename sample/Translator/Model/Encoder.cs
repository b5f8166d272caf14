namespace AttentionGen.Sample.Translator.Model;

/// <summary>Reads a sentence: a state for each word.</summary>
internal sealed class Encoder(Parameters parameters, int words)
{
    private readonly Parameter _embeddings = parameters.AddMatrix(words, ModelShape.Embedding);
    private readonly GruCell _forward = new(parameters, ModelShape.Embedding, ModelShape.Reader);
    private readonly GruCell _backward = new(parameters, ModelShape.Embedding, ModelShape.Reader);
    private readonly Parameter _startWeight = parameters.AddMatrix(ModelShape.State, ModelShape.Reader);
    private readonly Parameter _startBias = parameters.AddBias(ModelShape.State);

    /// <summary>Reads sentences of one length.</summary>
    /// <param name="tape">Computes.</param>
    /// <param name="words">Word <c>j</c> of sentence <c>b</c> of <c>B</c> at <c>j * B + b</c>.</param>
    /// <param name="batch"><c>B</c>.</param>
    /// <returns>
    /// The states <c>h_j</c>, in the order of the words: what was read before the word and the word, what was read from the end back to
    /// it, and the word. And the state in which the decoder starts, from what was read back to the first word.
    /// </returns>
    public (Tensor States, Tensor Start) Read(Tape tape, int[] words, int batch)
    {
        Tensor embedded = tape.Embed(tape.Use(_embeddings), words);
        Tensor before = Run(tape, _forward, embedded, batch, isBackward: false);
        Tensor after = Run(tape, _backward, embedded, batch, isBackward: true);
        Tensor start = tape.Tanh(tape.Linear(after.Slice(0, batch), tape.Use(_startWeight), tape.Use(_startBias)));
        return (tape.Concatenate(before, after, embedded), start);
    }

    private static Tensor Run(Tape tape, GruCell cell, Tensor embedded, int batch, bool isBackward)
    {
        Tensor input = cell.Input(tape, embedded);
        Tensor states = tape.New(embedded.Rows, ModelShape.Reader);
        Tensor state = tape.New(batch, ModelShape.Reader);
        int words = embedded.Rows / batch;
        for (int step = 0; step < words; step++)
        {
            int first = (isBackward ? words - 1 - step : step) * batch;
            Tensor next = states.Slice(first, batch);
            cell.Step(tape, input.Slice(first, batch), state, next);
            state = next;
        }

        return states;
    }
}
