namespace AttentionGen.Sample.Translator.Model;

/// <summary>The scores that there are trained weights for.</summary>
internal enum ScoreKind
{
    Dot,
    General,
    Additive,
}

/// <summary>The sizes of the model. Those that the attention kernels are generated for are constants.</summary>
internal static class ModelShape
{
    /// <summary>Numbers that a word is looked up as.</summary>
    public const int Embedding = 32;

    /// <summary>The state of the encoder in one direction: room for the grammar around a word, little for the words around it.</summary>
    public const int Reader = 16;

    /// <summary>A state of the encoder: of both directions, and the word itself.</summary>
    public const int State = Embedding + (2 * Reader);

    /// <summary>The hidden size of the additive score.</summary>
    public const int ScoreHidden = State;
}
