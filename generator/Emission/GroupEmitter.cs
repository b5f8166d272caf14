using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>
/// The products of one query, in the heads that share a key/value head, with the caller's own keys and values: decoding, where copies
/// would cost as much as the products. Each key and value is loaded once for all the heads.
/// </summary>
internal static class GroupEmitter
{
    // Sums in flight: as many chains of multiply-adds as hide their latency, four cycles of two.
    private const int Chains = 8;

    // Multiply-adds of one straight-line block; longer rows loop.
    private const int Unroll = 64;

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        string heads = Literals.Count(plan.GroupHeads, "head");
        writer.Write($"""
            // scores[h, j] = sum over d of queries[h, d] * keys[j, d] for one query in {heads}; keys lie {plan.KeyStride} elements apart.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void ScoreGroup(ref float queries, ref float keys, ref float scores, int count)"))
        {
            WriteBody(writer, plan, WriteScore);
        }

        writer.Write();
        writer.Write($"""
            // contexts[h, e] = contexts[h, e] * rescales[h] + sum over j of weights[h, j] * values[j, e] for one query in {heads}; values lie
            // {plan.ValueRowStride} elements apart.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void WeightedSumGroup(ref float weights, ref float values, ref float contexts, ref float rescales, int count)"))
        {
            WriteBody(writer, plan, WriteWeightedSum);
        }
    }

    private static void WriteBody(SourceWriter writer, KernelPlan plan, Action<SourceWriter, KernelPlan> write)
    {
        if (plan.DirectRows > 0)
        {
            write(writer, plan);
        }
        else
        {
            writer.Write($"""
                // {(plan.TilesOnly ? "Scores that do not read keys as they are" : "Rows shorter than a vector, and large groups,")} are always computed in tiles: DirectRows is 0.
                throw new global::System.NotSupportedException();
                """);
        }
    }

    private static void WriteScore(SourceWriter writer, KernelPlan plan)
    {
        int keys = plan.GroupHeads switch { 1 => Chains, 2 => Chains / 2, 3 or 4 => 2, _ => 1 };
        writer.Write("ref float key = ref keys;");
        writer.Write("int j = 0;");
        if (keys > 1)
        {
            using (writer.Open($"for (; j <= count - {keys}; j += {keys})"))
            {
                WriteDots(writer, plan, keys);
            }

            writer.Write();
        }

        using (writer.Open("for (; j < count; j++)"))
        {
            WriteDots(writer, plan, 1);
        }
    }

    private static void WriteDots(SourceWriter writer, KernelPlan plan, int keys)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int full = plan.Dim / lanes;
        int rest = plan.Dim % lanes;
        int[] heads = [.. Enumerable.Range(0, plan.GroupHeads)];
        foreach (int h in heads)
        {
            writer.Write($"{vector}<float> {string.Join(", ", Enumerable.Range(0, keys).Select(k => $"s{h}_{k} = {vector}<float>.Zero"))};");
        }

        string columns = plan.GroupHeads > 1 ? string.Concat(Enumerable.Range(0, keys).Select(static k => $"k{k}, ")) : "";
        writer.Write($"{vector}<float> {columns}q;");
        int unroll = Math.Max(1, Unroll / (plan.GroupHeads * keys));
        if (full > unroll)
        {
            using (writer.Open($"for (nuint d = 0; d < {full / unroll * unroll * lanes}; d += {unroll * lanes})"))
            {
                WriteProducts(writer, plan, keys, 0, unroll, "d + ");
            }

            WriteProducts(writer, plan, keys, full / unroll * unroll, full, "");
        }
        else
        {
            WriteProducts(writer, plan, keys, 0, full, "");
        }

        if (rest > 0)
        {
            WriteLastProducts(writer, plan, keys, rest);
        }

