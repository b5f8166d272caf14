using AttentionGen.Sample.Translator.Model;

namespace AttentionGen.Sample.Translator.Training;

/// <summary>How far the model is from writing the right translation.</summary>
internal static class SentenceLoss
{
    /// <summary>Computes the loss of a batch, ready for <see cref="Tape.Backward"/>.</summary>
    /// <param name="model">The model.</param>
    /// <param name="tape">A recording tape.</param>
    /// <param name="batch">The sentences.</param>
    /// <param name="factor">What one word counts.</param>
    public static double Compute(TranslationModel model, Tape tape, SentenceBatch batch, float factor)
    {
        (Tensor encoded, Tensor state) = model.Encoder.Read(tape, batch.Source, batch.Count);
        Tensor keys = model.Attention.Keys(tape, encoded);
        Tensor written = model.Decoder.Words(tape, batch.Written);
        Tensor states = tape.New(written.Rows, ModelShape.State);
        Tensor contexts = tape.New(written.Rows, ModelShape.State);
        for (int first = 0; first < written.Rows; first += batch.Count)
        {
            Tensor context = contexts.Slice(first, batch.Count);
            Tensor next = states.Slice(first, batch.Count);
            Tensor weights = tape.Softmax(model.Attention.Scores(tape, state, keys));
            tape.WeightedSum(weights, encoded, context);
            model.Decoder.Step(tape, written.Slice(first, batch.Count), context, state, next);
            state = next;
        }

        return tape.CrossEntropy(model.Decoder.Logits(tape, states, contexts), batch.Right, factor);
    }
}
