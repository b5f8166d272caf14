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

    /// <summary>0 for none.</summary>
    public float SoftCap { get; init; }

    /// <summary>-1 for no limit.</summary>
    public int WindowLeft { get; init; } = -1;

    /// <summary>-1 for no limit.</summary>
    public int WindowRight { get; init; } = -1;

    public bool Alibi { get; init; }

    /// <summary>n where it is fixed; 0 where each call says.</summary>
    public required int KeyLength { get; init; }

    /// <summary>The hidden layers of a score that has some; otherwise empty.</summary>
    public required EquatableArray<int> HiddenDims { get; init; }

    /// <summary>The name of the <c>Activation</c> member.</summary>
    public required string Activation { get; init; }

    /// <summary>Whether <c>Forward</c> is an instance method, and the constructor takes parameters.</summary>
    public bool IsLearned => LearnedScore.Parameters(Score).Count > 0;

    /// <summary>Whether each query head sees keys through parameters of its own, or none at all, so that nothing made of them serves several.</summary>
    public bool HasKeysOfItsOwn => Score is "Additive" or "Mlp" or "Location";

    /// <summary>Whether the heads' outputs are added up.</summary>
    public required bool SumHeads { get; init; }

    /// <summary>m where it is fixed; otherwise 0.</summary>
    public required int QueryLength { get; init; }

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
