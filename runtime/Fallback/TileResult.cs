namespace AttentionGen.CompilerServices;

/// <summary>What becomes of the sums of a tile.</summary>
internal enum TileResult
{
    /// <summary>They replace what is there.</summary>
    Replace,

    /// <summary>They are added to what is there.</summary>
    Add,

    /// <summary>They are added to what is there after it is rescaled, a factor a row.</summary>
    Rescale,
}
