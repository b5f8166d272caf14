using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The product of a tile of queries with panels of keys.</summary>
internal static class ScoreEmitter
{
    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        int blocks = plan.Dim / plan.DimUnroll;
        int rest = plan.Dim % plan.DimUnroll;
        writer.Write($"""
            // scores[r, j] = sum over d of queries[r, d] * keys[d, j], for {plan.QueryRows} queries and {plan.PanelKeys} keys a panel.
            // s<r>_<c> accumulates query r against the c-th vector of keys.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void Score(ref float queries, ref float keyPanels, ref float scores, int panels)"))
        {
            using (writer.Open("for (int panel = 0; panel < panels; panel++)"))
            {
                for (int r = 0; r < plan.QueryRows; r++)
                {
                    string accumulators = Join(plan.KeyVectors, ", ", c => $"s{r}_{c} = {vector}<float>.Zero");
                    writer.Write($"{vector}<float> {accumulators};");
                }

                writer.Write($"{vector}<float> {Join(plan.KeyVectors, ", ", static c => $"k{c}")}, q;");
                writer.Write($"ref float key = ref Unsafe.Add(ref keyPanels, panel * {plan.PanelKeys * plan.Dim});");
                writer.Write("ref float query = ref queries;");
                if (blocks > 1)
                {
                    using (writer.Open($"for (int block = 0; block < {blocks}; block++)"))
                    {
                        WriteElements(writer, plan, plan.DimUnroll);
                        writer.Write($"key = ref Unsafe.Add(ref key, {plan.DimUnroll * plan.PanelKeys});");
                        writer.Write($"query = ref Unsafe.Add(ref query, {plan.DimUnroll});");
                    }

                    WriteElements(writer, plan, rest);
                }
                else
                {
                    WriteElements(writer, plan, plan.Dim);
                }

                writer.Write();
                writer.Write($"ref float target = ref Unsafe.Add(ref scores, panel * {plan.PanelKeys});");
                for (int r = 0; r < plan.QueryRows; r++)
                {
                    writer.Write(Join(plan.KeyVectors, " ", c => $"s{r}_{c}.StoreUnsafe(ref target, {(r * plan.BlockKeys) + (c * plan.Target.Lanes)});"));
                }
            }
        }
    }

    private static void WriteElements(SourceWriter writer, KernelPlan plan, int count)
    {
        string vector = plan.Target.Name;
        for (int d = 0; d < count; d++)
        {
            writer.Write();
            writer.Write($"// Element {d}.");
            writer.Write(Join(plan.KeyVectors, " ", c => $"k{c} = {vector}.LoadUnsafe(ref key, {(d * plan.PanelKeys) + (c * plan.Target.Lanes)});"));
            for (int r = 0; r < plan.QueryRows; r++)
            {
                string products = Join(plan.KeyVectors, " ", c => $"s{r}_{c} = {vector}.MultiplyAddEstimate(q, k{c}, s{r}_{c});");
                writer.Write($"q = {vector}.Create(Unsafe.Add(ref query, {(r * plan.Dim) + d})); {products}");
            }
        }
    }

    private static string Join(int count, string separator, System.Func<int, string> item) =>
        string.Join(separator, Enumerable.Range(0, count).Select(item));
}
