using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The product of a tile of queries with panels of keys.</summary>
internal static class ScoreEmitter
{
    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        writer.Write($"""
            // scores[r, j] = sum over d of queries[r, d] * keys[d, j], for tiles of {plan.QueryRows} queries and panels of {plan.PanelKeys} keys.
            // A panel goes through all tiles before the next one. s<r>_<c> accumulates query r against the c-th vector of keys.
            """);
        if (plan.HiddenLayers > 0)
        {
            writer.Write("// The first hidden layer takes the place of the keys to multiply queries, and the place of the queries to multiply keys.");
        }

        writer.Write(TilesEmitter.Optimised);
        using (writer.Open("public static void Score(ref float queries, ref float keyPanels, ref float scores, int keys, int tiles)"))
        {
            writer.Write("int first = 0;");
            using (writer.Open($"for (; first <= keys - {plan.PanelKeys}; first += {plan.PanelKeys})"))
            {
                WritePanel(writer, plan, plan.KeyVectors);
            }

            for (int columns = plan.KeyVectors - 1; columns > 0; columns--)
            {
                writer.Write();
                writer.Write($"// The last panel, of {columns * plan.Target.Lanes} keys.");
                using (writer.Open($"if (keys - first == {columns * plan.Target.Lanes})"))
                {
                    WritePanel(writer, plan, columns);
                }
            }
        }
    }

    /// <summary>The scores of a panel's first vectors of keys, from key <c>first</c> on.</summary>
    public static void WritePanel(SourceWriter writer, KernelPlan plan, int columns)
    {
        writer.Write($"ref float target = ref Unsafe.Add(ref scores, first), tile = ref queries;");
        using (writer.Open("for (int t = 0; t < tiles; t++)"))
        {
            WriteTile(writer, plan, columns);
            writer.Write();
            writer.Write($"tile = ref Unsafe.Add(ref tile, {plan.QueryRows * plan.Dim});");
            writer.Write($"target = ref Unsafe.Add(ref target, {plan.QueryRows * plan.BlockKeys});");
        }
    }

    private static void WriteTile(SourceWriter writer, KernelPlan plan, int columns)
    {
        string vector = plan.Target.Name;
        int blocks = plan.Dim / plan.DimUnroll;
        for (int r = 0; r < plan.QueryRows; r++)
        {
            string accumulators = Join(columns, ", ", c => $"s{r}_{c} = {vector}<float>.Zero");
            writer.Write($"{vector}<float> {accumulators};");
        }

        bool parts = plan.SumElements < plan.Dim;
        writer.Write($"{vector}<float> {Join(columns, ", ", static c => $"k{c}")}, q;");
        if (parts)
        {
            for (int r = 0; r < plan.QueryRows; r++)
            {
                writer.Write(Join(columns, " ", c => $"s{r}_{c}.StoreUnsafe(ref target, {At(plan, r, c)});"));
            }
        }

        writer.Write($"ref float key = ref Unsafe.Add(ref keyPanels, first * {plan.Dim});");
        writer.Write("ref float query = ref tile;");
        if (blocks > 1)
        {
            using (writer.Open($"for (int block = 0; block < {blocks}; block++)"))
            {
                WriteElements(writer, plan, columns, plan.DimUnroll);
                writer.Write();
                writer.Write($"key = ref Unsafe.Add(ref key, {plan.DimUnroll * plan.PanelKeys});");
                writer.Write($"query = ref Unsafe.Add(ref query, {plan.DimUnroll});");
                if (parts)
                {
                    writer.Write();
                    writer.Write($"// Sums of {plan.SumElements} elements are added to the scores: one long sum would round far more often.");
                    using (writer.Open($"if (block % {plan.SumElements / plan.DimUnroll} == {(plan.SumElements / plan.DimUnroll) - 1})"))
                    {
                        WriteSums(writer, plan, columns);
                        for (int r = 0; r < plan.QueryRows; r++)
                        {
                            writer.Write(Join(columns, " ", c => $"s{r}_{c} = {vector}<float>.Zero;"));
                        }
                    }
                }
            }

            WriteElements(writer, plan, columns, plan.Dim % plan.DimUnroll);
        }
        else
        {
            WriteElements(writer, plan, columns, plan.Dim);
        }

        writer.Write();
        if (parts)
        {
            WriteSums(writer, plan, columns);
            return;
        }

        for (int r = 0; r < plan.QueryRows; r++)
        {
            writer.Write(Join(columns, " ", c => $"s{r}_{c}.StoreUnsafe(ref target, {At(plan, r, c)});"));
        }
    }

    private static void WriteSums(SourceWriter writer, KernelPlan plan, int columns)
    {
        for (int r = 0; r < plan.QueryRows; r++)
        {
            writer.Write(Join(
                columns, " ", c => $"(s{r}_{c} + {plan.Target.Name}.LoadUnsafe(ref target, {At(plan, r, c)})).StoreUnsafe(ref target, {At(plan, r, c)});"));
        }
    }

    private static int At(KernelPlan plan, int row, int column) => (row * plan.BlockKeys) + (column * plan.Target.Lanes);

    private static void WriteElements(SourceWriter writer, KernelPlan plan, int columns, int count)
    {
        string vector = plan.Target.Name;
        for (int d = 0; d < count; d++)
        {
            if (d > 0)
            {
                writer.Write();
            }

            writer.Write($"// Element {d} of this block.");
            writer.Write(Join(columns, " ", c => $"k{c} = {vector}.LoadUnsafe(ref key, {(d * plan.PanelKeys) + (c * plan.Target.Lanes)});"));
            for (int r = 0; r < plan.QueryRows; r++)
            {
                string products = Join(columns, " ", c => $"s{r}_{c} = {vector}.MultiplyAddEstimate(q, k{c}, s{r}_{c});");
                writer.Write($"q = {vector}.Create(Unsafe.Add(ref query, {(r * plan.Dim) + d})); {products}");
            }
        }
    }

    private static string Join(int count, string separator, System.Func<int, string> item) =>
        string.Join(separator, Enumerable.Range(0, count).Select(item));
}
