namespace AttentionGen;

/// <summary>At which step on the way to the softmax <see cref="AttentionOptions.Scores"/> are taken.</summary>
public enum ScoreStage
{
    /// <summary>The raw score times the scale, for every pair of query and key, also for those that are hidden.</summary>
    Scaled,

    /// <summary>After the soft cap, for every pair, also for those that are hidden; equal to <see cref="Scaled"/> in a kernel without a cap.</summary>
    Capped,

    /// <summary>What the softmax gets: bias and ALiBi added, and negative infinity where the key is hidden.</summary>
    Biased,
}
