using System;

namespace AttentionGen.Generator.Model;

/// <summary>What one attribute asks for: everything that planning and emission know. Equal specs give equal files.</summary>
internal sealed record KernelSpec
{
    public required KernelType Type { get; init; }

    public required int Heads { get; init; }

    public required int KeyValueHeads { get; init; }

    public required int Dim { get; init; }

    public required int ValueDim { get; init; }

    /// <summary>The name of the <c>Score</c> member.</summary>
    public required string Score { get; init; }

    public required float Scale { get; init; }

    public required bool Causal { get; init; }

    public required bool HeadMajor { get; init; }

    /// <summary>Whether the heads' outputs are added up.</summary>
    public required bool SumHeads { get; init; }

    /// <summary>m where it is fixed; otherwise 0.</summary>
    public required int QueryLength { get; init; }

    /// <summary>n where it is fixed; otherwise 0.</summary>
    public required int KeyLength { get; init; }

    /// <summary>Elements of D in one straight-line block of the score tile; 0 where the planner decides.</summary>
    public required int Unroll { get; init; }

    /// <summary>The scale of an attribute that states none.</summary>
    public static float DefaultScale(string score, int dim) => score == "ScaledDot" ? (float)(1 / Math.Sqrt(dim)) : 1;
}

/// <summary>The type that receives the kernel's members.</summary>
internal sealed record KernelType
{
    /// <summary>Empty for the global namespace; escaped where it needs to be.</summary>
    public required string Namespace { get; init; }

    /// <summary>From the outermost containing type to the kernel itself.</summary>
    public required EquatableArray<TypeDeclaration> Declarations { get; init; }

    /// <summary>Whether it implements <c>IAttentionKernel</c>: static types cannot, nor can ref structs before C# 13.</summary>
    public required bool ImplementsInterface { get; init; }

    /// <summary>The file's name without its extension, before clashes between kernels are resolved.</summary>
    public required string HintName { get; init; }
}

/// <summary>One level of nesting, as a partial declaration repeats it.</summary>
/// <param name="Keyword">"class", "struct", "record", "record struct" or "interface".</param>
/// <param name="Name">The name with its type parameters, escaped where it needs to be.</param>
internal sealed record TypeDeclaration(string Keyword, string Name);
