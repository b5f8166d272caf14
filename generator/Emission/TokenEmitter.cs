using System;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>
/// The products of one query with all heads of the caller's tokens, for decoding from token-major tensors: memory is read in the order in
/// which it lies, as one stream.
/// </summary>
internal static class TokenEmitter
{
    // Heads whose sums are in flight together, so that four of them are added up at once.
    private const int Together = 4;

    // Multiply-adds of one straight-line block; longer rows loop.
    private const int Unroll = 64;

    // Tokens that go through a context before it is stored again.
    private const int Tokens = 4;

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        writer.Write($"""
            // scores[g, h] = sum over d of queries[g, h, d] * key[g, d] for one query and one token's {Literals.Count(plan.TokenGroups, "key")}, {plan.KeyStride} elements
            // in the order of memory; queries and scores of a group lie "stride" elements behind those of the group before.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void ScoreToken(ref float queries, ref float key, ref float scores, int stride)"))
        {
            WriteScores(writer, plan);
        }

        writer.Write();
        writer.Write($"""
            // contexts[g, h, e] += sum over j of weights[g, h, j] * values[j, g, e] for one query and some tokens; weights and contexts of a group
            // lie their strides behind those of the group before.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void WeightedSumTokens(ref float weights, ref float values, ref float contexts, int weightStride, int contextStride, int tokens)"))
        {
            writer.Write("int j = 0;");
            WriteTokens(writer, plan, Tokens, $"for (; j <= tokens - {Tokens}; j += {Tokens})");
            writer.Write();
            WriteTokens(writer, plan, 1, "for (; j < tokens; j++)");
        }
    }

    private static void WriteScores(SourceWriter writer, KernelPlan plan)
    {
        int groups = plan.TokenGroups;
        int together = plan.GroupHeads == 1 ? Together : 1;
        if (groups >= together)
        {
            using (writer.Open($"for (int group = 0; group < {groups / together}; group++)"))
            {
                WriteDots(writer, plan, together);
            }
        }

        for (int group = groups / together * together; group < groups; group++)
        {
            using (writer.Open())
            {
                WriteDots(writer, plan, 1);
            }
        }
    }

    private static void WriteDots(SourceWriter writer, KernelPlan plan, int groups)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int full = plan.Dim / lanes;
        int rest = plan.Dim % lanes;
        int[] all = [.. Enumerable.Range(0, groups)];
        int[] heads = [.. Enumerable.Range(0, plan.GroupHeads)];
        foreach (int g in all)
        {
            writer.Write($"ref float query{g} = ref Unsafe.Add(ref queries, {(g == 0 ? "0" : $"{g} * stride")});");
            writer.Write($"{vector}<float> {string.Join(", ", heads.Select(h => $"s{g}_{h} = {vector}<float>.Zero"))};");
        }

        writer.Write($"{vector}<float> k;");
        int unroll = Math.Max(1, Unroll / (groups * plan.GroupHeads));
        int looped = full > unroll ? full / unroll * unroll : 0;
        if (looped > 0)
        {
            using (writer.Open($"for (nuint d = 0; d < {looped * lanes}; d += {unroll * lanes})"))
            {
                WriteProducts(writer, plan, all, heads, 0, unroll, "d + ");
            }
        }

