using System;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>
/// The products of one query with all heads of the caller's tokens, for decoding. Memory is read as a few streams, each in the order in which
/// it lies and in pages of its own, which the processor's prefetching follows best: tokens that go together come from equal parts of a block.
/// </summary>
internal static class TokenEmitter
{
    // Multiply-adds of one straight-line block; longer rows loop.
    private const int Unroll = 64;

    // Elements of a row that such a block has at most where several heads go through it: more were slower on Zen 5.
    private const int BlockElements = 64;

    private const int LineElements = 16;

    private const string ScoreArguments = "ref queries, ref keys, ref scores, stride, tokens, apart, ahead";

    private const string SumArguments = "ref weights, ref values, ref contexts, weightStride, contextStride, tokens, apart, ahead";

    /// <summary>What the driver has to know.</summary>
    public static string Properties(KernelPlan plan)
    {
        string together = $"{plan.TokensTogether}";
        if (plan.HasTwoStreams)
        {
            together = $"global::AttentionGen.CompilerServices.Memory.ReadsAheadByItself ? {TwoStreams(plan).TokensTogether} : {together}";
        }

        return $"public static int TokensTogether => {together};\n{(plan.AsksAhead ? "public static bool AsksAhead => true;\n" : "")}";
    }

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        WriteDescription(writer, plan);
        if (!plan.HasTwoStreams)
        {
            WriteScores(writer, plan, "public", "ScoreTokens");
            writer.Write();
            WriteWeightedSumDescription(writer);
            WriteWeightedSums(writer, plan, "public", "WeightedSumTokens");
            return;
        }

        KernelPlan two = TwoStreams(plan);
        WriteChoice(writer, plan, "ScoreTokens", ScoreArguments);
        foreach (KernelPlan each in new[] { plan, two })
        {
            writer.Write();
            WriteScores(writer, each, "private", Name(each, "ScoreTokens"));
        }

