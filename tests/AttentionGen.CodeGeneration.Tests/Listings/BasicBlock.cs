using System.Collections.Generic;

namespace AttentionGen.CodeGeneration.Tests.Listings;

/// <summary>Instructions that run one after another, and where control goes then.</summary>
/// <param name="Label">The JIT's label, or null where the block starts behind a jump.</param>
/// <param name="Instructions">At least one, except for blocks that are only labels.</param>
internal sealed record BasicBlock(string? Label, IReadOnlyList<Instruction> Instructions)
{
    /// <summary>Indices of the blocks that may be next.</summary>
    public List<int> Next { get; } = [];
}
