using System;
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
        writer.Write($"""
            // Scores become weights: w[r, j] = exp(s[r, j] - M), M the row's maximum, raised where new scores exceed it by much.
            // sums[r] is rescaled by exp(old M - M) and takes up the weights; rescales[r] keeps the factor for the contexts.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int rows, int keys)"))
        {
            int[] all = [.. Enumerable.Range(0, plan.QueryRows)];
            writer.Write("// The largest score of each row. Rows past the last one are looked at too, and forgotten.");
            writer.Write($"{vector}<float> {string.Join(", ", all.Select(r => $"m{r} = {vector}.LoadUnsafe(ref scores, {r * plan.BlockKeys})"))};");
            using (writer.Open($"for (int k = {lanes}; k < keys; k += {lanes})"))
            {
                writer.Write("ref float column = ref Unsafe.Add(ref scores, k);");
                foreach (int r in all)
                {
                    writer.Write($"m{r} = {vector}.MaxNative(m{r}, {vector}.LoadUnsafe(ref column, {r * plan.BlockKeys}));");
                }
            }

            string maxima = string.Join(", ", Enumerable.Range(0, KernelPlan.StateRows).Select(r => $"m{Math.Min(r, plan.QueryRows - 1)}"));
            writer.Write($"""
                Vector256<float> largest = {math}.Maxima({maxima});

                // All rows at once: new maxima, and the factors by which what was summed under the old ones shrinks.
                Vector256<float> subtract = global::AttentionGen.CompilerServices.OnlineSoftmax.Advance(largest, ref maxima, ref rescales);

                """);
            using (writer.Open("for (int r = 0; r < rows; r++)"))
            {
                writer.Write($"""
                    ref float row = ref Unsafe.Add(ref scores, r * {plan.BlockKeys});
                    {vector}<float> maximum = {vector}.Create(subtract.GetElement(r));
                    {vector}<float> even = {vector}<float>.Zero, odd = {vector}<float>.Zero;
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
                writer.Write($"""
                    {vector}<float> sum = {vector}.LoadUnsafe(ref sums, (nuint)(r * {lanes}));
                    {vector}.MultiplyAddEstimate(sum, {vector}.Create(Unsafe.Add(ref rescales, r)), even + odd).StoreUnsafe(ref sums, (nuint)(r * {lanes}));
                    """);
            }
        }
    }
}
