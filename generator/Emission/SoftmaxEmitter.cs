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
        int[] columns = [.. Enumerable.Range(0, plan.KeyVectors)];
        writer.Write($"""
            // Scores become weights: w[r, j] = exp(s[r, j] - M), M the row's maximum so far. sums[r] is rescaled by exp(old M - M)
            // and takes up the weights; WeightedSum rescales the contexts by the same factor, left in rescales[r].
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int panels)"))
        {
            writer.Write($"int keys = panels * {plan.PanelKeys};");
            using (writer.Open($"for (int r = 0; r < {plan.QueryRows}; r++)"))
            {
                writer.Write($"ref float row = ref Unsafe.Add(ref scores, r * {plan.BlockKeys});");
                foreach (int c in columns)
                {
                    writer.Write($"{vector}<float> m{c} = {vector}.LoadUnsafe(ref row, {c * lanes});");
                }

                using (writer.Open($"for (int j = {plan.PanelKeys}; j < keys; j += {plan.PanelKeys})"))
                {
                    foreach (int c in columns)
                    {
                        writer.Write($"m{c} = {vector}.MaxNative(m{c}, {vector}.LoadUnsafe(ref row, (nuint)(j + {c * lanes})));");
                    }
                }

                string largest = columns.Skip(1).Aggregate("m0", (all, c) => $"{vector}.MaxNative({all}, m{c})");
                writer.Write($"""

                    float largest = global::AttentionGen.CompilerServices.VectorMath.Max({largest});
                    float maximum = global::AttentionGen.CompilerServices.OnlineSoftmax.Advance(largest, ref Unsafe.Add(ref maxima, r), ref Unsafe.Add(ref rescales, r));
                    {vector}<float> subtract = {vector}.Create(maximum);
                    {vector}<float> sum0 = {vector}.LoadUnsafe(ref sums, (nuint)(r * {lanes})) * Unsafe.Add(ref rescales, r);
                    """);
                foreach (int c in columns.Skip(1))
                {
                    writer.Write($"{vector}<float> sum{c} = {vector}<float>.Zero;");
                }

                using (writer.Open($"for (int j = 0; j < keys; j += {plan.PanelKeys})"))
                {
                    foreach (int c in columns)
                    {
                        writer.Write($"{vector}<float> w{c} = global::AttentionGen.CompilerServices.VectorMath.Exp({vector}.LoadUnsafe(ref row, (nuint)(j + {c * lanes})) - subtract);");
                    }

                    foreach (int c in columns)
                    {
                        writer.Write($"w{c}.StoreUnsafe(ref row, (nuint)(j + {c * lanes}));");
                        writer.Write($"sum{c} += w{c};");
                    }
                }

                writer.Write($"({string.Join(" + ", columns.Select(static c => $"sum{c}"))}).StoreUnsafe(ref sums, (nuint)(r * {lanes}));");
            }
        }
    }
}
