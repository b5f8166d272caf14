using System;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The three operations for rows that see all of a fixed number of keys, in one block: every count is a constant.</summary>
internal static class WholeEmitter
{
    // Vectors of a row that the softmax takes without a loop.
    private const int StraightVectors = 8;

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        writer.Write();
        writer.Write($"public static int WholeKeys => {plan.WholeKeys};");
        writer.Write();
        WriteScore(writer, plan);
        writer.Write();
        WriteSoftmax(writer, plan);
        writer.Write();
        writer.Write($"""
            // contexts[r, e] = sum over all {plan.WholeKeys} j of weights[r, j] * values[j, e], for tiles of {plan.QueryRows} queries.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void WeightedSumWhole(ref float weights, ref float values, ref float contexts, int tiles)"))
        {
            WeightedSumEmitter.WriteColumns(writer, plan, plan.WholeKeys);
        }
    }

    private static int Vectors(KernelPlan plan) => (plan.WholeKeys + plan.Target.Lanes - 1) / plan.Target.Lanes;

    private static void WriteScore(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        int panels = plan.WholeKeys / plan.PanelKeys;
        int columns = Vectors(plan) - (panels * plan.KeyVectors);
        writer.Write($"""
            // scores[r, j] = sum over d of queries[r, d] * keys[d, j] for all {plan.WholeKeys} keys and tiles of {plan.QueryRows} queries.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void ScoreWhole(ref float queries, ref float keyPanels, ref float scores, int tiles)"))
        {
            if (panels > 0)
            {
                using (writer.Open($"for (int first = 0; first < {panels * plan.PanelKeys}; first += {plan.PanelKeys})"))
                {
                    ScoreEmitter.WritePanel(writer, plan, plan.KeyVectors);
                }
            }

            if (columns > 0 && panels > 0)
            {
                // In a block of its own: whole panels use the same names.
                writer.Write();
                using (writer.Open())
                {
                    WriteLast(writer, plan, panels, columns);
                }
            }
            else if (columns > 0)
            {
                WriteLast(writer, plan, panels, columns);
            }

            int filled = plan.WholeKeys % plan.Target.Lanes;
            if (filled > 0)
            {
                int last = plan.WholeKeys - filled;
                writer.Write();
                writer.Write($"""
                    // Lanes behind the last key.
                    {vector}<float> shown = {vector}.LessThan({vector}<int>.Indices, {vector}.Create({filled})).AsSingle();
                    {vector}<float> hidden = {vector}.Create(float.NegativeInfinity);
                    """);
                writer.Write($"ref float end = ref Unsafe.Add(ref scores, {last});");
                using (writer.Open($"for (int row = 0; row < tiles * {plan.QueryRows}; row++)"))
                {
                    writer.Write($"{vector}.ConditionalSelect(shown, {vector}.LoadUnsafe(ref end), hidden).StoreUnsafe(ref end);");
                    writer.Write($"end = ref Unsafe.Add(ref end, {plan.BlockKeys});");
                }
            }
        }
    }

    private static void WriteLast(SourceWriter writer, KernelPlan plan, int panels, int columns)
    {
        writer.Write($"const int first = {panels * plan.PanelKeys};");
        ScoreEmitter.WritePanel(writer, plan, columns);
    }

    private static void WriteSoftmax(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int vectors = Vectors(plan);
        const string math = "global::AttentionGen.CompilerServices.VectorMath";
        writer.Write($"""
            // Scores, in bits, become weights: w[r, j] = 2^(s[r, j] - M), M the integer nearest to the row's maximum; sums[r] is the sum of the
            // weights, spread over lanes.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void SoftmaxWhole(ref float scores, ref float maxima, ref float sums)"))
        {
            int[] all = [.. Enumerable.Range(0, plan.QueryRows)];
            writer.Write($"{vector}<float> {string.Join(", ", all.Select(r => $"m{r} = {vector}.LoadUnsafe(ref scores, {r * plan.BlockKeys})"))};");
            using (writer.Open($"for (int k = {lanes}; k < {vectors * lanes}; k += {lanes})"))
            {
                writer.Write("ref float column = ref Unsafe.Add(ref scores, k);");
                foreach (int r in all)
                {
                    writer.Write($"m{r} = {vector}.MaxNative(m{r}, {vector}.LoadUnsafe(ref column, {r * plan.BlockKeys}));");
                }
            }

            writer.Write();
            string largest = string.Join(", ", Enumerable.Range(0, KernelPlan.StateRows).Select(r => $"m{Math.Min(r, plan.QueryRows - 1)}"));
            writer.Write($"Vector256<float> subtract = global::AttentionGen.CompilerServices.OnlineSoftmax.Start({math}.Maxima({largest}), ref maxima, ref scores, {plan.BlockKeys}, {plan.QueryRows}, {vectors * lanes});");
            writer.Write();
            using (writer.Open($"for (int r = 0; r < {plan.QueryRows}; r++)"))
            {
                writer.Write($"""
                    ref float row = ref Unsafe.Add(ref scores, r * {plan.BlockKeys});
                    {vector}<float> maximum = {vector}.Create(subtract.GetElement(r));
                    {vector}<float> lowest = maximum + {vector}.Create({math}.Exp2Lowest), round = {vector}.Create({math}.Exp2Round) - maximum;
                    {vector}<float> total = {vector}<float>.Zero, weight;
                    """);
                if (vectors <= StraightVectors)
                {
                    for (int v = 0; v < vectors; v++)
                    {
                        WriteWeights(writer, vector, math, $"{v * lanes}");
                    }
                }
                else
                {
                    using (writer.Open($"for (int j = 0; j < {vectors * lanes}; j += {lanes})"))
                    {
                        WriteWeights(writer, vector, math, "(nuint)j");
                    }
                }

                writer.Write($"total.StoreUnsafe(ref sums, (nuint)(r * {lanes}));");
            }
        }
    }

    private static void WriteWeights(SourceWriter writer, string vector, string math, string at) => writer.Write($"""
        weight = {math}.Exp2({vector}.LoadUnsafe(ref row, {at}), lowest, round);
        weight.StoreUnsafe(ref row, {at});
        total += weight;
        """);
}
