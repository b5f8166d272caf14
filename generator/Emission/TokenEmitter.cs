using System;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>
/// The products of one query with all heads of the caller's tokens, for decoding: memory is read in the order in which it lies, as one
/// stream. A head-major tensor has one head in each token.
/// </summary>
internal static class TokenEmitter
{
    // Multiply-adds of one straight-line block; longer rows loop.
    private const int Unroll = 64;

    // Tokens that go through a context before it is stored again.
    private const int Tokens = 4;

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        string groups = plan.TokenGroups == 1 ? "one key" : Literals.Count(plan.TokenGroups, "key");
        writer.Write($"""
            // scores[g, h, j] = sum over d of queries[g, h, d] * keys[j, g, d] for one query and some tokens of {groups}, in the order of
            // memory; queries and scores of a group lie "stride" elements behind those of the group before.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void ScoreTokens(ref float queries, ref float keys, ref float scores, int stride, int tokens)"))
        {
            TokenScoreEmitter.Write(writer, plan);
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

    /// <summary>A loop, or a block where there is nothing to repeat.</summary>
    public static IDisposable Repeat(SourceWriter writer, string name, int count) =>
        count > 1 ? writer.Open($"for (int {name} = 0; {name} < {count}; {name}++)") : writer.Open();

    private static void WriteTokens(SourceWriter writer, KernelPlan plan, int tokens, string loop)
    {
        using (writer.Open(loop))
        {
            writer.Write("ref float value = ref values, weight = ref weights, context = ref contexts;");
            using (Repeat(writer, "group", plan.TokenGroups))
            {
                WriteHeads(writer, plan, tokens);
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

    // Two heads that share a value load it once; for more, their weights would not fit the registers.
    private static void WriteHeads(SourceWriter writer, KernelPlan plan, int tokens)
    {
        int heads = plan.GroupHeads;
        int together = Math.Min(heads, 2);
        if (heads == together)
        {
            WriteColumns(writer, plan, tokens, heads, "weight", "context");
            return;
        }

        writer.Write("ref float row = ref weight, sum = ref context;");
        using (Repeat(writer, "pair", heads / together))
        {
            WriteColumns(writer, plan, tokens, together, "row", "sum");
            writer.Write();
            writer.Write($"row = ref Unsafe.Add(ref row, {together * plan.BlockKeys});");
            writer.Write($"sum = ref Unsafe.Add(ref sum, {together * plan.ValueStride});");
        }

        if (heads % together > 0)
        {
            writer.Write();
            using (writer.Open())
            {
                WriteColumns(writer, plan, tokens, 1, "row", "sum");
            }
        }
    }

    private static void WriteColumns(SourceWriter writer, KernelPlan plan, int tokens, int heads, string weights, string contexts)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int full = plan.ValueDim / lanes;
        int rest = plan.ValueDim % lanes;
        for (int h = 0; h < heads; h++)
        {
            writer.Write($"{vector}<float> {string.Join(", ", Enumerable.Range(0, tokens).Select(t => $"w{h}_{t} = {vector}.Create(Unsafe.Add(ref {weights}, {(h * plan.BlockKeys) + t}))"))};");
        }

        writer.Write($"{vector}<float> {(heads > 1 ? "v, " : "")}{string.Join(", ", Enumerable.Range(0, heads).Select(static h => $"c{h}"))};");
        int unroll = Math.Max(1, Unroll / (tokens * heads));
        int looped = full > unroll ? full / unroll * unroll : 0;
        if (looped > 0)
        {
            using (writer.Open($"for (nuint e = 0; e < {looped * lanes}; e += {unroll * lanes})"))
            {
                WriteRange(0, unroll, "e + ");
            }
        }

        WriteRange(looped, full, "");
        if (rest > 0)
        {
            string order = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => Math.Min(lane + lanes - rest, lanes - 1)));
            writer.Write($"// The last {Literals.Count(rest, "element")} come from the end of a vector that overlaps the one before it.");
            writer.Write($"{vector}<int> order = {vector}.Create({order});");
            WriteColumn("", full * lanes, t => $"{vector}.Shuffle({vector}.LoadUnsafe(ref value, {(t * plan.ValueRowStride) + plan.ValueDim - lanes}), order)");
        }

        void WriteRange(int first, int end, string index)
        {
            for (int v = first; v < end; v++)
            {
                int e = v * lanes;
                WriteColumn(index, e, t => $"{vector}.LoadUnsafe(ref value, {index}{(t * plan.ValueRowStride) + e})");
            }
        }

        void WriteColumn(string index, int e, Func<int, string> value)
        {
            string Context(int h) => $"ref {contexts}, {index}{(h * plan.ValueStride) + e}";
            string Add(int h, int t, string v) => $"c{h} = {vector}.MultiplyAddEstimate(w{h}_{t}, {v}, c{h});";
            int[] all = [.. Enumerable.Range(0, heads)];
            string loads = string.Join(" ", all.Select(h => $"c{h} = {vector}.LoadUnsafe({Context(h)});"));
            string products = string.Join(" ", Enumerable.Range(0, tokens).Select(t => heads == 1
                ? Add(0, t, value(t))
                : $"v = {value(t)}; {string.Join(" ", all.Select(h => Add(h, t, "v")))}"));
            string stores = string.Join(" ", all.Select(h => $"c{h}.StoreUnsafe({Context(h)});"));
            writer.Write($"{loads} {products} {stores}");
        }
    }
}
