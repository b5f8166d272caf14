using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The scores of one query, in all its heads, and some of the caller's tokens: see <see cref="TokenEmitter"/>.</summary>
internal static class TokenScoreEmitter
{
    private const string Adds = "global::AttentionGen.CompilerServices.VectorMath.Sums";

    // Sums that are added up at once.
    private const int Together = 4;

    // Sums into which one score is cut where no other goes along with it: their chains of multiply-adds overlap.
    private const int Parts = 4;

    public static void Write(SourceWriter writer, KernelPlan plan) =>
        TokenEmitter.WriteTokens(writer, plan, "key", plan.KeyStride, tokens => WriteGroups(writer, plan, tokens));

    private static void WriteGroups(SourceWriter writer, KernelPlan plan, int tokens)
    {
        writer.Write($"ref float query = ref queries, score = {TokenEmitter.OfToken(plan, "scores")};");
        using (TokenEmitter.Repeat(writer, "group", plan.TokenGroups))
        {
            WriteHeads(writer, plan, tokens);
            if (plan.TokenGroups > 1)
            {
                writer.Write();
                writer.Write("query = ref Unsafe.Add(ref query, stride);");
                writer.Write(TokenEmitter.GroupStep(plan, "score", "stride"));
            }
        }
    }

    private static void WriteHeads(SourceWriter writer, KernelPlan plan, int tokens)
    {
        int heads = plan.GroupHeads;
        int together = plan.TokenHeads;
        if (heads == together)
        {
            WriteDots(writer, plan, new Dots(tokens, heads, "query", "score", IsFirst: true, IsLast: true));
            return;
        }

        writer.Write("ref float row = ref query, sum = ref score;");
        using (TokenEmitter.Repeat(writer, "part", heads / together))
        {
            WriteDots(writer, plan, new Dots(tokens, together, "row", "sum", IsFirst: true, IsLast: false));
            writer.Write();
            writer.Write($"row = ref Unsafe.Add(ref row, {together * plan.Dim});");
            writer.Write($"sum = ref Unsafe.Add(ref sum, {together * TokenEmitter.HeadStride(plan)});");
        }

        writer.Write();
        if (heads % together == 0)
        {
            TokenEmitter.WriteStep(writer, tokens, "key", plan.Dim);
            return;
        }

        using (writer.Open())
        {
            WriteDots(writer, plan, new Dots(tokens, heads % together, "row", "sum", IsFirst: false, IsLast: true));
        }
    }

    private static void WriteDots(SourceWriter writer, KernelPlan plan, Dots dots)
    {
        string vector = plan.Target.Name;
        int full = plan.Dim / plan.Target.Lanes;
        Sum[] sums = [.. dots.Sums()];
        int parts = sums.Length > 1 ? 1 : Math.Min(Parts, full);
        writer.Write($"{vector}<float> {string.Join(", ", sums.SelectMany(s => Enumerable.Range(0, parts).Select(p => $"{s.Part(p)} = {vector}<float>.Zero")))};");
        if (sums.Length > 1)
        {
            writer.Write($"{vector}<float> {(dots.Heads > 1 ? string.Concat(Enumerable.Range(0, dots.Tokens).Select(static t => $"k{t}, ")) : "")}q;");
        }

        WriteProducts(writer, plan, dots, sums, parts);
        WriteLast(writer, plan, dots, sums);
        if (dots.IsLast)
        {
            // Here, between the last product and its use: the JIT makes one expression of statements that use each other's results in turn,
            // and evaluates the loads of all of them first.
            TokenEmitter.WriteStep(writer, dots.Tokens, "key", plan.Dim);
        }

        if (parts > 1)
        {
            writer.Write($"{sums[0].Part(0)} += {string.Join(" + ", Enumerable.Range(1, parts - 1).Select(sums[0].Part))};");
        }

        WriteSums(writer, plan, dots, sums);
    }

