using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The scores of one query, in all its heads, and some of the caller's tokens: see <see cref="TokenEmitter"/>.</summary>
internal static class TokenScoreEmitter
{
    // Sums that are added up at once.
    private const int Together = 4;

    // Sums into which one score is cut where no other goes along with it: their chains of multiply-adds overlap.
    private const int Parts = 2;

    // Multiply-adds of one straight-line block; longer rows loop.
    private const int Unroll = 64;

    // Keys that lie side by side go together, so that four sums are added up at once: those of heads or, where a token has few, of tokens.
    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        int tokens = plan.GroupHeads == 1 && plan.TokenGroups >= Together ? 1 : Together;
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
        int together = plan.GroupHeads == 1 && groups >= Together ? Together : 1;
        writer.Write("ref float query = ref queries, score = ref Unsafe.Add(ref scores, j);");
        using (TokenEmitter.Repeat(writer, "group", groups / together))
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
        if (plan.GroupHeads % 2 == 0)
        {
            writer.Write($"key = ref Unsafe.Add(ref key, {plan.Dim});");
        }

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
        using (TokenEmitter.Repeat(writer, "pair", heads / together))
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

        // What shares keys or queries goes through them together. Otherwise key follows key, in the order of memory, each in several sums:
        // one would wait for itself.
        Sum[] sums = [.. dots.Sums()];
        int parts = dots.Shares ? 1 : Math.Max(1, Math.Min(Parts, full));
        writer.Write($"{vector}<float> {string.Join(", ", sums.SelectMany(s => Enumerable.Range(0, parts).Select(p => $"{s.Part(p)} = {vector}<float>.Zero")))};");
        if (dots.Shares)
        {
            writer.Write($"{vector}<float> {(dots.Heads > 1 ? string.Concat(Enumerable.Range(0, dots.Tokens).Select(static t => $"k{t}, ")) : "")}q;");
        }

        Sum[][] runs = dots.Shares ? [sums] : [.. sums.Select(static s => new[] { s })];
        foreach (Sum[] run in runs)
        {
            WriteProducts(writer, plan, dots, run, parts);
        }

        WriteRest(writer, plan, dots, runs);
        if (dots.Heads == 1)
        {
            // Here, between the last product and its use: the JIT makes one expression of statements that use each other's results in turn,
            // and evaluates the loads of all of them first.
            writer.Write($"key = ref Unsafe.Add(ref key, {dots.Groups * plan.Dim});");
        }

        foreach (Sum sum in sums.Where(_ => parts > 1))
        {
            writer.Write($"{sum.Part(0)} += {string.Join(" + ", Enumerable.Range(1, parts - 1).Select(sum.Part))};");
        }

        WriteSums(writer, plan, dots, sums);
    }

    private static void WriteProducts(SourceWriter writer, KernelPlan plan, Dots dots, Sum[] run, int parts)
    {
        int lanes = plan.Target.Lanes;
        int full = plan.Dim / lanes;
        int unroll = dots.Shares ? Math.Max(1, Unroll / run.Length) : Unroll / Together;
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
        if (!dots.Shares)
        {
            string row = run[0].Group == 0 ? dots.Query : $"{dots.Query}{run[0].Group}";
            writer.Write(Add(run[0], Load(row, $"{index}{d}"), Key(run[0])));
            return;
        }

        // A key that a single head multiplies is loaded by the multiply-add itself.
        if (dots.Heads > 1)
        {
            writer.Write(string.Join(" ", run.Where(static s => s.Head == 0).Select(s => $"k{s.Token} = {Key(s)};")));
        }

        for (int h = 0; h < dots.Heads; h++)
        {
            string query = Load(dots.Query, $"{index}{(h * plan.Dim) + d}");
            writer.Write($"q = {query}; {string.Join(" ", run.Where(s => s.Head == h).Select(s => Add(s, "q", dots.Heads > 1 ? $"k{s.Token}" : Key(s))))}");
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
        /// <summary>Whether several of the scores are of one key or one query.</summary>
        public bool Shares => Groups == 1 && Tokens * Heads > 1;

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
}
