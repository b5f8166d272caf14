using System;
using System.Numerics;

namespace AttentionGen.CompilerServices;

/// <summary>
/// How fast the scores of each head fall with distance: Press et al., "Train Short, Test Long", 2022, section 3, with their published
/// rule for numbers of heads that are no power of two.
/// </summary>
internal static class AlibiSlopes
{
    /// <summary>The slope of a head.</summary>
    public static double Of(int head, int heads)
    {
        // The largest power of two has the geometric series of the paper; heads beyond it take every second slope of the next power.
        int power = 1 << BitOperations.Log2((uint)heads);
        return head < power ? Math.Pow(2, -8.0 * (head + 1) / power) : Math.Pow(2, -4.0 * ((2 * (head - power)) + 1) / power);
    }

    /// <summary>All slopes of a kernel, computed at its first call.</summary>
    internal static class Table<TShape>
        where TShape : struct, IKernelShape
    {
        public static readonly float[] Slopes = Make();

        private static float[] Make()
        {
            var slopes = new float[TShape.Heads];
            for (int head = 0; head < slopes.Length; head++)
            {
                slopes[head] = (float)Of(head, slopes.Length);
            }

            return slopes;
        }
    }
}