    private static void WriteProducts(SourceWriter writer, KernelPlan plan, Dots dots, Sum[] sums, int parts)
    {
        int lanes = plan.Target.Lanes;
        TokenEmitter.WriteColumns(writer, plan, plan.Dim / lanes, dots.Tokens, dots.Heads, WriteRange);

        void WriteRange(int first, int end, string index)
        {
            if (dots is { IsFirst: true, Tokens: > 1 } && plan.AsksAhead)
            {
                TokenEmitter.WriteAhead(writer, plan, dots.Tokens, "key", index, first * lanes, end * lanes);
            }

            for (int v = first; v < end; v++)
            {
                WriteProduct(writer, plan, dots, sums, v % parts, index, v * lanes, "");
            }
        }
    }

    // The last vector overlaps the one before it: lanes that were already added are cleared, in the key too, where they may be infinite.
    private static void WriteLast(SourceWriter writer, KernelPlan plan, Dots dots, Sum[] sums)
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
        WriteProduct(writer, plan, dots, sums, 0, "", plan.Dim - lanes, " & mask");
    }

    // One vector of all keys with that of all queries, each loaded once.
    private static void WriteProduct(SourceWriter writer, KernelPlan plan, Dots dots, Sum[] sums, int part, string index, int d, string mask)
    {
        string vector = plan.Target.Name;
        string Load(string row, string at) => $"{vector}.LoadUnsafe(ref {row}, {at}){mask}";
        string Key(int token) => Load(TokenEmitter.Row("key", token), $"{index}{d}");
        string Add(Sum s, string query, string key) => $"{s.Part(part)} = {vector}.MultiplyAddEstimate({query}, {key}, {s.Part(part)});";
        if (sums.Length == 1)
        {
            writer.Write(Add(sums[0], Load(dots.Query, $"{index}{d}"), Key(0)));
            return;
        }

        // A key that a single head multiplies is loaded by the multiply-add itself.
        if (dots.Heads > 1)
        {
            writer.Write(string.Join(" ", Enumerable.Range(0, dots.Tokens).Select(t => $"k{t} = {Key(t)};")));
        }

        for (int h = 0; h < dots.Heads; h++)
        {
            string query = Load(dots.Query, $"{index}{(h * plan.Dim) + d}");
            writer.Write($"q = {query}; {string.Join(" ", sums.Where(s => s.Head == h).Select(s => Add(s, "q", dots.Heads > 1 ? $"k{s.Token}" : Key(s.Token))))}");
        }
    }

    private static void WriteSums(SourceWriter writer, KernelPlan plan, Dots dots, Sum[] sums)
    {
        string At(Sum s) => TokenEmitter.Element(plan, dots.Score, s.Head, s.Token);
        if (plan.TokenRows > 0 && dots.Heads >= Together - 1)
        {
            WriteTokenSums(writer, plan, dots);
            return;
        }

        Sum[] left = sums;
        for (; left.Length >= Together; left = [.. left.Skip(Together)])
        {
            string four = $"{Adds}({string.Join(", ", left.Take(Together).Select(static s => s.Part(0)))})";
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

    // Those of a token side by side. Where there are three, one more is written, for the head that comes next or for none.
    private static void WriteTokenSums(SourceWriter writer, KernelPlan plan, Dots dots)
    {
        for (int t = 0; t < dots.Tokens; t++)
        {
            IEnumerable<string> sums = Enumerable.Range(0, Together).Select(h => new Sum(t, Math.Min(h, dots.Heads - 1)).Part(0));
            writer.Write($"{Adds}({string.Join(", ", sums)}).StoreUnsafe(ref {TokenEmitter.Element(plan, dots.Score, 0, t)});");
        }
    }

    /// <summary>Scores that one step computes, and the variables that hold the addresses of its queries and scores.</summary>
    private sealed record Dots(int Tokens, int Heads, string Query, string Score, bool IsFirst, bool IsLast)
    {
        public IEnumerable<Sum> Sums() =>
            from head in Enumerable.Range(0, Heads) from token in Enumerable.Range(0, Tokens) select new Sum(token, head);
    }

    /// <summary>The sum of one score.</summary>
    private readonly record struct Sum(int Token, int Head)
    {
        /// <summary>The variable of one of its parts.</summary>
        public string Part(int part) => part == 0 ? $"s{Head}_{Token}" : $"s{Head}_{Token}{(char)('a' + part)}";
    }
}
