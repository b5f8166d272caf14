using System;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>One step of the online softmax over a tile's scores, and the parts that it shares with the softmax of a fixed number of keys.</summary>
internal static class SoftmaxEmitter
{
    private const string Functions = "global::AttentionGen.CompilerServices.VectorMath";

    // Vectors of a row that go without a loop where their number is a constant.
    private const int StraightVectors = 8;

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        writer.Write($"""
            // Scores, in bits, become weights: w[r, j] = 2^(s[r, j] - M), M an integer near the row's maximum, raised where new scores exceed it
            // by much. sums[r] is rescaled by 2^(old M - M) and takes up the weights; rescales[r] keeps the factor for the contexts. The first step
            // of all finds nothing summed, and only sets M and sums[r].
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void Softmax(ref float scores, ref float maxima, ref float sums, ref float rescales, int rows, int keys, bool first)"))
        {
            writer.Write("// The largest score of each row. Rows past the last one are looked at too, and forgotten; a single row, as in decoding, goes alone.");
            WriteFirst(writer, plan);
            using (writer.Open($"for (int k = {lanes}; rows == 1 && k < keys; k += {lanes})"))
            {
                writer.Write($"m0 = {vector}.MaxNative(m0, {vector}.LoadUnsafe(ref scores, (nuint)k));");
            }

            writer.Write();
            WriteRest(writer, plan, "rows > 1 && k < keys");
            writer.Write();
            writer.Write($"""
                Vector256<float> largest = {Functions}.Maxima({Maxima(plan)});

                {Subtract(plan, "rows")}

                """);
            using (writer.Open("for (int r = 0; r < rows; r++)"))
            {
                WriteWeights(writer, plan, null);
                writer.Write();
                using (writer.Open("if (!first)"))
                {
                    writer.Write($"total = {vector}.MultiplyAddEstimate({vector}.LoadUnsafe(ref sums, (nuint)(r * {lanes})), {vector}.Create(Unsafe.Add(ref rescales, r)), total);");
                }

                writer.Write();
                writer.Write($"total.StoreUnsafe(ref sums, (nuint)(r * {lanes}));");
            }
        }
    }

    /// <summary>The part of the step that comes before the weights, which the weighted sum then makes.</summary>
    public static void WriteAdvance(SourceWriter writer, KernelPlan plan)
    {
        writer.Write($"""
            // The maxima of a tile's scores: M of each row is raised as Softmax does, which sets rescales[r]. What the powers 2^(s[r, j] - M) take of
            // the rows goes to pending.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void Advance(ref float scores, ref float maxima, ref float rescales, ref float pending, int keys, bool first)"))
        {
            WriteFirst(writer, plan);
            WriteRest(writer, plan, "k < keys");
            writer.Write();
            writer.Write($"""
                Vector256<float> largest = {Functions}.Maxima({Maxima(plan)});

                {Subtract(plan, $"{plan.QueryRows}")}
                (subtract + Vector256.Create({Functions}.Exp2Lowest)).StoreUnsafe(ref pending);
                (Vector256.Create({Functions}.{Rounding(plan)}) - subtract).StoreUnsafe(ref pending, {KernelPlan.StateRows});
                """);
        }
    }

    /// <summary>The softmax of rows that see all of a fixed number of keys, in one block: nothing was summed before.</summary>
    public static void WriteWhole(SourceWriter writer, KernelPlan plan, int vectors)
    {
        int lanes = plan.Target.Lanes;
        writer.Write($"""
            // Scores, in bits, become weights: w[r, j] = 2^(s[r, j] - M), M the integer nearest to the row's maximum; sums[r] is the sum of the
            // weights, spread over lanes.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void SoftmaxWhole(ref float scores, ref float maxima, ref float sums)"))
        {
            WriteFirst(writer, plan);
            if (vectors > 1)
            {
                WriteRest(writer, plan, $"k < {vectors * lanes}");
                writer.Write();
            }

            writer.Write($"Vector256<float> subtract = global::AttentionGen.CompilerServices.OnlineSoftmax.Start({Functions}.Maxima({Maxima(plan)}), ref maxima, ref scores, {plan.BlockKeys}, {plan.QueryRows}, {vectors * lanes});");
            writer.Write();
            using (writer.Open($"for (int r = 0; r < {plan.QueryRows}; r++)"))
            {
                WriteWeights(writer, plan, vectors);
                writer.Write($"total.StoreUnsafe(ref sums, (nuint)(r * {lanes}));");
            }
        }
    }

    // m<r>, the first vector of each row.
    private static void WriteFirst(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        string first = string.Join(", ", Enumerable.Range(0, plan.QueryRows).Select(r => $"m{r} = {vector}.LoadUnsafe(ref scores, {r * plan.BlockKeys})"));
        writer.Write($"{vector}<float> {first};");
    }

    // The other vectors, a column through all rows at a time: as many maxima wait for one another as there are rows.
    private static void WriteRest(SourceWriter writer, KernelPlan plan, string condition)
    {
        string vector = plan.Target.Name;
        using (writer.Open($"for (int k = {plan.Target.Lanes}; {condition}; k += {plan.Target.Lanes})"))
        {
            writer.Write("ref float column = ref Unsafe.Add(ref scores, k);");
            for (int r = 0; r < plan.QueryRows; r++)
            {
                writer.Write($"m{r} = {vector}.MaxNative(m{r}, {vector}.LoadUnsafe(ref column, {r * plan.BlockKeys}));");
            }
        }
    }

    private static string Subtract(KernelPlan plan, string rows) => $"""
        // All rows at once: new maxima, and the factors by which what was summed under the old ones shrinks.
        Vector256<float> subtract = first
            ? global::AttentionGen.CompilerServices.OnlineSoftmax.Start(largest, ref maxima, ref scores, {plan.BlockKeys}, {rows}, keys)
            : global::AttentionGen.CompilerServices.OnlineSoftmax.Advance(largest, ref maxima, ref rescales, ref scores, {plan.BlockKeys}, {rows}, keys);
        """;

    private static string Maxima(KernelPlan plan) =>
        string.Join(", ", Enumerable.Range(0, KernelPlan.StateRows).Select(r => $"m{Math.Min(r, plan.QueryRows - 1)}"));

    private static string Rounding(KernelPlan plan) => plan.Target == VectorTarget.Vector512 ? "Exp2RoundTo32nds" : "Exp2Round";

    // Row r's weights in place of its scores, and their total; all keys, or a constant number of vectors.
    private static void WriteWeights(SourceWriter writer, KernelPlan plan, int? vectors)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        writer.Write($"""
            ref float row = ref Unsafe.Add(ref scores, r * {plan.BlockKeys});
            {vector}<float> maximum = {vector}.Create(subtract.GetElement(r));
            {vector}<float> lowest = maximum + {vector}.Create({Functions}.Exp2Lowest), round = {vector}.Create({Functions}.{Rounding(plan)}) - maximum;
            {vector}<float> total = {vector}<float>.Zero, weight;
            """);
        if (vectors <= StraightVectors)
        {
            for (int v = 0; v < vectors; v++)
            {
                WriteVector($"{v * lanes}");
            }

            return;
        }

        using (writer.Open($"for (int j = 0; j < {(vectors is { } all ? $"{all * lanes}" : "keys")}; j += {lanes})"))
        {
            WriteVector("(nuint)j");
        }

        void WriteVector(string at) => writer.Write($"""
            weight = {Functions}.Exp2({vector}.LoadUnsafe(ref row, {at}), lowest, round);
            weight.StoreUnsafe(ref row, {at});
            total += weight;
            """);
    }
}
