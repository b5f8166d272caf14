using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.CodeGeneration.Tests.Listings;

namespace AttentionGen.CodeGeneration.Tests.Checks;

/// <summary>What is wrong with the machine code of a tile operation.</summary>
internal static class TileCheck
{
    private const string SpillPrefix = "spill in loop ";

    /// <summary>Everything that the guard is about, a line each; none where the code is as planned.</summary>
    /// <param name="method">The operation.</param>
    /// <param name="multiplyAdds">What <see cref="PlannedLoops"/> has for the loops; nothing where the plan has no figures.</param>
    public static IReadOnlyList<string> Problems(MethodListing method, params IReadOnlyList<int>[] multiplyAdds) =>
        [.. Tier(method), .. MultiplyAdds(method, multiplyAdds), .. Calls(method), .. Spills(method)];

    public static IEnumerable<string> Tier(MethodListing method)
    {
        if (method.Tier != "FullOpts")
        {
            yield return $"compiled as {method.Tier}";
        }
    }

    public static IEnumerable<string> MultiplyAdds(MethodListing method, IReadOnlyList<int>[] planned)
    {
        int[] found = [.. method.Loops.Select(loop => method.PassInstructionsOf(loop).Count(static each => each.IsMultiplyAdd)).Where(static count => count > 0).Order()];
        if (found.Length == 0 && !planned.Any(static counts => counts.Count == 0))
        {
            yield return "no loop with multiply-adds";
        }
        else if (planned.Length > 0 && !planned.Any(found.SequenceEqual))
        {
            yield return $"{string.Join(", ", found)} multiply-adds a loop instead of {string.Join(" or ", planned.Select(static counts => string.Join(", ", counts)))}";
        }
    }

    public static IEnumerable<string> Calls(MethodListing method) =>
        from loop in method.Loops
        from instruction in method.OwnInstructionsOf(loop)
        where instruction.IsCall
        select $"call in loop {method.NameOf(loop)}: {instruction.Text}";

    public static IEnumerable<string> Spills(MethodListing method) =>
        from loop in method.Name == "Softmax" ? RowLoops(method) : method.Loops
        from instruction in method.OwnInstructionsOf(loop)
        where method.Spills(instruction)
        select $"{SpillPrefix}{method.NameOf(loop)}: {instruction.Text}";

    public static bool IsSpill(string problem) => problem.StartsWith(SpillPrefix, StringComparison.Ordinal);

    // Once a row, the softmax picks the row's maximum out of a vector by its index, and the JIT does so through memory. All its work is
    // inside the loops over a row.
    private static IEnumerable<Loop> RowLoops(MethodListing method) => method.InnermostLoops;
}
