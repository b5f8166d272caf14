using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The product of a tile of weights with a block of values.</summary>
internal static class WeightedSumEmitter
{
    private const string Columns = "WeightedColumns";

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        writer.Write($"""
            // contexts[r, e] = contexts[r, e] * rescales[r] + sum over j of weights[r, j] * values[j, e], for tiles of {plan.ValueRows} queries.
            // A column of values goes through all tiles before the next one. c<r>_<c> accumulates the c-th vector of row r's sum. The first step of
            // all finds nothing summed, and only sets the contexts.
            """);
        if (!plan.HasWeightedColumns)
        {
            writer.Write(TilesEmitter.Optimised);
            using (writer.Open("public static void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys, int tiles, bool first)"))
            {
                WriteColumns(writer, plan, whole: 0);
            }

            return;
        }

        writer.Write("[MethodImpl(MethodImplOptions.AggressiveInlining)]");
        writer.Write("public static void WeightedSum(ref float weights, ref float values, ref float contexts, ref float rescales, int keys, int tiles, bool first) =>");
        writer.Write($"    {Columns}(ref weights, ref values, ref contexts, ref rescales, 0, keys, tiles, first);");
        writer.Write();
        writer.Write("// The columns of values from one on: SoftmaxWeightedSum computes the first one itself.");
        writer.Write(TilesEmitter.Optimised);
        using (writer.Open($"private static void {Columns}(ref float weights, ref float values, ref float contexts, ref float rescales, int column, int keys, int tiles, bool first)"))
        {
            using (writer.Open($"for (; column < {Full(plan)}; column += {Width(plan)})"))
            {
                WriteTile(writer, plan, plan.ValueVectors, "column", whole: 0);
            }

            WriteLast(writer, plan, whole: 0);
        }
    }

    /// <summary>The columns behind the first one, where the operation that makes the weights computes that.</summary>
    public static void WriteRest(SourceWriter writer, KernelPlan plan)
    {
        if (plan.HasWeightedColumns)
        {
            writer.Write();
            writer.Write($"{Columns}(ref scores, ref values, ref contexts, ref rescales, {Width(plan)}, keys, tiles, first);");
        }
    }

    /// <summary>The tiles side by side over a row: of as many keys as there are at run time, added to what is there, or of a whole number.</summary>
    public static void WriteColumns(SourceWriter writer, KernelPlan plan, int whole)
    {
        if (Full(plan) > Width(plan))
        {
            using (writer.Open($"for (int column = 0; column < {Full(plan)}; column += {Width(plan)})"))
            {
                WriteTile(writer, plan, plan.ValueVectors, "column", whole);
            }
        }
        else if (plan.LastValueVectors == 0)
        {
            WriteTile(writer, plan, plan.ValueVectors, "0", whole);
        }
        else
        {
            // In a block of its own: the narrower tile behind it uses the same names.
            using (writer.Open())
            {
                WriteTile(writer, plan, plan.ValueVectors, "0", whole);
            }
        }

        WriteLast(writer, plan, whole);
    }

    private static void WriteLast(SourceWriter writer, KernelPlan plan, int whole)
    {
        if (plan.LastValueVectors > 0)
        {
            writer.Write();
            using (writer.Open())
            {
                WriteTile(writer, plan, plan.LastValueVectors, $"{Full(plan)}", whole);
            }
        }
    }

    // Elements of a column.
    private static int Width(KernelPlan plan) => plan.ValueVectors * plan.Target.Lanes;

    // Elements of a row's whole columns.
    private static int Full(KernelPlan plan) => plan.RowVectors / plan.ValueVectors * Width(plan);

    private static void WriteTile(SourceWriter writer, KernelPlan plan, int vectors, string column, int whole)
    {
        writer.Write($"ref float context = ref Unsafe.Add(ref contexts, {column}), tile = ref weights{(whole > 0 ? "" : ", factors = ref rescales")};");
        int rows = plan.RowsOf(vectors);
        using (TilesEmitter.Loop(writer, plan, rows))
        {
            WriteProduct(writer, plan, vectors, column, whole);
            writer.Write();
            writer.Write($"context = ref Unsafe.Add(ref context, {rows * plan.ValueStride});");
            writer.Write($"tile = ref Unsafe.Add(ref tile, {rows * plan.BlockKeys});");
            if (whole == 0)
            {
                writer.Write($"factors = ref Unsafe.Add(ref factors, {plan.StatesOf(rows)});");
            }
        }
    }

    private static void WriteProduct(SourceWriter writer, KernelPlan plan, int vectors, string column, int whole)
    {
        int[] columns = [.. Enumerable.Range(0, vectors)];
        writer.Write($"ref float value = ref Unsafe.Add(ref values, {column});");
        writer.Write("ref float weight = ref tile;");
        WriteVariables(writer, plan, columns);
        if (whole > 0)
        {
            WriteWhole(writer, plan, columns, whole);
            return;
        }

        writer.Write("int j = 0;");
        WriteLoops(writer, plan, columns);
        writer.Write();
        WriteResult(writer, plan, columns);
    }

    /// <summary>A tile's accumulators, and what they are made of.</summary>
    public static void WriteVariables(SourceWriter writer, KernelPlan plan, int[] columns)
    {
        string vector = plan.Target.Name;
        writer.Write($"{vector}<float> {string.Join(", ", columns.Select(static c => $"v{c}"))}, w;");
        for (int r = 0; r < plan.RowsOf(columns.Length); r++)
        {
            writer.Write($"{vector}<float> {string.Join(", ", columns.Select(c => $"c{r}_{c} = {vector}<float>.Zero"))};");
        }
    }

    /// <summary>The products with the values of keys from <c>j</c> on.</summary>
    public static void WriteLoops(SourceWriter writer, KernelPlan plan, int[] columns)
    {
        if (plan.KeyUnroll > 1)
        {
            using (writer.Open($"for (; j <= keys - {plan.KeyUnroll}; j += {plan.KeyUnroll})"))
            {
                WriteKeys(writer, plan, columns, plan.KeyUnroll);
            }

            writer.Write();
        }

        WriteLoop(writer, plan, columns);
    }

    /// <summary>The same, key by key.</summary>
    public static void WriteLoop(SourceWriter writer, KernelPlan plan, int[] columns)
    {
        using (writer.Open("for (; j < keys; j++)"))
        {
            WriteKeys(writer, plan, columns, 1);
        }
    }

    /// <summary>A tile's sums, with those of the blocks before.</summary>
    public static void WriteResult(SourceWriter writer, KernelPlan plan, int[] columns)
    {
        string vector = plan.Target.Name;
        using (writer.Open("if (first)"))
        {
            WriteStore(writer, plan, columns);
        }

        // The block's sum is formed apart from the sum of all blocks before it: over many keys, one long sum would round far more often.
        using (writer.Open("else"))
        {
            for (int r = 0; r < plan.RowsOf(columns.Length); r++)
            {
                writer.Write($"w = {vector}.Create(Unsafe.Add(ref factors, {r}));");
                foreach (int c in columns)
                {
                    int at = (r * plan.ValueStride) + (c * plan.Target.Lanes);
                    writer.Write($"{vector}.MultiplyAddEstimate(w, {vector}.LoadUnsafe(ref context, {at}), c{r}_{c}).StoreUnsafe(ref context, {at});");
                }
            }
        }
    }

    private static void WriteWhole(SourceWriter writer, KernelPlan plan, int[] columns, int keys)
    {
        int loops = keys / plan.KeyUnroll;
        if (loops > 0)
        {
            using (writer.Open($"for (int j = 0; j < {loops * plan.KeyUnroll}; j += {plan.KeyUnroll})"))
            {
                WriteKeys(writer, plan, columns, plan.KeyUnroll);
            }
        }

        if (keys % plan.KeyUnroll > 0)
        {
            writer.Write();
            WriteKeys(writer, plan, columns, keys % plan.KeyUnroll);
        }

        writer.Write();
        WriteStore(writer, plan, columns);
    }

    private static void WriteStore(SourceWriter writer, KernelPlan plan, int[] columns)
    {
        for (int r = 0; r < plan.RowsOf(columns.Length); r++)
        {
            writer.Write(string.Join(" ", columns.Select(
                c => $"c{r}_{c}.StoreUnsafe(ref context, {(r * plan.ValueStride) + (c * plan.Target.Lanes)});")));
        }
    }

    private static void WriteKeys(SourceWriter writer, KernelPlan plan, int[] columns, int count)
    {
        for (int k = 0; k < count; k++)
        {
            WriteKey(writer, plan, columns, k);
            writer.Write();
        }

        WriteStep(writer, plan, count);
    }

    /// <summary>The products with one key's value.</summary>
    public static void WriteKey(SourceWriter writer, KernelPlan plan, int[] columns, int key)
    {
        string vector = plan.Target.Name;
        writer.Write(string.Join(" ", columns.Select(
            c => $"v{c} = {vector}.LoadUnsafe(ref value, {(key * plan.ValueStride) + (c * plan.Target.Lanes)});")));
        for (int r = 0; r < plan.RowsOf(columns.Length); r++)
        {
            string products = string.Join(" ", columns.Select(c => $"c{r}_{c} = {vector}.MultiplyAddEstimate(w, v{c}, c{r}_{c});"));
            writer.Write($"w = {vector}.Create(Unsafe.Add(ref weight, {(r * plan.BlockKeys) + key})); {products}");
        }
    }

    /// <summary>On to the keys that follow.</summary>
    public static void WriteStep(SourceWriter writer, KernelPlan plan, int keys)
    {
        writer.Write($"value = ref Unsafe.Add(ref value, {keys * plan.ValueStride});");
        writer.Write($"weight = ref Unsafe.Add(ref weight, {keys});");
    }
}
