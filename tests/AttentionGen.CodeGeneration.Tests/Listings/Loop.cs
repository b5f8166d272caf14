using System.Collections.Generic;
using System.Linq;

namespace AttentionGen.CodeGeneration.Tests.Listings;

/// <summary>A natural loop: the blocks from which control comes back to the head without leaving.</summary>
/// <param name="Head">The block that every way into the loop goes through.</param>
/// <param name="Blocks">All blocks, those of inner loops and the head included.</param>
internal sealed record Loop(int Head, IReadOnlySet<int> Blocks)
{
    /// <summary>Whether it is inside another one.</summary>
    public bool IsInside(Loop other) => other != this && other.Blocks.Contains(Head) && Blocks.Count < other.Blocks.Count;

    /// <summary>
    /// The blocks that run once more than the loop comes back to its head: those from the head to where the loop is left. None where it is
    /// left at the end of a pass.
    /// </summary>
    public IReadOnlyCollection<int> LastPass(IReadOnlyList<BasicBlock> blocks)
    {
        int[] exits = [.. Blocks.Where(block => blocks[block].Next.Any(next => !Blocks.Contains(next)))];
        if (exits.Any(exit => blocks[exit].Next.Contains(Head)))
        {
            return [];
        }

        var last = new SortedSet<int>();
        var open = new Stack<int>(exits);
        while (open.TryPop(out int block))
        {
            if (last.Add(block) && block != Head)
            {
                foreach (int before in Blocks.Where(before => blocks[before].Next.Contains(block)))
                {
                    open.Push(before);
                }
            }
        }

        return last;
    }

    /// <summary>The loops of a flow graph whose entry is block 0.</summary>
    public static IReadOnlyList<Loop> Find(IReadOnlyList<BasicBlock> blocks)
    {
        HashSet<int>?[] dominators = Dominators(blocks);
        var loops = new SortedDictionary<int, HashSet<int>>();
        for (int tail = 0; tail < blocks.Count; tail++)
        {
            foreach (int head in blocks[tail].Next.Where(head => dominators[tail]?.Contains(head) == true))
            {
                // Two jumps back to one head are one loop.
                if (!loops.TryGetValue(head, out HashSet<int>? body))
                {
                    loops.Add(head, body = [head]);
                }

                Collect(blocks, dominators, tail, body);
            }
        }

        return [.. loops.Select(static loop => new Loop(loop.Key, loop.Value))];
    }

    // All blocks that lead to the tail without passing the head, which is in the body already.
    private static void Collect(IReadOnlyList<BasicBlock> blocks, HashSet<int>?[] dominators, int tail, HashSet<int> body)
    {
        var open = new Stack<int>([tail]);
        while (open.TryPop(out int block))
        {
            if (body.Add(block))
            {
                for (int before = 0; before < blocks.Count; before++)
                {
                    if (dominators[before] is not null && blocks[before].Next.Contains(block))
                    {
                        open.Push(before);
                    }
                }
            }
        }
    }

    // For each block, the blocks that every way to it goes through; null where there is no way.
    private static HashSet<int>?[] Dominators(IReadOnlyList<BasicBlock> blocks)
    {
        var dominators = new HashSet<int>?[blocks.Count];
        dominators[0] = [0];
        for (bool changed = true; changed;)
        {
            changed = false;
            for (int block = 0; block < blocks.Count; block++)
            {
                if (dominators[block] is not { } own)
                {
                    continue;
                }

                foreach (int next in blocks[block].Next)
                {
                    if (dominators[next] is not { } known)
                    {
                        dominators[next] = [.. own, next];
                        changed = true;
                    }
                    else if (next != 0)
                    {
                        int count = known.Count;
                        known.RemoveWhere(each => each != next && !own.Contains(each));
                        changed |= known.Count != count;
                    }
                }
            }
        }

        return dominators;
    }
}
