using Spectre.Console;

namespace AttentionGen.Sample;

/// <summary>The colour of an attention weight in a terminal.</summary>
internal static class WeightColours
{
    // Dark to light, so that it reads without seeing colour. After the palette "viridis" of matplotlib.
    private static readonly Color[] Scale = [new(68, 1, 84), new(59, 82, 139), new(33, 145, 140), new(94, 201, 98), new(253, 231, 37)];

    // Below this a colour would only make a grid restless.
    private const float Faint = 0.02f;

    /// <summary>Colours for a cell with a weight from 0 to 1.</summary>
    public static Style Style(float weight) => weight < Faint ? new Style(Color.Grey) : Shade(weight);

    private static Style Shade(float weight)
    {
        float place = weight * (Scale.Length - 1);
        int below = int.Min((int)place, Scale.Length - 2);
        Color background = Scale[below].Blend(Scale[below + 1], place - below);
        return new Style(weight > 0.4f ? Color.Black : Color.White, background);
    }
}
