using System;
using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The weighted sums of one query, in all its heads, over some of the caller's tokens: see <see cref="TokenEmitter"/>.</summary>
internal static class TokenSumEmitter
{
    public static void Write(SourceWriter writer, KernelPlan plan) =>
        TokenEmitter.WriteTokens(writer, plan, "value", plan.ValueRowStride, tokens => WriteGroups(writer, plan, tokens));

    private static void WriteGroups(SourceWriter writer, KernelPlan plan, int tokens)
    {
        writer.Write($"ref float weight = {TokenEmitter.OfToken(plan, "weights")}, context = ref contexts;");
        using (TokenEmitter.Repeat(writer, "group", plan.TokenGroups))
        {
            WriteHeads(writer, plan, tokens);
            writer.Write();
            TokenEmitter.WriteStep(writer, tokens, "value", plan.ValueDim);
            if (plan.TokenGroups > 1)
            {
                writer.Write(TokenEmitter.GroupStep(plan, "weight", "weightStride"));
                writer.Write("context = ref Unsafe.Add(ref context, contextStride);");
            }
        }
    }

    private static void WriteHeads(SourceWriter writer, KernelPlan plan, int tokens)
    {
        int heads = plan.GroupHeads;
        int together = plan.TokenHeads;
        if (heads == together)
        {
            WriteSums(writer, plan, tokens, heads, "weight", "context", isFirst: true);
            return;
        }

        writer.Write("ref float row = ref weight, sum = ref context;");
        using (TokenEmitter.Repeat(writer, "part", heads / together))
        {
            WriteSums(writer, plan, tokens, together, "row", "sum", isFirst: true);
            writer.Write();
            writer.Write($"row = ref Unsafe.Add(ref row, {together * TokenEmitter.HeadStride(plan)});");
            writer.Write($"sum = ref Unsafe.Add(ref sum, {together * plan.ValueStride});");
        }

        if (heads % together > 0)
        {
            writer.Write();
            using (writer.Open())
            {
                WriteSums(writer, plan, tokens, heads % together, "row", "sum", isFirst: false);
            }
        }
    }

    private static void WriteSums(SourceWriter writer, KernelPlan plan, int tokens, int heads, string weights, string contexts, bool isFirst)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int full = plan.ValueDim / lanes;
        int rest = plan.ValueDim % lanes;
        for (int h = 0; h < heads; h++)
        {
            writer.Write($"{vector}<float> {string.Join(", ", Enumerable.Range(0, tokens).Select(t => $"w{h}_{t} = {vector}.Create({TokenEmitter.Element(plan, weights, h, t)})"))};");
        }

        writer.Write($"{vector}<float> {(heads > 1 ? string.Concat(Enumerable.Range(0, tokens).Select(static t => $"v{t}, ")) : "")}c;");
        TokenEmitter.WriteColumns(writer, plan, full, tokens, heads, WriteRange);
        if (rest > 0)
        {
            string order = string.Join(", ", Enumerable.Range(0, lanes).Select(lane => Math.Min(lane + lanes - rest, lanes - 1)));
            writer.Write($"// The last {Literals.Count(rest, "element")} come from the end of a vector that overlaps the one before it.");
            writer.Write($"{vector}<int> order = {vector}.Create({order});");
            WriteColumn("", full * lanes, t => $"{vector}.Shuffle({Load(t, "", plan.ValueDim - lanes)}, order)");
        }

        string Load(int token, string index, int at) =>
            $"{vector}.LoadUnsafe(ref {TokenEmitter.Row("value", token)}, {index}{at})";

        void WriteRange(int first, int end, string index)
        {
            if (isFirst && tokens > 1 && plan.AsksAhead)
            {
                TokenEmitter.WriteAhead(writer, plan, tokens, "value", index, first * lanes, end * lanes);
            }

            for (int v = first; v < end; v++)
            {
                int e = v * lanes;
                WriteColumn(index, e, t => Load(t, index, e));
            }
        }

        // A value that a single head multiplies is loaded by the multiply-add itself.
        void WriteColumn(string index, int e, Func<int, string> value)
        {
            if (heads > 1)
            {
                writer.Write(string.Join(" ", Enumerable.Range(0, tokens).Select(t => $"v{t} = {value(t)};")));
            }

            for (int h = 0; h < heads; h++)
            {
                string at = $"ref {contexts}, {index}{(h * plan.ValueStride) + e}";
                string products = string.Join(" ", Enumerable.Range(0, tokens).Select(
                    t => $"c = {vector}.MultiplyAddEstimate(w{h}_{t}, {(heads == 1 ? value(t) : $"v{t}")}, c);"));
                writer.Write($"c = {vector}.LoadUnsafe({at}); {products} c.StoreUnsafe({at});");
            }
        }
    }
}
