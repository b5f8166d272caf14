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
            string others = plan.JoinsPanels ? $" && first != keys - {plan.JoinedKeys}" : "";
            using (writer.Open($"for (; first <= keys - {plan.PanelKeys}{others}; first += {plan.PanelKeys})"))
            {
                WritePanel(writer, plan, plan.KeyVectors);
            }

            if (plan.JoinsPanels)
            {
                writer.Write();
                writer.Write($"// The last two panels, of {plan.PanelKeys} and {plan.Target.Lanes} keys: {plan.QueryRows / 2} queries at a time leave registers for all of them. Keys of one vector alone are loaded for few products.");
                using (writer.Open($"if (keys - first == {plan.JoinedKeys})"))
                {
                    WriteJoined(writer, plan);
                }
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
    public static void WritePanel(SourceWriter writer, KernelPlan plan, int columns) => WriteTiles(writer, plan, plan.QueryRows, columns);

    /// <summary>The scores of a panel from key <c>first</c> on, and of the vector of keys in the panel behind it.</summary>
    public static void WriteJoined(SourceWriter writer, KernelPlan plan) => WriteTiles(writer, plan, plan.QueryRows / 2, plan.KeyVectors + 1);

    private static void WriteTiles(SourceWriter writer, KernelPlan plan, int rows, int columns)
    {
        writer.Write($"ref float target = ref Unsafe.Add(ref scores, first), tile = ref queries;");
        using (TilesEmitter.Loop(writer, plan, rows))
        {
            WriteTile(writer, plan, rows, columns);
            writer.Write();
            writer.Write($"tile = ref Unsafe.Add(ref tile, {rows * plan.Dim});");
            writer.Write($"target = ref Unsafe.Add(ref target, {rows * plan.BlockKeys});");
        }
    }

    private static void WriteTile(SourceWriter writer, KernelPlan plan, int rows, int columns)
    {
        string vector = plan.Target.Name;
        int unroll = columns == plan.KeyVectors ? plan.DimUnroll : plan.EdgeUnroll;
        int blocks = plan.Dim / unroll;
        for (int r = 0; r < rows; r++)
        {
            string accumulators = Join(columns, ", ", c => $"s{r}_{c} = {vector}<float>.Zero");
            writer.Write($"{vector}<float> {accumulators};");
        }

        bool parts = plan.SumElements < plan.Dim;
        writer.Write($"{vector}<float> {Join(columns, ", ", static c => $"k{c}")}, q;");
        if (parts)
        {
            for (int r = 0; r < rows; r++)
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
                WriteElements(writer, plan, rows, columns, unroll);
                writer.Write();
                writer.Write($"key = ref Unsafe.Add(ref key, {unroll * plan.PanelKeys});");
                writer.Write($"query = ref Unsafe.Add(ref query, {unroll});");
                if (parts)
                {
                    writer.Write();
                    writer.Write($"// Sums of {plan.SumElements} elements are added to the scores: one long sum would round far more often.");
                    using (writer.Open($"if (block % {plan.SumElements / unroll} == {(plan.SumElements / unroll) - 1})"))
                    {
                        WriteSums(writer, plan, rows, columns);
                        for (int r = 0; r < rows; r++)
                        {
                            writer.Write(Join(columns, " ", c => $"s{r}_{c} = {vector}<float>.Zero;"));
                        }
                    }
                }
            }

            WriteElements(writer, plan, rows, columns, plan.Dim % unroll);
        }
        else
        {
            WriteElements(writer, plan, rows, columns, plan.Dim);
        }

        writer.Write();
        if (parts)
        {
            WriteSums(writer, plan, rows, columns);
            return;
        }

        for (int r = 0; r < rows; r++)
        {
            writer.Write(Join(columns, " ", c => $"s{r}_{c}.StoreUnsafe(ref target, {At(plan, r, c)});"));
        }
    }

    private static void WriteSums(SourceWriter writer, KernelPlan plan, int rows, int columns)
    {
        for (int r = 0; r < rows; r++)
        {
            writer.Write(Join(
                columns, " ", c => $"(s{r}_{c} + {plan.Target.Name}.LoadUnsafe(ref target, {At(plan, r, c)})).StoreUnsafe(ref target, {At(plan, r, c)});"));
        }
    }

    // From a panel's first vector of keys; the one behind the last is the next panel's.
    private static int KeysAt(KernelPlan plan, int column) =>
        column < plan.KeyVectors ? column * plan.Target.Lanes : (plan.PanelKeys * plan.Dim) + ((column - plan.KeyVectors) * plan.Target.Lanes);

    private static int At(KernelPlan plan, int row, int column) => (row * plan.BlockKeys) + (column * plan.Target.Lanes);

    private static void WriteElements(SourceWriter writer, KernelPlan plan, int rows, int columns, int count)
    {
        string vector = plan.Target.Name;
        for (int d = 0; d < count; d++)
        {
            if (d > 0)
            {
                writer.Write();
            }

            writer.Write($"// Element {d} of this block.");
            writer.Write(Join(columns, " ", c => $"k{c} = {vector}.LoadUnsafe(ref key, {(d * plan.PanelKeys) + KeysAt(plan, c)});"));
            for (int r = 0; r < rows; r++)
            {
                string products = Join(columns, " ", c => $"s{r}_{c} = {vector}.MultiplyAddEstimate(q, k{c}, s{r}_{c});");
                writer.Write($"q = {vector}.Create(Unsafe.Add(ref query, {(r * plan.Dim) + d})); {products}");
            }
        }
    }

    private static string Join(int count, string separator, System.Func<int, string> item) =>
        string.Join(separator, Enumerable.Range(0, count).Select(item));
}