        WriteSums(writer, plan, keys);
        writer.Write($"key = ref Unsafe.Add(ref key, {keys * plan.KeyStride});");
    }

    private static void WriteProducts(SourceWriter writer, KernelPlan plan, int keys, int first, int end, string index)
    {
        for (int v = first; v < end; v++)
        {
            int d = v * plan.Target.Lanes;
            WriteProduct(writer, plan, keys, $"{index}{d}", k => $"{index}{(k * plan.KeyStride) + d}", "");
        }
    }

    // The last vector overlaps the one before it: lanes that were already added are cleared, in the key too, where they may be infinite.
    private static void WriteLastProducts(SourceWriter writer, KernelPlan plan, int keys, int rest)
    {
        int lanes = plan.Target.Lanes;
        string mask = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => lane < lanes - rest ? "0" : "-1"));
        writer.Write($"// The last {Literals.Count(rest, "element")}, in a vector that overlaps the one before it.");
        writer.Write($"{plan.Target.Name}<float> mask = {plan.Target.Name}.Create({mask}).AsSingle();");
        WriteProduct(writer, plan, keys, $"{plan.Dim - lanes}", k => $"{(k * plan.KeyStride) + plan.Dim - lanes}", " & mask");
    }

    // The same vector of all keys and heads at a time: no query vector is kept for the next key, which would need a register each. A key
    // that a single head multiplies is loaded by the multiply-add itself.
    private static void WriteProduct(SourceWriter writer, KernelPlan plan, int keys, string query, Func<int, string> key, string mask)
    {
        string vector = plan.Target.Name;
        int[] all = [.. Enumerable.Range(0, keys)];
        string Load(int k) => $"{vector}.LoadUnsafe(ref key, {key(k)}){mask}";
        if (plan.GroupHeads > 1)
        {
            writer.Write(string.Join(" ", all.Select(k => $"k{k} = {Load(k)};")));
        }

        for (int h = 0; h < plan.GroupHeads; h++)
        {
            string row = h == 0 ? "queries" : $"Unsafe.Add(ref queries, {h * plan.Dim})";
            string products = string.Join(" ", all.Select(
                k => $"s{h}_{k} = {vector}.MultiplyAddEstimate(q, {(plan.GroupHeads > 1 ? $"k{k}" : Load(k))}, s{h}_{k});"));
            writer.Write($"q = {vector}.LoadUnsafe(ref {row}, {query}){mask}; {products}");
        }
    }

    // Four sums at a time. Those of one head's keys lie side by side.
    private static void WriteSums(SourceWriter writer, KernelPlan plan, int keys)
    {
        const string sums = "global::AttentionGen.CompilerServices.VectorMath.Sums";
        List<(int Head, int Key)> left = [.. Enumerable.Range(0, plan.GroupHeads * keys).Select(i => (i / keys, i % keys))];
        while (left.Count >= 4)
        {
            string four = $"{sums}({string.Join(", ", left.Take(4).Select(static s => $"s{s.Head}_{s.Key}"))})";
            (int head, int key) = left[0];
            if (keys % 4 == 0)
            {
                writer.Write($"{four}.StoreUnsafe(ref scores, (nuint)({(head * plan.DirectKeys) + key} + j));");
            }
            else
            {
                writer.Write($"Vector128<float> t{head} = {four};");
                for (int i = 0; i < 4; i++)
                {
                    writer.Write($"Unsafe.Add(ref scores, {(left[i].Head * plan.DirectKeys) + left[i].Key} + j) = t{head}.GetElement({i});");
                }
            }

            left.RemoveRange(0, 4);
        }

        foreach ((int head, int key) in left)
        {
            writer.Write($"Unsafe.Add(ref scores, {(head * plan.DirectKeys) + key} + j) = {plan.Target.Name}.Sum(s{head}_{key});");
        }
    }

    private static void WriteWeightedSum(SourceWriter writer, KernelPlan plan)
    {
        // Accumulators stay in registers while the values pass by; long rows and many heads take several passes over parts of the rows.
        int most = plan.GroupVectors;
        int full = plan.ValueDim / plan.Target.Lanes;
        int vectors = plan.RowVectors;
        if (vectors <= most)
        {
            WriteColumns(writer, plan, 0, vectors, "");
            return;
        }

        int wide = full / most * most;
        using (writer.Open($"for (nuint e = 0; e < {wide * plan.Target.Lanes}; e += {most * plan.Target.Lanes})"))
        {
            WriteColumns(writer, plan, 0, most, "e + ");
        }

        if (vectors > wide)
        {
            writer.Write();
            using (writer.Open())
            {
                WriteColumns(writer, plan, wide, vectors, "");
            }
        }
    }

    private static void WriteColumns(SourceWriter writer, KernelPlan plan, int first, int end, string index)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int[] columns = [.. Enumerable.Range(first, end - first)];
        int[] heads = [.. Enumerable.Range(0, plan.GroupHeads)];
        int rest = plan.ValueDim % lanes;
        if (end * lanes > plan.ValueDim)
        {
            // Only whole vectors are read, and none past the row's end; lanes behind the row hold copies that nobody reads.
            string order = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => Math.Min(lane + lanes - rest, lanes - 1)));
            writer.Write($"// The last {Literals.Count(rest, "element")} come from the end of a vector that overlaps the one before it.");
            writer.Write($"{vector}<int> order = {vector}.Create({order});");
        }

        // A vector of values that a single head multiplies is loaded by the multiply-add itself and needs no register.
        bool shared = plan.GroupHeads > 1;
        string Load(int c) => (c + 1) * lanes > plan.ValueDim
            ? $"{vector}.Shuffle({vector}.LoadUnsafe(ref value, {plan.ValueDim - lanes}), order)"
            : $"{vector}.LoadUnsafe(ref value, {index}{c * lanes})";
        writer.Write("ref float value = ref values;");
        writer.Write($"{vector}<float> {(shared ? string.Concat(columns.Select(static c => $"v{c}, ")) : "")}w;");
        foreach (int h in heads)
        {
            writer.Write($"w = {vector}.Create(Unsafe.Add(ref rescales, {h}));");
            writer.Write($"{vector}<float> {string.Join(", ", columns.Select(c => $"c{h}_{c} = w * {vector}.LoadUnsafe(ref contexts, {index}{(h * plan.ValueStride) + (c * lanes)})"))};");
        }

        using (writer.Open("for (int j = 0; j < count; j++)"))
        {
            if (shared)
            {
                writer.Write(string.Join(" ", columns.Select(c => $"v{c} = {Load(c)};")));
            }

            foreach (int h in heads)
            {
                string products = string.Join(" ", columns.Select(
                    c => $"c{h}_{c} = {vector}.MultiplyAddEstimate(w, {(shared ? $"v{c}" : Load(c))}, c{h}_{c});"));
                writer.Write($"w = {vector}.Create(Unsafe.Add(ref weights, {h * plan.DirectKeys} + j)); {products}");
            }

            writer.Write($"value = ref Unsafe.Add(ref value, {plan.ValueRowStride});");
        }

        writer.Write();
        foreach (int h in heads)
        {
            writer.Write(string.Join(" ", columns.Select(c => $"c{h}_{c}.StoreUnsafe(ref contexts, {index}{(h * plan.ValueStride) + (c * lanes)});")));
        }
    }
}
