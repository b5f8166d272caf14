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
            // Scores, in bits, become weights: w[r, j] = 2^(s[r, j] - M), M an integer near the row's maximum, raised where new scores exceed it
            // by much. sums[r] is rescaled by 2^(old M - M) and takes up the weights; rescales[r] keeps the factor for the contexts.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int rows, int keys)"))
        {
            int[] all = [.. Enumerable.Range(0, plan.QueryRows)];
            writer.Write("// The largest score of each row. Rows past the last one are looked at too, and forgotten; a single row, as in decoding, goes alone.");
            writer.Write($"{vector}<float> {string.Join(", ", all.Select(r => $"m{r} = {vector}.LoadUnsafe(ref scores, {r * plan.BlockKeys})"))};");
            using (writer.Open($"for (int k = {lanes}; rows == 1 && k < keys; k += {lanes})"))
            {
                writer.Write($"m0 = {vector}.MaxNative(m0, {vector}.LoadUnsafe(ref scores, (nuint)k));");
            }

            writer.Write();
            using (writer.Open($"for (int k = {lanes}; rows > 1 && k < keys; k += {lanes})"))
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
                Vector256<float> subtract = global::AttentionGen.CompilerServices.OnlineSoftmax.Advance(largest, ref maxima, ref rescales, ref scores, {plan.BlockKeys}, rows, keys);

                """);
            using (writer.Open("for (int r = 0; r < rows; r++)"))
            {
                writer.Write($"""
                    ref float row = ref Unsafe.Add(ref scores, r * {plan.BlockKeys});
                    {vector}<float> maximum = {vector}.Create(subtract.GetElement(r));
                    {vector}<float> lowest = maximum + {vector}.Create({math}.Exp2Lowest), round = {vector}.Create({math}.Exp2Round) - maximum;
                    {vector}<float> total = {vector}<float>.Zero;
                    """);
                using (writer.Open($"for (int j = 0; j < keys; j += {lanes})"))
                {
                    writer.Write($"""
                        {vector}<float> weight = {math}.Exp2({vector}.LoadUnsafe(ref row, (nuint)j), lowest, round);
                        weight.StoreUnsafe(ref row, (nuint)j);
                        total += weight;
                        """);
                }

                writer.Write();
                writer.Write($"""
                    {vector}<float> sum = {vector}.LoadUnsafe(ref sums, (nuint)(r * {lanes}));
                    {vector}.MultiplyAddEstimate(sum, {vector}.Create(Unsafe.Add(ref rescales, r)), total).StoreUnsafe(ref sums, (nuint)(r * {lanes}));
                    """);
            }
        }
    }
}
