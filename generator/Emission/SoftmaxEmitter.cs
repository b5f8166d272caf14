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
        string math = "global::AttentionGen.CompilerServices.VectorMath";
        string state = $"Vector{plan.StateRows * 32}";
        using (writer.Open("public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int panels)"))
        {
            writer.Write($"int keys = panels * {plan.PanelKeys};");
            writer.Write("// The largest score of each row; rescales holds them for a moment.");
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
                writer.Write($"Unsafe.Add(ref rescales, r) = {math}.Max({largest});");
            }

            writer.Write();
            writer.Write("// All rows at once: new maxima, and the factors by which what was summed under the old ones shrinks.");
            writer.Write($"{state}<float> subtract = global::AttentionGen.CompilerServices.OnlineSoftmax.Advance({state}.LoadUnsafe(ref rescales), ref maxima, ref rescales);");
            writer.Write();
            using (writer.Open($"for (int r = 0; r < {plan.QueryRows}; r++)"))
            {
                writer.Write($"""
                    ref float row = ref Unsafe.Add(ref scores, r * {plan.BlockKeys});
                    {vector}<float> maximum = {vector}.Create(subtract.GetElement(r));
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
                        writer.Write($"{vector}<float> w{c} = {math}.Exp({vector}.LoadUnsafe(ref row, (nuint)(j + {c * lanes})) - maximum);");
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
