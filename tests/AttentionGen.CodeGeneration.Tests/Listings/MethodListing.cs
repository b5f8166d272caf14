using System;
using System.Collections.Generic;
using System.Linq;

namespace AttentionGen.CodeGeneration.Tests.Listings;

/// <summary>The machine code of one method.</summary>
internal sealed class MethodListing
{
    private readonly IReadOnlyList<BasicBlock> _blocks;
    private readonly string[] _frame;

    /// <param name="type">The declaring type, with its namespace.</param>
    /// <param name="name">The method's name.</param>
    /// <param name="tier">"FullOpts", "Tier0", "MinOpts" and so on.</param>
    /// <param name="framePointer">Whether rbp points to the frame; otherwise it is a register like any other.</param>
    /// <param name="blocks">Connected by the parser.</param>
    public MethodListing(string type, string name, string tier, bool framePointer, IReadOnlyList<BasicBlock> blocks)
    {
        Type = type;
        Name = name;
        Tier = tier;
        _blocks = blocks;
        _frame = framePointer ? ["rbp", "rsp"] : ["rsp"];
        Loops = Loop.Find(blocks);
    }

    public string Type { get; }

    public string Name { get; }

    public string Tier { get; }

    public IReadOnlyList<Loop> Loops { get; }

    /// <summary>Loops with no loop inside.</summary>
    public IEnumerable<Loop> InnermostLoops => Loops.Where(loop => !Loops.Any(other => other.IsInside(loop)));

    public IEnumerable<Instruction> Instructions => _blocks.SelectMany(static block => block.Instructions);

    /// <summary>The instructions of a loop, those of loops inside it included, in the order of the listing.</summary>
    public IEnumerable<Instruction> InstructionsOf(Loop loop) => loop.Blocks.Order().SelectMany(block => _blocks[block].Instructions);

    /// <summary>The instructions of a loop that are in no loop inside it.</summary>
    public IEnumerable<Instruction> OwnInstructionsOf(Loop loop) =>
        loop.Blocks.Order().Where(block => !Loops.Any(inner => inner.IsInside(loop) && inner.Blocks.Contains(block)))
            .SelectMany(block => _blocks[block].Instructions);

    /// <summary>
    /// What a pass of a loop runs besides the whole passes of loops inside it: its own instructions, and the last, partial pass of each loop
    /// inside it. Where a loop begins with what also follows it, the JIT keeps one copy, in the loop, and leaves the loop behind it.
    /// </summary>
    public IEnumerable<Instruction> PassInstructionsOf(Loop loop) =>
        OwnInstructionsOf(loop).Concat(Loops.Where(inner => inner.IsInside(loop) && !Loops.Any(between => inner.IsInside(between) && between.IsInside(loop)))
            .SelectMany(inner => inner.LastPass(_blocks)).SelectMany(block => _blocks[block].Instructions));

    /// <summary>Whether an instruction moves a vector, or a lane of one, to or from the method's frame.</summary>
    public bool Spills(Instruction instruction) => instruction.MovesVector(_frame);

    /// <summary>How a loop is named in messages.</summary>
    public string NameOf(Loop loop) => _blocks[loop.Head].Label ?? $"block {loop.Head}";

    public override string ToString() => $"{Type}:{Name} ({Tier}){Environment.NewLine}  {string.Join(Environment.NewLine + "  ", Instructions.Select(static each => each.Text))}";
}
