using System.Collections.Generic;

namespace AttentionGen.Generator.Model;

/// <summary>What is known of the scores by their names.</summary>
internal static class LearnedScore
{
    /// <summary>The name of the field that keeps the parameters.</summary>
    public const string Field = "_scoreParameters";

    /// <summary>The parameters that a score learns, as arguments of the constructor; none for most.</summary>
    public static IReadOnlyList<string> Parameters(string score) => score switch
    {
        "General" => ["weight"],
        "Additive" => ["queryWeight", "keyWeight", "bias", "scoreWeight"],
        "Mlp" => ["weights"],
        "Location" => ["weight", "bias"],
        _ => [],
    };

    /// <summary>The parameters of <c>Forward</c> that are tensors read.</summary>
    public static IReadOnlyList<string> Tensors(string score) =>
        score == "Location" ? ["queries", "values"] : ["queries", "keys", "values"];
}
