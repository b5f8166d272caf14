using System.Globalization;

namespace AttentionGen.Generator.Emission;

/// <summary>Numbers as text, the same on every machine.</summary>
internal static class Literals
{
    /// <summary>Nine digits tell any two floats apart; "R" is shorter but differs between the frameworks that host a compiler.</summary>
    public static string Number(float value) => value.ToString("G9", CultureInfo.InvariantCulture);

    /// <summary>A C# literal.</summary>
    public static string Float(float value) => Number(value) + "f";

    /// <summary>"1 head", "2 heads".</summary>
    public static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