        WriteProducts(writer, plan, all, heads, looped, full, "");
        if (rest > 0)
        {
            string mask = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => lane < lanes - rest ? "0" : "-1"));
            writer.Write($"// The last {Literals.Count(rest, "element")}, in a vector that overlaps the one before it.");
            writer.Write($"{vector}<float> mask = {vector}.Create({mask}).AsSingle();");
            foreach (int g in all)
            {
                WriteProduct(writer, plan, heads, g, $"{plan.Dim - lanes}", $"{(g * plan.Dim) + plan.Dim - lanes}", " & mask");
            }
        }

        WriteSums(writer, plan, groups);
        writer.Write($"key = ref Unsafe.Add(ref key, {groups * plan.Dim});");
        writer.Write($"queries = ref Unsafe.Add(ref queries, {(groups == 1 ? "" : $"{groups} * ")}stride);");
        writer.Write($"scores = ref Unsafe.Add(ref scores, {(groups == 1 ? "" : $"{groups} * ")}stride);");
    }

    private static void WriteProducts(SourceWriter writer, KernelPlan plan, int[] groups, int[] heads, int first, int end, string index)
    {
        for (int v = first; v < end; v++)
        {
            int d = v * plan.Target.Lanes;
            foreach (int g in groups)
            {
                WriteProduct(writer, plan, heads, g, $"{index}{d}", $"{index}{(g * plan.Dim) + d}", "");
            }
        }
    }

    private static void WriteProduct(SourceWriter writer, KernelPlan plan, int[] heads, int group, string query, string key, string mask)
    {
        string vector = plan.Target.Name;
        string products = string.Join(" ", heads.Select(h =>
        {
            string row = h == 0 ? $"query{group}" : $"Unsafe.Add(ref query{group}, {h * plan.Dim})";
            return $"s{group}_{h} = {vector}.MultiplyAddEstimate(k, {vector}.LoadUnsafe(ref {row}, {query}){mask}, s{group}_{h});";
        }));
        writer.Write($"k = {vector}.LoadUnsafe(ref key, {key}){mask}; {products}");
    }

    private static void WriteSums(SourceWriter writer, KernelPlan plan, int groups)
    {
        const string sums = "global::AttentionGen.CompilerServices.VectorMath.Sums";
        (string Sum, string At)[] left = [.. Enumerable.Range(0, groups).SelectMany(g => Enumerable.Range(0, plan.GroupHeads).Select(
            h => ($"s{g}_{h}", g == 0 ? $"{h * plan.BlockKeys}" : $"{g} * stride")))];
        for (; left.Length >= 4; left = [.. left.Skip(4)])
        {
            string name = $"t{left[0].Sum}";
            writer.Write($"Vector128<float> {name} = {sums}({string.Join(", ", left.Take(4).Select(static s => s.Sum))});");
            for (int i = 0; i < 4; i++)
            {
                writer.Write($"Unsafe.Add(ref scores, {left[i].At}) = {name}.GetElement({i});");
            }
        }

        foreach ((string sum, string at) in left)
        {
            writer.Write($"Unsafe.Add(ref scores, {at}) = {plan.Target.Name}.Sum({sum});");
        }
    }

    private static void WriteTokens(SourceWriter writer, KernelPlan plan, int tokens, string loop)
    {
        int full = plan.ValueDim / plan.Target.Lanes;
        int rest = plan.ValueDim % plan.Target.Lanes;
        using (writer.Open(loop))
        {
            writer.Write("ref float value = ref values, weight = ref weights, context = ref contexts;");
            using (writer.Open($"for (int group = 0; group < {plan.TokenGroups}; group++)"))
            {
                bool shared = plan.GroupHeads > 1;
                writer.Write("ref float row = ref weight, sum = ref context;");
                using (shared ? writer.Open($"for (int head = 0; head < {plan.GroupHeads}; head++)") : writer.Open())
                {
                    WriteHead(writer, plan, tokens, full, rest);
                    if (shared)
                    {
                        writer.Write($"row = ref Unsafe.Add(ref row, {plan.BlockKeys});");
                        writer.Write($"sum = ref Unsafe.Add(ref sum, {plan.ValueStride});");
                    }
                }

                writer.Write();
                writer.Write($"value = ref Unsafe.Add(ref value, {plan.ValueDim});");
                writer.Write("weight = ref Unsafe.Add(ref weight, weightStride);");
                writer.Write("context = ref Unsafe.Add(ref context, contextStride);");
            }

            writer.Write();
            writer.Write($"values = ref Unsafe.Add(ref values, {tokens * plan.ValueRowStride});");
            writer.Write($"weights = ref Unsafe.Add(ref weights, {tokens});");
        }
    }

    private static void WriteHead(SourceWriter writer, KernelPlan plan, int tokens, int full, int rest)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        writer.Write($"{vector}<float> {string.Join(", ", Enumerable.Range(0, tokens).Select(t => $"w{t} = {vector}.Create(Unsafe.Add(ref row, {t}))"))};");
        writer.Write($"{vector}<float> c;");
        int unroll = Math.Max(1, Unroll / tokens);
        int looped = full > unroll ? full / unroll * unroll : 0;
        if (looped > 0)
        {
            using (writer.Open($"for (nuint e = 0; e < {looped * lanes}; e += {unroll * lanes})"))
            {
                WriteColumns(writer, plan, tokens, 0, unroll, "e + ");
            }
        }

        WriteColumns(writer, plan, tokens, looped, full, "");
        if (rest > 0)
        {
            string order = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => Math.Min(lane + lanes - rest, lanes - 1)));
            writer.Write($"// The last {Literals.Count(rest, "element")} come from the end of a vector that overlaps the one before it.");
            writer.Write($"{vector}<int> order = {vector}.Create({order});");
            WriteColumn(writer, plan, tokens, $"{full * lanes}", t => $"{vector}.Shuffle({vector}.LoadUnsafe(ref value, {(t * plan.ValueRowStride) + plan.ValueDim - lanes}), order)");
        }
    }

    private static void WriteColumns(SourceWriter writer, KernelPlan plan, int tokens, int first, int end, string index)
    {
        for (int v = first; v < end; v++)
        {
            int e = v * plan.Target.Lanes;
            WriteColumn(writer, plan, tokens, $"{index}{e}", t => $"{plan.Target.Name}.LoadUnsafe(ref value, {index}{(t * plan.ValueRowStride) + e})");
        }
    }

    private static void WriteColumn(SourceWriter writer, KernelPlan plan, int tokens, string at, Func<int, string> value)
    {
        string vector = plan.Target.Name;
        string products = string.Join(" ", Enumerable.Range(0, tokens).Select(t => $"c = {vector}.MultiplyAddEstimate(w{t}, {value(t)}, c);"));
        writer.Write($"c = {vector}.LoadUnsafe(ref sum, {at}); {products} c.StoreUnsafe(ref sum, {at});");
    }
}
