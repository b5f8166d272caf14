using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>
/// The operations of scores with hidden layers. What a layer makes of a query and of a key is there already: these evaluate the
/// activation for a vector of keys at a time, and the layers behind it.
/// </summary>
internal static class HiddenEmitter
{
    private const string Math = "global::AttentionGen.CompilerServices.VectorMath";

    // Elements of a hidden layer in one sum: one long sum would round far more often, and a layer adds up many errors already.
    private const int PartialSum = 16;

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        if (plan.HasHiddenTiles)
        {
            WriteTile(writer, plan);
            writer.Write();
        }

        WriteRow(writer, plan);
        if (plan.HiddenLayers > 1)
        {
            writer.Write();
            WriteActivate(writer, plan);
            writer.Write();
            WriteLayer(writer, plan);
        }
    }

    private static void WriteTile(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        int hidden = plan.HiddenDim;
        int[] rows = [.. Enumerable.Range(0, plan.QueryRows)];
        writer.Write($"""
            // scores[r, j] = weights[{hidden}] + sum over a of weights[a] * {Name(plan)}(queries[r, a] + keys[a, j]), for {plan.QueryRows} queries.
            // s<r> sums row r for a vector of keys, {PartialSum} elements at a time: one long sum would round far more often.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void HiddenScore(ref float queries, ref float keys, ref float weights, ref float scores, int count)"))
        {
            using (writer.Open($"for (int j = 0; j < count; j += {plan.Target.Lanes})"))
            {
                writer.Write("ref float target = ref Unsafe.Add(ref scores, j);");
                writer.Write("ref float key = ref Unsafe.Add(ref keys, j);");
                writer.Write("ref float query = ref queries;");
                writer.Write($"{vector}<float> k, w = {vector}.Create(Unsafe.Add(ref weights, {hidden}));");
                writer.Write(string.Join("\n", rows.Select(r => $"w.StoreUnsafe(ref target, {r * plan.BlockKeys});")));
                using (writer.Open($"for (int first = 0; first < {hidden}; first += {PartialSum})"))
                {
                    writer.Write($"{vector}<float> {string.Join(", ", rows.Select(r => $"s{r} = {vector}<float>.Zero"))};");
                    writer.Write($"int end = int.Min(first + {PartialSum}, {hidden});");
                    using (writer.Open("for (int a = first; a < end; a++)"))
                    {
                        writer.Write($"k = {vector}.LoadUnsafe(ref key);");
                        writer.Write($"w = {vector}.Create(Unsafe.Add(ref weights, a));");
                        foreach (int r in rows)
                        {
                            string x = $"k + {vector}.Create(Unsafe.Add(ref query, {r * hidden}))";
                            writer.Write($"s{r} = {vector}.MultiplyAddEstimate(w, {Activated(plan, x)}, s{r});");
                        }

                        writer.Write($"key = ref Unsafe.Add(ref key, {plan.BlockKeys});");
                        writer.Write("query = ref Unsafe.Add(ref query, 1);");
                    }

                    writer.Write();
                    writer.Write(string.Join("\n", rows.Select(
                        r => $"(s{r} + {vector}.LoadUnsafe(ref target, {r * plan.BlockKeys})).StoreUnsafe(ref target, {r * plan.BlockKeys});")));
                }
            }
        }
    }

    // To the last bit what the tile computes: which rows share one is not to be seen.
    private static void WriteRow(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        writer.Write($"""
            // scores[j] = weights[hidden] + sum over a of weights[a] * {Name(plan)}(query[a] + keys[a, j]), for one row.
            // {PartialSum} elements at a time: one long sum would round far more often.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void HiddenScoreRow(ref float query, ref float keys, ref float weights, ref float scores, int hidden, int count)"))
        {
            using (writer.Open($"for (int j = 0; j < count; j += {plan.Target.Lanes})"))
            {
                writer.Write($"""
                    ref float target = ref Unsafe.Add(ref scores, j);
                    ref float key = ref Unsafe.Add(ref keys, j);
                    {vector}.Create(Unsafe.Add(ref weights, hidden)).StoreUnsafe(ref target);
                    """);
                using (writer.Open($"for (int first = 0; first < hidden; first += {PartialSum})"))
                {
                    writer.Write($"{vector}<float> s = {vector}<float>.Zero;");
                    writer.Write($"int end = int.Min(first + {PartialSum}, hidden);");
                    using (writer.Open("for (int a = first; a < end; a++)"))
                    {
                        writer.Write($"""
                            {vector}<float> x = {vector}.LoadUnsafe(ref key) + {vector}.Create(Unsafe.Add(ref query, a));
                            s = {vector}.MultiplyAddEstimate({vector}.Create(Unsafe.Add(ref weights, a)), {Activated(plan, "x")}, s);
                            key = ref Unsafe.Add(ref key, {plan.BlockKeys});
                            """);
                    }

                    writer.Write();
                    writer.Write($"(s + {vector}.LoadUnsafe(ref target)).StoreUnsafe(ref target);");
                }
            }
        }
    }

    private static void WriteActivate(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        writer.Write($"""
            // result[a, j] = {Name(plan)}(query[a] + keys[a, j]).
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void Activate(ref float query, ref float keys, ref float result, int hidden, int count)"))
        {
            using (writer.Open("for (int a = 0; a < hidden; a++)"))
            {
                writer.Write($"""
                    ref float key = ref Unsafe.Add(ref keys, a * {plan.BlockKeys});
                    ref float target = ref Unsafe.Add(ref result, a * {plan.BlockKeys});
                    {vector}<float> q = {vector}.Create(Unsafe.Add(ref query, a));
                    """);
                using (writer.Open($"for (int j = 0; j < count; j += {plan.Target.Lanes})"))
                {
                    writer.Write($"{Activated(plan, $"{vector}.LoadUnsafe(ref key, (nuint)j) + q")}.StoreUnsafe(ref target, (nuint)j);");
                }
            }
        }
    }

    private static void WriteLayer(SourceWriter writer, KernelPlan plan)
    {
        writer.Write($"""
            // result[b, j] = sum over a of weights[b / {plan.QueryRows}, a, b % {plan.QueryRows}] * input[a, j], {plan.QueryRows} elements b and {plan.PanelKeys} keys at a time.
            // s<r>_<c> sums element r of a tile for the c-th vector of keys, {PartialSum} elements a at a time: one long sum would round far more often.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void Layer(ref float weights, ref float input, ref float result, int tiles, int depth, int count)"))
        {
            using (writer.Open("for (int tile = 0; tile < tiles; tile++)"))
            {
                writer.Write($"ref float output = ref Unsafe.Add(ref result, tile * {plan.QueryRows * plan.BlockKeys});");
                writer.Write("int first = 0;");
                using (writer.Open($"for (; first <= count - {plan.PanelKeys}; first += {plan.PanelKeys})"))
                {
                    WriteLayerPanel(writer, plan, plan.KeyVectors);
                }

                for (int columns = plan.KeyVectors - 1; columns > 0; columns--)
                {
                    writer.Write();
                    using (writer.Open($"if (count - first == {columns * plan.Target.Lanes})"))
                    {
                        WriteLayerPanel(writer, plan, columns);
                    }
                }

                writer.Write();
                writer.Write($"weights = ref Unsafe.Add(ref weights, depth * {plan.QueryRows});");
            }
        }
    }

    private static void WriteLayerPanel(SourceWriter writer, KernelPlan plan, int columns)
    {
        string vector = plan.Target.Name;
        int[] all = [.. Enumerable.Range(0, columns)];
        int[] rows = [.. Enumerable.Range(0, plan.QueryRows)];
        int At(int r, int c) => (r * plan.BlockKeys) + (c * plan.Target.Lanes);
        writer.Write("""
            ref float target = ref Unsafe.Add(ref output, first);
            ref float x = ref Unsafe.Add(ref input, first);
            ref float weight = ref weights;
            """);
        using (writer.Open($"for (int from = 0; from < depth; from += {PartialSum})"))
        {
            foreach (int r in rows)
            {
                writer.Write($"{vector}<float> {string.Join(", ", all.Select(c => $"s{r}_{c} = {vector}<float>.Zero"))};");
            }

            writer.Write($"{vector}<float> {string.Join(", ", all.Select(static c => $"x{c}"))}, w;");
            writer.Write($"int end = int.Min(from + {PartialSum}, depth);");
            using (writer.Open("for (int a = from; a < end; a++)"))
            {
                writer.Write(string.Join(" ", all.Select(c => $"x{c} = {vector}.LoadUnsafe(ref x, {c * plan.Target.Lanes});")));
                foreach (int r in rows)
                {
                    string products = string.Join(" ", all.Select(c => $"s{r}_{c} = {vector}.MultiplyAddEstimate(w, x{c}, s{r}_{c});"));
                    writer.Write($"w = {vector}.Create(Unsafe.Add(ref weight, {r})); {products}");
                }

                writer.Write($"x = ref Unsafe.Add(ref x, {plan.BlockKeys});");
                writer.Write($"weight = ref Unsafe.Add(ref weight, {plan.QueryRows});");
            }

            writer.Write();
            using (writer.Open("if (from > 0)"))
            {
                foreach (int r in rows)
                {
                    writer.Write(string.Join(" ", all.Select(c => $"s{r}_{c} += {vector}.LoadUnsafe(ref target, {At(r, c)});")));
                }
            }

            writer.Write();
            foreach (int r in rows)
            {
                writer.Write(string.Join(" ", all.Select(c => $"s{r}_{c}.StoreUnsafe(ref target, {At(r, c)});")));
            }
        }
    }

    private static string Name(KernelPlan plan) => plan.Activation.ToLowerInvariant();

    private static string Activated(KernelPlan plan, string x) => $"{Math}.{plan.Activation}({x})";
}