        writer.Write();
        WriteWeightedSumDescription(writer);
        WriteChoice(writer, plan, "WeightedSumTokens", SumArguments);
        foreach (KernelPlan each in new[] { plan, two })
        {
            writer.Write();
            WriteWeightedSums(writer, each, "private", Name(each, "WeightedSumTokens"));
        }
    }

    /// <summary>The plan of a kernel's second form, for processors that read ahead by themselves.</summary>
    public static KernelPlan TwoStreams(KernelPlan plan) => plan with { IsTwoStreams = true };

    /// <summary>The method of one of two forms of an operation: "ScoreTwoTokens".</summary>
    public static string Name(KernelPlan plan, string operation) =>
        operation.Replace("Tokens", plan.TokensTogether switch { 2 => "TwoTokens", 3 => "ThreeTokens", _ => "FourTokens" });

    /// <summary>The loop over tokens that go together, from token <c>j</c> of each part on, and the addresses of their rows.</summary>
    public static IDisposable OpenTokens(SourceWriter writer, KernelPlan plan, string row, int stride)
    {
        int together = plan.TokensTogether;
        writer.Write("int j = 0;");
        writer.Write($"int steps = tokens / {together};");
        string others = string.Concat(Enumerable.Range(1, together - 1).Select(t => $", {row}{t} = ref Unsafe.Add(ref {row}s, apart * {t * stride})"));
        writer.Write($"ref float {row} = ref {row}s{others};");
        return writer.Open("for (; j < steps; j++)");
    }

    /// <summary>Behind that loop: on to the tokens that remain.</summary>
    public static void WriteRest(SourceWriter writer, KernelPlan plan, string row, int stride)
    {
        writer.Write();
        writer.Write($"j = steps * {plan.TokensTogether};");
        writer.Write($"{row} = ref Unsafe.Add(ref {row}s, j * {stride});");
    }

    /// <summary>From a group's rows to those of the next group: in the order of memory, also from token to token.</summary>
    public static void WriteGroupStep(SourceWriter writer, int tokens, string row, int length) => writer.Write(
        string.Join(" ", Enumerable.Range(0, tokens).Select(t => $"{Row(row, t)} = ref Unsafe.Add(ref {Row(row, t)}, {length});")));

    /// <summary>The variable from which a token's row is loaded.</summary>
    public static string Row(string row, int token) => token > 0 ? $"{row}{token}" : row;

    /// <summary>An element of a row of scores or weights, of one of the tokens that go together.</summary>
    public static string Element(string row, int offset, int token)
    {
        string apart = token == 1 ? "apart" : $"{token} * apart";
        return (offset, token) switch
        {
            (0, 0) => row,
            (0, _) => $"Unsafe.Add(ref {row}, {apart})",
            (_, 0) => $"Unsafe.Add(ref {row}, {offset})",
            (_, 1) => $"Unsafe.Add(ref {row}, {offset} + {apart})",
            _ => $"Unsafe.Add(ref {row}, {offset} + ({apart}))",
        };
    }

    /// <summary>A loop, or a block where there is nothing to repeat.</summary>
    public static IDisposable Repeat(SourceWriter writer, string name, int count) =>
        count > 1 ? writer.Open($"for (int {name} = 0; {name} < {count}; {name}++)") : writer.Open();

    /// <summary>Asks for the lines that follow some elements of each token at a distance; once, where heads go through a token in parts.</summary>
    public static void WriteAhead(SourceWriter writer, KernelPlan plan, int tokens, string row, string index, int first, int end)
    {
        using (writer.Open(plan.GroupHeads / plan.TokenHeads > 1 ? "if (ahead != 0 && part == 0)" : "if (ahead != 0)"))
        {
            for (int t = 0; t < tokens; t++)
            {
                for (int at = first; at < end; at += LineElements)
                {
                    string behind = at == 0 ? "ahead" : $"ahead + {at}";
                    string element = index.Length == 0 ? behind : $"{index}(nuint)({behind})";
                    writer.Write($"global::AttentionGen.CompilerServices.Memory.Prefetch(ref Unsafe.Add(ref {Row(row, t)}, {element}));");
                }
            }
        }

        writer.Write();
    }

    /// <summary>Goes through the vectors of a row, in straight-line blocks of as many as their multiply-adds allow.</summary>
    public static void WriteColumns(SourceWriter writer, KernelPlan plan, int vectors, int tokens, int heads, Action<int, int, string> write)
    {
        int most = Math.Max(1, Unroll / (tokens * heads));
        int unroll = Straight(vectors, heads > 2 ? Math.Min(most, BlockElements / plan.Target.Lanes) : most);
        int looped = vectors > unroll ? vectors / unroll * unroll : 0;
        if (looped > 0)
        {
            using (writer.Open($"for (nuint d = 0; d < {looped * plan.Target.Lanes}; d += {unroll * plan.Target.Lanes})"))
            {
                write(0, unroll, "d + ");
            }
        }

        if (looped < vectors)
        {
            write(looped, vectors, "");
        }
    }

    // As many as may be; all blocks alike where that costs less than half of them.
    private static int Straight(int vectors, int most)
    {
        for (int count = most; 2 * count > most; count--)
        {
            if (vectors % count == 0)
            {
                return count;
            }
        }

        return most;
    }

    private static void WriteDescription(SourceWriter writer, KernelPlan plan)
    {
        string groups = plan.TokenGroups == 1 ? "one key" : Literals.Count(plan.TokenGroups, "key");
        string parts = plan.HasTwoStreams ? $"{TwoStreams(plan).TokensTogether} or {plan.TokensTogether}" : $"{plan.TokensTogether}";
        writer.Write($"""
            // scores[g, h, j] = sum over d of queries[g, h, d] * keys[j, g, d] for one query and some tokens of {groups}: {parts} equal parts that
            // begin "apart" tokens apart and go together. Queries and scores of a group lie "stride" elements behind those of the group before.
            """);
        if (plan.HasTwoStreams)
        {
            writer.Write("// Which number of parts is faster depends on the processor.");
        }

        if (plan.AsksAhead)
        {
            writer.Write("// The memory is asked for what lies \"ahead\" elements behind; for nothing where that is 0.");
        }
    }

    private static void WriteScores(SourceWriter writer, KernelPlan plan, string access, string name)
    {
        writer.Write(TilesEmitter.Optimised);
        using (writer.Open($"{access} static void {name}({Parameters(ScoreArguments)})"))
        {
            TokenScoreEmitter.Write(writer, plan);
        }
    }

    private static void WriteWeightedSumDescription(SourceWriter writer) => writer.Write("""
        // contexts[g, h, e] += sum over j of weights[g, h, j] * values[j, g, e] for one query and some tokens; weights and contexts of a group
        // lie their strides behind those of the group before.
        """);

    private static void WriteWeightedSums(SourceWriter writer, KernelPlan plan, string access, string name)
    {
        writer.Write(TilesEmitter.Optimised);
        using (writer.Open($"{access} static void {name}({Parameters(SumArguments)})"))
        {
            TokenSumEmitter.Write(writer, plan);
        }
    }

    private static void WriteChoice(SourceWriter writer, KernelPlan plan, string operation, string arguments)
    {
        KernelPlan two = TwoStreams(plan);
        using (writer.Open($"public static void {operation}({Parameters(arguments)})"))
        {
            using (writer.Open($"if (TokensTogether == {two.TokensTogether})"))
            {
                writer.Write($"{Name(two, operation)}({arguments});");
            }

            using (writer.Open("else"))
            {
                writer.Write($"{Name(plan, operation)}({arguments});");
            }
        }
    }

    // "int tokens" of "tokens", "ref float keys" of "ref keys".
    private static string Parameters(string arguments) => string.Join(
        ", ", arguments.Split([", "], StringSplitOptions.None).Select(static each => each.StartsWith("ref ", StringComparison.Ordinal) ? each.Insert(4, "float ") : $"int {each}"));
}
