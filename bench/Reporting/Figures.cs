using System.Globalization;

namespace AttentionGen.Bench.Reporting;

/// <summary>Numbers as the table writes them: three significant digits and a unit.</summary>
internal static class Figures
{
    public const string None = "-";

    public static string Time(double? seconds) => seconds switch
    {
        null => None,
        < 1e-3 => $"{Digits(seconds.Value * 1e6)} us",
        < 1 => $"{Digits(seconds.Value * 1e3)} ms",
        _ => $"{Digits(seconds.Value)} s",
    };

    public static string Rate(double? perSecond, bool bytes) =>
        perSecond is { } rate ? $"{Digits(rate * 1e-9)} {(bytes ? "GB/s" : "GF/s")}" : None;

    public static string Percent(double? part) =>
        part is { } value ? (value * 100).ToString("0", CultureInfo.InvariantCulture) + " %" : None;

    public static string Ratio(double? ratio) =>
        ratio is { } value ? value.ToString("0.00", CultureInfo.InvariantCulture) + "x" : None;

    private static string Digits(double value) =>
        value.ToString(value < 10 ? "0.00" : value < 100 ? "0.0" : "0", CultureInfo.InvariantCulture);
}
