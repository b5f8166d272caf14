using System;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The products of a single row with the caller's own keys and values: decoding, where copies would cost as much as the products.</summary>
internal static class RowEmitter
{
    // Keys scored at a time: four sums are formed together, and four chains of multiply-adds hide their latency.
    private const int Keys = 4;

    // Vectors of one straight-line block; longer rows loop.
    private const int Unroll = 16;

    // Vectors of a context that stay in registers while the values pass by.
    private const int Accumulators = 8;

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        writer.Write($"""
            // scores[j] = sum over d of query[d] * keys[j, d] for one query; keys lie {plan.KeyStride} elements apart.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void ScoreRow(ref float query, ref readonly float keys, ref float scores, int count)"))
        {
            if (plan.DirectRows > 0)
            {
                WriteScore(writer, plan);
            }
            else
            {
                WriteUnused(writer);
            }
        }

        writer.Write();
        writer.Write($"""
            // context[e] = context[e] * rescale + sum over j of weights[j] * values[j, e] for one row; values lie {plan.ValueRowStride} elements apart.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void WeightedSumRow(ref float weights, ref readonly float values, ref float context, float rescale, int count)"))
        {
            if (plan.DirectRows > 0)
            {
                WriteWeightedSum(writer, plan);
            }
            else
            {
                WriteUnused(writer);
            }
        }
    }

    private static void WriteUnused(SourceWriter writer) => writer.Write("""
        // Rows shorter than a vector are always computed in tiles: DirectRows is 0.
        throw new global::System.NotSupportedException();
        """);

    private static void WriteScore(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        writer.Write("ref float key = ref Unsafe.AsRef(in keys);");
        writer.Write("int j = 0;");
        using (writer.Open($"for (; j <= count - {Keys}; j += {Keys})"))
        {
            WriteDots(writer, plan, Keys);
            writer.Write("global::AttentionGen.CompilerServices.VectorMath.Sums(s0, s1, s2, s3).StoreUnsafe(ref scores, (nuint)j);");
            writer.Write($"key = ref Unsafe.Add(ref key, {Keys * plan.KeyStride});");
        }

        writer.Write();
        using (writer.Open("for (; j < count; j++)"))
        {
            WriteDots(writer, plan, 1);
            writer.Write($"Unsafe.Add(ref scores, j) = {vector}.Sum(s0);");
            writer.Write($"key = ref Unsafe.Add(ref key, {plan.KeyStride});");
        }
    }

    private static void WriteDots(SourceWriter writer, KernelPlan plan, int keys)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int full = plan.Dim / lanes;
        int rest = plan.Dim % lanes;
        writer.Write($"{vector}<float> {string.Join(", ", Enumerable.Range(0, keys).Select(k => $"s{k} = {vector}<float>.Zero"))}, q;");
        if (full > Unroll)
        {
            using (writer.Open($"for (nuint d = 0; d < {full / Unroll * Unroll * lanes}; d += {Unroll * lanes})"))
            {
                WriteProducts(writer, plan, keys, 0, Unroll, "d + ");
            }

            WriteProducts(writer, plan, keys, full / Unroll * Unroll, full, "");
        }
        else
        {
            WriteProducts(writer, plan, keys, 0, full, "");
        }

        if (rest == 0)
        {
            return;
        }

        // The last vector overlaps the one before it: lanes that were already added are cleared, in the key too, where they may be infinite.
        string mask = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => lane < lanes - rest ? "0" : "-1"));
        writer.Write($"// The last {rest} elements, in a vector that overlaps the one before it.");
        writer.Write($"{vector}<float> mask = {vector}.Create({mask}).AsSingle();");
        writer.Write($"q = {vector}.LoadUnsafe(ref query, {plan.Dim - lanes});");
        for (int k = 0; k < keys; k++)
        {
            string key = $"{vector}.LoadUnsafe(ref key, {(k * plan.KeyStride) + plan.Dim - lanes})";
            writer.Write($"s{k} = {vector}.MultiplyAddEstimate(q & mask, {key} & mask, s{k});");
        }
    }

    private static void WriteProducts(SourceWriter writer, KernelPlan plan, int keys, int first, int end, string index)
    {
        string vector = plan.Target.Name;
        for (int v = first; v < end; v++)
        {
            int d = v * plan.Target.Lanes;
            string products = string.Join(" ", Enumerable.Range(0, keys).Select(
                k => $"s{k} = {vector}.MultiplyAddEstimate(q, {vector}.LoadUnsafe(ref key, {index}{(k * plan.KeyStride) + d}), s{k});"));
            writer.Write($"q = {vector}.LoadUnsafe(ref query, {index}{d}); {products}");
        }
    }

    private static void WriteWeightedSum(SourceWriter writer, KernelPlan plan)
    {
        int full = plan.ValueDim / plan.Target.Lanes;
        bool rest = plan.ValueDim % plan.Target.Lanes > 0;
        int vectors = full + (rest ? 1 : 0);
        int wide = full / Accumulators;
        if (vectors <= Accumulators)
        {
            WriteColumns(writer, plan, 0, vectors, "");
            return;
        }

        string span = $"{wide * Accumulators * plan.Target.Lanes}";
        using (writer.Open($"for (nuint e = 0; e < {span}; e += {Accumulators * plan.Target.Lanes})"))
        {
            WriteColumns(writer, plan, 0, Accumulators, "e + ");
        }

        if (vectors > wide * Accumulators)
        {
            writer.Write();
            using (writer.Open())
            {
                WriteColumns(writer, plan, wide * Accumulators, vectors, "");
            }
        }
    }

    private static void WriteColumns(SourceWriter writer, KernelPlan plan, int first, int end, string index)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int[] columns = [.. Enumerable.Range(first, end - first)];
        int rest = plan.ValueDim % lanes;
        if ((end * lanes) > plan.ValueDim)
        {
            // Reading whole vectors only, without passing the row's end; lanes behind the row hold copies that nobody reads.
            string order = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => Math.Min(lane + lanes - rest, lanes - 1)));
            writer.Write($"// The last {rest} elements come from the end of a vector that overlaps the one before it.");
            writer.Write($"{vector}<int> order = {vector}.Create({order});");
        }

        writer.Write("ref float value = ref Unsafe.AsRef(in values);");
        writer.Write($"{vector}<float> w = {vector}.Create(rescale);");
        foreach (int c in columns)
        {
            writer.Write($"{vector}<float> c{c} = w * {vector}.LoadUnsafe(ref context, {index}{c * lanes});");
        }

        using (writer.Open("for (int j = 0; j < count; j++)"))
        {
            writer.Write($"w = {vector}.Create(Unsafe.Add(ref weights, j));");
            foreach (int c in columns)
            {
                string load = (c + 1) * lanes > plan.ValueDim
                    ? $"{vector}.Shuffle({vector}.LoadUnsafe(ref value, {plan.ValueDim - lanes}), order)"
                    : $"{vector}.LoadUnsafe(ref value, {index}{c * lanes})";
                writer.Write($"c{c} = {vector}.MultiplyAddEstimate(w, {load}, c{c});");
            }

            writer.Write($"value = ref Unsafe.Add(ref value, {plan.ValueRowStride});");
        }

        foreach (int c in columns)
        {
            writer.Write($"c{c}.StoreUnsafe(ref context, {index}{c * lanes});");
        }
    }
}
