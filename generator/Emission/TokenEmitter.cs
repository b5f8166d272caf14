using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>
/// The products of one query with all heads of the caller's tokens, for decoding: memory is read in the order in which it lies, as one
/// stream. A head-major tensor has one head in each token.
/// </summary>
internal static class TokenEmitter
{
    // Sums that are added up at once.
    private const int Together = 4;

    // Sums into which one score is cut where no other goes along with it: their chains of multiply-adds overlap.
    private const int Parts = 2;

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

    // Keys that lie side by side go together, so that four sums are added up at once: those of heads or, where a token has few, of tokens.
    private static void WriteScores(SourceWriter writer, KernelPlan plan)
    {
        int tokens = plan.GroupHeads == 1 ? Math.Max(1, Together / plan.TokenGroups) : Together;
        writer.Write("ref float key = ref keys;");
        writer.Write("int j = 0;");
        if (tokens > 1)
        {
            using (writer.Open($"for (; j <= tokens - {tokens}; j += {tokens})"))
            {
                WriteGroups(writer, plan, tokens);
            }

            writer.Write();
        }

        using (writer.Open("for (; j < tokens; j++)"))
        {
            WriteGroups(writer, plan, 1);
        }
    }

    private static void WriteGroups(SourceWriter writer, KernelPlan plan, int tokens)
    {
        int groups = plan.TokenGroups;
        int together = plan.GroupHeads > 1 ? 1 : Math.Min(groups, Math.Max(1, Together / tokens));
        writer.Write("ref float query = ref queries, score = ref Unsafe.Add(ref scores, j);");
        using (groups > together ? writer.Open($"for (int group = 0; group < {groups / together}; group++)") : writer.Open())
        {
            WriteHeadScores(writer, plan, tokens, together);
            WriteSteps(writer, plan, together);
        }

        for (int group = groups / together * together; group < groups; group++)
        {
            writer.Write();
            using (writer.Open())
            {
                WriteHeadScores(writer, plan, tokens, 1);
                WriteSteps(writer, plan, 1);
            }
        }

        if (tokens > 1)
        {
            writer.Write();
            writer.Write($"key = ref Unsafe.Add(ref key, {(tokens - 1) * plan.KeyStride});");
        }
    }

    private static void WriteSteps(SourceWriter writer, KernelPlan plan, int groups)
    {
        string stride = groups == 1 ? "stride" : $"{groups} * stride";
        writer.Write();
        writer.Write($"key = ref Unsafe.Add(ref key, {groups * plan.Dim});");
        writer.Write($"query = ref Unsafe.Add(ref query, {stride});");
        writer.Write($"score = ref Unsafe.Add(ref score, {stride});");
    }

    // Heads that share a key take it two at a time: each vector is then loaded half as often, and their sums fit the registers.
    private static void WriteHeadScores(SourceWriter writer, KernelPlan plan, int tokens, int groups)
    {
        int heads = plan.GroupHeads;
        int together = Math.Min(heads, 2);
        if (heads == together)
        {
            WriteDots(writer, plan, new Dots(tokens, groups, heads, "query", "score"));
            return;
        }

        writer.Write("ref float row = ref query, sum = ref score;");
        using (writer.Open($"for (int head = 0; head < {heads / together * together}; head += {together})"))
        {
            WriteDots(writer, plan, new Dots(tokens, groups, together, "row", "sum"));
            writer.Write();
            writer.Write($"row = ref Unsafe.Add(ref row, {together * plan.Dim});");
            writer.Write($"sum = ref Unsafe.Add(ref sum, {together * plan.BlockKeys});");
        }

        if (heads % together > 0)
        {
            writer.Write();
            using (writer.Open())
            {
                WriteDots(writer, plan, new Dots(tokens, groups, heads % together, "row", "sum"));
            }
        }
    }

    private static void WriteDots(SourceWriter writer, KernelPlan plan, Dots dots)
    {
        string vector = plan.Target.Name;
        int full = plan.Dim / plan.Target.Lanes;
        for (int g = 1; g < dots.Groups; g++)
        {
            writer.Write($"ref float {dots.Query}{g} = ref Unsafe.Add(ref {dots.Query}, {(g == 1 ? "" : $"{g} * ")}stride);");
        }

        // Heads that share keys go through them together. Otherwise key follows key, in the order of memory, each in several sums: one
        // would wait for itself.
        Sum[] sums = [.. dots.Sums()];
        int parts = dots.Heads > 1 ? 1 : Math.Max(1, Math.Min(Parts, full));
        writer.Write($"{vector}<float> {string.Join(", ", sums.SelectMany(s => Enumerable.Range(0, parts).Select(p => $"{s.Part(p)} = {vector}<float>.Zero")))};");
        if (dots.Heads > 1)
        {
            writer.Write($"{vector}<float> {string.Join(", ", Enumerable.Range(0, dots.Tokens).Select(static t => $"k{t}"))}, q;");
        }

        Sum[][] runs = dots.Heads > 1 ? [sums] : [.. sums.Select(static s => new[] { s })];
        foreach (Sum[] run in runs)
        {
            WriteProducts(writer, plan, dots, run, parts);
        }

        foreach (Sum sum in sums.Where(_ => parts > 1))
        {
            writer.Write($"{sum.Part(0)} += {string.Join(" + ", Enumerable.Range(1, parts - 1).Select(sum.Part))};");
        }

        WriteRest(writer, plan, dots, runs);
        WriteSums(writer, plan, dots, sums);
    }

