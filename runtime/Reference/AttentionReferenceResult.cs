namespace AttentionGen;

/// <summary>What <see cref="AttentionReference"/> computed.</summary>
public sealed class AttentionReferenceResult
{
    internal AttentionReferenceResult(int outputLength, int rows, int keyLength)
    {
        Output = new double[outputLength];
        Weights = new double[rows * keyLength];
        LogSumExp = new double[rows];
        Scores = new double[rows * keyLength];
    }

    /// <summary>The output, <c>[B, m, H, E]</c> or <c>[B, H, m, E]</c> as the kernel's layout says.</summary>
    public double[] Output { get; }

    /// <summary><c>[B, H, m, n]</c>: the attention weights after the softmax, in either layout.</summary>
    public double[] Weights { get; }

    /// <summary><c>[B, H, m]</c>: the natural logarithm of the sum of <c>exp(score)</c>, in either layout.</summary>
    public double[] LogSumExp { get; }

    /// <summary>
    /// <c>[B, H, m, n]</c>: the scores at the <see cref="AttentionOptions.ScoreStage"/> of the options, in either layout; at
    /// <see cref="ScoreStage.Biased"/> negative infinity for hidden keys.
    /// </summary>
    public double[] Scores { get; }
}
