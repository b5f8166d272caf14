using System;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>
/// The products of one query with all heads of the caller's tokens, for decoding. Memory is read as a few streams, each in the order in which
/// it lies and in pages of its own, which most processors' prefetching follows best: tokens that go together come from equal parts of a block. Or they
/// are neighbours, a single stream, and the memory is asked for those that follow.
/// </summary>
internal static class TokenEmitter
{
    // Multiply-adds of one straight-line block; longer rows loop.
    private const int Unroll = 64;

    // Elements of a row that such a block has at most where several heads go through it: more were slower on Zen 5.
    private const int BlockElements = 64;

    private const int LineElements = 16;

    private const string Scores = "ScoreTokens";

    private const string WeightedSums = "WeightedSumTokens";

    private const string ScoreArguments = "ref queries, ref keys, ref scores, stride, tokens, apart, ahead";

    private const string SumArguments = "ref weights, ref values, ref contexts, weightStride, contextStride, tokens, apart, ahead";

    private const string Memory = "global::AttentionGen.CompilerServices.Memory";

    private const string Neighbours = $"{Memory}.PrefersNeighbours";

    /// <summary>What the driver has to know.</summary>
    public static string Properties(KernelPlan plan)
    {
        string properties = $"public static int TokensTogether => {plan.TokensTogether};\n";
        if (plan.TokenRows > 0)
        {
            properties += $"public static int TokenRows => {plan.TokenRows};\n";
        }

        if (plan.HasNeighbours)
        {
            properties += $"public static bool TakesNeighbours => {Neighbours};\n";
        }

        // Processors that prefer neighbours follow any streams by themselves, and others few.
        string asks = (plan.LosesStreams, plan.HasNeighbours) switch
        {
            (true, true) => "true",
            (true, false) => $"!{Neighbours}",
            (false, true) => $"TakesNeighbours || !{Memory}.FollowsStreams",
            (false, false) => $"!{Memory}.FollowsStreams",
        };
        return plan.AsksAhead ? $"{properties}public static bool AsksAhead => {asks};\n" : properties;
    }

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        WriteDescription(writer, plan);
        WriteForms(writer, plan, Scores, ScoreArguments, static (writer, form) => TokenScoreEmitter.Write(writer, form));
        writer.Write();
        writer.Write(plan.TokenRows > 0 ? """
            // contexts[g, h, e] += sum over j of weights[j, g, h] * values[j, g, e] for one query and some tokens, their weights as scores are left;
            // contexts of a group lie their stride behind those of the group before.
            """ : """
            // contexts[g, h, e] += sum over j of weights[g, h, j] * values[j, g, e] for one query and some tokens; weights and contexts of a group
            // lie their strides behind those of the group before.
            """);
        WriteForms(writer, plan, WeightedSums, SumArguments, static (writer, form) => TokenSumEmitter.Write(writer, form));
    }

    /// <summary>The plan of a kernel's second form, for processors that prefer neighbours.</summary>
    public static KernelPlan OfNeighbours(KernelPlan plan) => plan with { TakesNeighbours = true };

    /// <summary>The method of a form of an operation: "ScoreTwoStreams" where there are two forms, "ScoreTokens" where there is one.</summary>
    public static string Name(KernelPlan plan, string operation) => !plan.HasNeighbours ? operation : operation.Replace(
        "Tokens", plan.TakesNeighbours ? "Neighbours" : plan.TokensTogether switch { 2 => "TwoStreams", 3 => "ThreeStreams", _ => "FourStreams" });

    /// <summary>The loop over tokens that go together, and what follows it: the loop over those that remain.</summary>
    public static void WriteTokens(SourceWriter writer, KernelPlan plan, string row, int stride, Action<int> write)
    {
        int together = plan.TokensTogether;
        int[] others = [.. Enumerable.Range(1, together - 1)];
        writer.Write("int j = 0;");
        if (plan.TakesNeighbours)
        {
            writer.Write($"ref float {row} = ref {row}s{string.Concat(others.Select(t => $", {row}{t} = ref Unsafe.Add(ref {row}s, {t * stride})"))};");
            using (writer.Open($"for (; j <= tokens - {together}; j += {together})"))
            {
                write(together);
                writer.Write();
                WriteStep(writer, together, row, (together - 1) * stride);
            }

            writer.Write();
        }
        else
        {
            writer.Write($"int steps = tokens / {together};");
            writer.Write($"ref float {row} = ref {row}s{string.Concat(others.Select(t => $", {row}{t} = ref Unsafe.Add(ref {row}s, apart * {t * stride})"))};");
            using (writer.Open("for (; j < steps; j++)"))
            {
                write(together);
            }

            writer.Write();
            writer.Write($"j = steps * {together};");
            writer.Write($"{row} = ref Unsafe.Add(ref {row}s, j * {stride});");
        }

        using (writer.Open("for (; j < tokens; j++)"))
        {
            write(1);
        }
    }

    /// <summary>From a group's rows to those of the next group: in the order of memory, so behind the last group to those of the next token.</summary>
    public static void WriteStep(SourceWriter writer, int tokens, string row, int length) => writer.Write(
        string.Join(" ", Enumerable.Range(0, tokens).Select(t => $"{Row(row, t)} = ref Unsafe.Add(ref {Row(row, t)}, {length});")));

    /// <summary>The variable from which a token's row is loaded.</summary>
    public static string Row(string row, int token) => token > 0 ? $"{row}{token}" : row;

    /// <summary>Elements from the scores, or weights, of one head of a group to those of the next.</summary>
    public static int HeadStride(KernelPlan plan) => plan.TokenRows > 0 ? 1 : plan.DirectKeys;

    /// <summary>The scores, or weights, of the token <c>j</c>.</summary>
    public static string OfToken(KernelPlan plan, string scores) => $"ref Unsafe.Add(ref {scores}, {(plan.TokenRows > 0 ? $"j * {plan.TokenStride}" : "j")})";

    /// <summary>From a group's scores, or weights, to those of the next group.</summary>
    public static string GroupStep(KernelPlan plan, string row, string stride) => $"{row} = ref Unsafe.Add(ref {row}, {(plan.TokenRows > 0 ? $"{plan.TokenRows}" : stride)});";

    /// <summary>A score or weight of a head, of one of the tokens that go together.</summary>
    public static string Element(KernelPlan plan, string row, int head, int token)
    {
        int offset = head * HeadStride(plan);
        int step = plan.TokenRows > 0 ? plan.TokenStride : 1;
        if (plan.TakesNeighbours)
        {
            offset += token * step;
            return offset == 0 ? row : $"Unsafe.Add(ref {row}, {offset})";
        }

        string apart = token * step == 1 ? "apart" : $"{token * step} * apart";
        return (offset, token) switch
        {
            (0, 0) => row,
            (0, _) => $"Unsafe.Add(ref {row}, {apart})",
            (_, 0) => $"Unsafe.Add(ref {row}, {offset})",
            _ when apart == "apart" => $"Unsafe.Add(ref {row}, {offset} + apart)",
            _ => $"Unsafe.Add(ref {row}, {offset} + ({apart}))",
        };
    }

    /// <summary>A loop, or a block where there is nothing to repeat.</summary>
    public static IDisposable Repeat(SourceWriter writer, string name, int count) =>
        count > 1 ? writer.Open($"for (int {name} = 0; {name} < {count}; {name}++)") : writer.Open();

    /// <summary>Asks for the lines that follow some elements of each token at a distance; once, where heads go through a token in parts.</summary>
    public static void WriteAhead(SourceWriter writer, KernelPlan plan, int tokens, string row, string index, int first, int end)
    {
        string[] conditions = [.. new[] { plan.TakesNeighbours ? "" : "ahead != 0", plan.GroupHeads / plan.TokenHeads > 1 ? "part == 0" : "" }.Where(static c => c.Length > 0)];
        using (conditions.Length > 0 ? writer.Open($"if ({string.Join(" && ", conditions)})") : writer.Open())
        {
            string distance = index.Length > 0 ? $"{index}(nuint)ahead" : first > 0 ? $"{first} + ahead" : "ahead";
            for (int t = 0; t < tokens; t++)
            {
                writer.Write($"{(t == 0 ? "ref float " : "")}next = ref Unsafe.Add(ref {Row(row, t)}, {distance});");
                for (int at = 0; at < end - first; at += LineElements)
                {
                    writer.Write($"{Memory}.Prefetch(ref {(at == 0 ? "next" : $"Unsafe.Add(ref next, {at})")});");
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
        writer.Write(plan.TokenRows > 0 ? $"""
            // scores[j, g, h] = sum over d of queries[g, h, d] * keys[j, g, d] for one query and some tokens of {groups}: {plan.TokensTogether} equal parts that
            // begin "apart" tokens apart and go together. Queries of a group lie "stride" elements behind those of the group before; scores have
            // {plan.TokenRows} elements for the heads of a group.
            """ : $"""
            // scores[g, h, j] = sum over d of queries[g, h, d] * keys[j, g, d] for one query and some tokens of {groups}: {plan.TokensTogether} equal parts that
            // begin "apart" tokens apart and go together. Queries and scores of a group lie "stride" elements behind those of the group before.
            """);
        if (plan.AsksAhead)
        {
            writer.Write("// Where \"ahead\" is not 0, the memory is asked for what lies so many elements behind" +
                (plan.HasNeighbours ? "; on some processors neighbours go together then." : "."));
        }
    }

    // Each form of an operation, and where there are two of them the choice.
    private static void WriteForms(SourceWriter writer, KernelPlan plan, string operation, string arguments, Action<SourceWriter, KernelPlan> write)
    {
        if (!plan.HasNeighbours)
        {
            WriteForm("public", plan);
            return;
        }

        KernelPlan neighbours = OfNeighbours(plan);
        using (writer.Open($"public static void {operation}({Parameters(arguments)})"))
        {
            using (writer.Open("if (ahead != 0 && TakesNeighbours)"))
            {
                writer.Write($"{Name(neighbours, operation)}({OfForm(neighbours)});");
            }

            using (writer.Open("else"))
            {
                writer.Write($"{Name(plan, operation)}({OfForm(plan)});");
            }
        }

        foreach (KernelPlan form in new[] { plan, neighbours })
        {
            writer.Write();
            WriteForm("private", form);
        }

        void WriteForm(string access, KernelPlan form)
        {
            writer.Write(TilesEmitter.Optimised);
            using (writer.Open($"{access} static void {Name(form, operation)}({Parameters(form.HasNeighbours ? OfForm(form) : arguments)})"))
            {
                write(writer, form);
            }
        }

        // What the form needs of them.
        string OfForm(KernelPlan form)
        {
            string used = form.TokenRows > 0 ? arguments.Replace(" weightStride,", "") : arguments;
            return form.TakesNeighbours ? used.Replace(" apart,", "") : form.AsksAhead ? used : used.Replace(", ahead", "");
        }
    }

    // "int tokens" of "tokens", "ref float keys" of "ref keys".
    private static string Parameters(string arguments) => string.Join(
        ", ", arguments.Split([", "], StringSplitOptions.None).Select(static each => each.StartsWith("ref ", StringComparison.Ordinal) ? each.Insert(4, "float ") : $"int {each}"));
}