    private static void WriteProducts(SourceWriter writer, KernelPlan plan, Dots dots, Sum[] run, int parts)
    {
        int lanes = plan.Target.Lanes;
        int full = plan.Dim / lanes;
        int unroll = dots.Heads > 1 ? Math.Max(1, Unroll / run.Length) : Unroll / Together;
        int looped = full > unroll ? full / unroll * unroll : 0;
        if (looped > 0)
        {
            using (writer.Open($"for (nuint d = 0; d < {looped * lanes}; d += {unroll * lanes})"))
            {
                WriteRange(0, unroll, "d + ");
            }
        }

        WriteRange(looped, full, "");

        void WriteRange(int first, int end, string index)
        {
            for (int v = first; v < end; v++)
            {
                WriteProduct(writer, plan, dots, run, v % parts, index, v * lanes, "");
            }
        }
    }

    // The last vector overlaps the one before it: lanes that were already added are cleared, in the key too, where they may be infinite.
    private static void WriteRest(SourceWriter writer, KernelPlan plan, Dots dots, Sum[][] runs)
    {
        int lanes = plan.Target.Lanes;
        int rest = plan.Dim % lanes;
        if (rest == 0)
        {
            return;
        }

        string mask = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => lane < lanes - rest ? "0" : "-1"));
        writer.Write($"// The last {Literals.Count(rest, "element")}, in a vector that overlaps the one before it.");
        writer.Write($"{plan.Target.Name}<float> mask = {plan.Target.Name}.Create({mask}).AsSingle();");
        foreach (Sum[] run in runs)
        {
            WriteProduct(writer, plan, dots, run, 0, "", plan.Dim - lanes, " & mask");
        }
    }

    // One vector of a key with that of a query; where heads share keys, of all keys with all of their queries, each loaded once.
    private static void WriteProduct(SourceWriter writer, KernelPlan plan, Dots dots, Sum[] run, int part, string index, int d, string mask)
    {
        string vector = plan.Target.Name;
        string Load(string row, string at) => $"{vector}.LoadUnsafe(ref {row}, {at}){mask}";
        string Key(Sum s) => Load("key", $"{index}{(s.Token * plan.KeyStride) + (s.Group * plan.Dim) + d}");
        string Add(Sum s, string query, string key) => $"{s.Part(part)} = {vector}.MultiplyAddEstimate({query}, {key}, {s.Part(part)});";
        if (dots.Heads == 1)
        {
            string row = run[0].Group == 0 ? dots.Query : $"{dots.Query}{run[0].Group}";
            writer.Write(Add(run[0], Load(row, $"{index}{d}"), Key(run[0])));
            return;
        }

        writer.Write(string.Join(" ", run.Where(static s => s.Head == 0).Select(s => $"k{s.Token} = {Key(s)};")));
        for (int h = 0; h < dots.Heads; h++)
        {
            string query = Load(dots.Query, $"{index}{(h * plan.Dim) + d}");
            writer.Write($"q = {query}; {string.Join(" ", run.Where(s => s.Head == h).Select(s => Add(s, "q", $"k{s.Token}")))}");
        }
    }

    private static void WriteSums(SourceWriter writer, KernelPlan plan, Dots dots, Sum[] sums)
    {
        const string adds = "global::AttentionGen.CompilerServices.VectorMath.Sums";
        string At(Sum s)
        {
            string groups = s.Group switch { 0 => "", 1 => "stride", int g => $"{g} * stride" };
            int rest = (s.Head * plan.BlockKeys) + s.Token;
            string at = groups.Length == 0 ? $"{rest}" : rest == 0 ? groups : $"{groups} + {rest}";
            return at == "0" ? $"{dots.Score}" : $"Unsafe.Add(ref {dots.Score}, {at})";
        }

        Sum[] left = sums;
        for (; left.Length >= Together; left = [.. left.Skip(Together)])
        {
            string four = $"{adds}({string.Join(", ", left.Take(Together).Select(static s => s.Part(0)))})";
            if (left[Together - 1].Token == Together - 1 && left[0].Token == 0)
            {
                writer.Write($"{four}.StoreUnsafe(ref {At(left[0])});");
                continue;
            }

            writer.Write($"Vector128<float> t{left[0].Part(0)} = {four};");
            for (int i = 0; i < Together; i++)
            {
                writer.Write($"{At(left[i])} = t{left[0].Part(0)}.GetElement({i});");
            }
        }

        foreach (Sum sum in left)
        {
            writer.Write($"{At(sum)} = {plan.Target.Name}.Sum({sum.Part(0)});");
        }
    }

    /// <summary>Scores that one step computes, and the variables that hold the addresses of its queries and scores.</summary>
    private sealed record Dots(int Tokens, int Groups, int Heads, string Query, string Score)
    {
        /// <summary>By heads, where they share keys; otherwise in the order of memory.</summary>
        public IEnumerable<Sum> Sums() =>
            from head in Enumerable.Range(0, Heads)
            from token in Enumerable.Range(0, Tokens)
            from @group in Enumerable.Range(0, Groups)
            select new Sum(token, @group, head, Heads > 1 ? $"s{head}_{token}" : $"s{(token * Groups) + @group}");
    }

    /// <summary>The sum of one score: whose it is, and its variable.</summary>
    private readonly record struct Sum(int Token, int Group, int Head, string Name)
    {
        /// <summary>The variable of one of its parts.</summary>
        public string Part(int part) => part == 0 ? Name : $"{Name}{(char)('a' + part)}";
    }

    private static void WriteTokens(SourceWriter writer, KernelPlan plan, int tokens, string loop)
    {
        using (writer.Open(loop))
        {
            writer.Write("ref float value = ref values, weight = ref weights, context = ref contexts;");
            using (writer.Open($"for (int group = 0; group < {plan.TokenGroups}; group++)"))
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
        using (writer.Open($"for (int head = 0; head < {heads / together * together}; head += {together})"))
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
