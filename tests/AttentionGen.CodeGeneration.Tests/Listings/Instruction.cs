using System;
using System.Linq;

namespace AttentionGen.CodeGeneration.Tests.Listings;

/// <summary>One instruction of a listing.</summary>
/// <param name="Text">As the JIT prints it, spaces trimmed.</param>
internal sealed record Instruction(string Text)
{
    public string Mnemonic => Text.Split(' ', 2)[0];

    public string Operands => Text.Split(' ', 2) is [_, var operands] ? operands.Trim() : "";

    public bool IsCall => Mnemonic == "call";

    /// <summary>A jump, conditional or not; to somewhere else than a label it leaves the method.</summary>
    public bool IsJump => Mnemonic.StartsWith('j') || Mnemonic is "tail.jmp" or "rex.jmp";

    /// <summary>Whether control never goes on to the next instruction.</summary>
    public bool EndsFlow => Mnemonic is "jmp" or "tail.jmp" or "rex.jmp" or "ret" or "int3";

    /// <summary>The label that it jumps to.</summary>
    public string? Target => IsJump && Operands.Split(' ')[^1] is { } last && last.StartsWith("G_M", StringComparison.Ordinal) ? last : null;

    /// <summary>Of vectors: the exponential's scalar relatives do not count.</summary>
    public bool IsMultiplyAdd => Mnemonic.StartsWith("vfmadd", StringComparison.Ordinal) && Mnemonic.EndsWith("ps", StringComparison.Ordinal);

    /// <summary>Whether a vector register meets memory that one of these registers points into.</summary>
    public bool MovesVector(params ReadOnlySpan<string> bases)
    {
        int memory = Operands.IndexOf('[');
        if (memory < 0 || !new[] { "xmm", "ymm", "zmm" }.Any(register => Operands.Contains(register, StringComparison.Ordinal)))
        {
            return false;
        }

        string address = Operands[(memory + 1)..Operands.IndexOf(']', memory)];
        string[] terms = address.Split('+', '-', '*');
        foreach (string register in bases)
        {
            if (terms.Contains(register))
            {
                return true;
            }
        }

        return false;
    }
}
