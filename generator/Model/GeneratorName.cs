namespace AttentionGen.Generator.Model;

/// <summary>What generated code says of its origin.</summary>
internal static class GeneratorName
{
    /// <summary>The tool, as <c>[GeneratedCode]</c> names it.</summary>
    public const string Tool = "AttentionGen";

    /// <summary>The version of the code's form. Not the assembly's, so that a release without a change of form changes no file.</summary>
    public const string Version = "1.0";
}
