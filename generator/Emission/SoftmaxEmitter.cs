using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>One step of the online softmax over a tile's scores.</summary>
internal static class SoftmaxEmitter
{
    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        string math = "global::AttentionGen.CompilerServices.VectorMath";
        string state = $"Vector{plan.StateRows * 32}";
        writer.Write($"""
            // Scores become weights: w[r, j] = exp(s[r, j] - M), M the row's maximum, raised where new scores exceed it by much.
            // sums[r] is rescaled by exp(old M - M) and takes up the weights; rescales[r] keeps the factor for the contexts.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int rows, int keys)"))
        {
            writer.Write("// The largest score of each row; rescales holds them for a moment.");
            using (writer.Open("for (int r = 0; r < rows; r++)"))
            {
                writer.Write($"""
                    ref float row = ref Unsafe.Add(ref scores, r * {plan.BlockKeys});
                    {vector}<float> largest = {vector}.LoadUnsafe(ref row);
                    """);
                using (writer.Open($"for (int j = {lanes}; j < keys; j += {lanes})"))
                {
                    writer.Write($"largest = {vector}.MaxNative(largest, {vector}.LoadUnsafe(ref row, (nuint)j));");
                }

                writer.Write();
                writer.Write($"Unsafe.Add(ref rescales, r) = {math}.Max(largest);");
            }

            writer.Write($"""

                // All rows at once: new maxima, and the factors by which what was summed under the old ones shrinks.
                {state}<float> subtract = global::AttentionGen.CompilerServices.OnlineSoftmax.Advance({state}.LoadUnsafe(ref rescales), ref maxima, ref rescales);

                """);
            using (writer.Open("for (int r = 0; r < rows; r++)"))
            {
                writer.Write($"""
                    ref float row = ref Unsafe.Add(ref scores, r * {plan.BlockKeys});
                    {vector}<float> maximum = {vector}.Create(subtract.GetElement(r));
                    {vector}<float> even = {vector}.LoadUnsafe(ref sums, (nuint)(r * {lanes})) * Unsafe.Add(ref rescales, r), odd = {vector}<float>.Zero;
                    int j = 0;
                    """);
                using (writer.Open($"for (; j <= keys - {2 * lanes}; j += {2 * lanes})"))
                {
                    writer.Write($"""
                        {vector}<float> w0 = {math}.Exp({vector}.LoadUnsafe(ref row, (nuint)j) - maximum);
                        {vector}<float> w1 = {math}.Exp({vector}.LoadUnsafe(ref row, (nuint)(j + {lanes})) - maximum);
                        w0.StoreUnsafe(ref row, (nuint)j);
                        w1.StoreUnsafe(ref row, (nuint)(j + {lanes}));
                        even += w0;
                        odd += w1;
                        """);
                }

                writer.Write();
                using (writer.Open("if (j < keys)"))
                {
                    writer.Write($"""
                        {vector}<float> w = {math}.Exp({vector}.LoadUnsafe(ref row, (nuint)j) - maximum);
                        w.StoreUnsafe(ref row, (nuint)j);
                        even += w;
                        """);
                }

                writer.Write();
                writer.Write($"(even + odd).StoreUnsafe(ref sums, (nuint)(r * {lanes}));");
            }
        }
    }
}
