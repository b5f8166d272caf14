using System.Linq;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>
/// The weighted sum that makes the weights on the way: the exponentials of the keys that follow, between the products with the keys before.
/// </summary>
internal static class FusedEmitter
{
    // Parts of a vector of keys that go through the same code.
    private const int Parts = 2;

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        int lanes = plan.Target.Lanes;
        writer.Write("public static bool FusesSoftmax => true;");
        writer.Write();
        SoftmaxEmitter.WriteAdvance(writer, plan);
        writer.Write();
        writer.Write($"""
            // What Softmax and WeightedSum do, behind Advance: the weights of {lanes} keys are made while those of the {lanes} keys before are used. sums[r]
            // takes up the weights, c<r>_<c> accumulates the c-th vector of row r's sum.{(plan.HasWeightedColumns ? " Other columns than the first find all weights made." : "")}
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void SoftmaxWeightedSum(ref float scores, ref float pending, ref float values, ref float contexts, ref float sums, ref float rescales, int keys, int tiles, bool first)"))
        {
            writer.Write("ref float context = ref contexts, tile = ref scores, exponents = ref pending, sum = ref sums, factors = ref rescales;");
            int pending = (2 * KernelPlan.StateRows) + (plan.QueryRows * lanes);
            using (writer.Open("for (int t = 0; t < tiles; t++)"))
            {
                writer.Write($"ref float totals = ref Unsafe.Add(ref exponents, {2 * KernelPlan.StateRows});");
                if (plan.ValueRows == plan.QueryRows)
                {
                    WriteRows(writer, plan);
                    writer.Write($"exponents = ref Unsafe.Add(ref exponents, {pending});");
                }
                else
                {
                    writer.Write($"// {plan.ValueRows} rows at a time.");
                    using (writer.Open($"for (int row = 0; row < {plan.QueryRows}; row += {plan.ValueRows})"))
                    {
                        WriteRows(writer, plan);
                        writer.Write($"totals = ref Unsafe.Add(ref totals, {plan.ValueRows * lanes});");
                        writer.Write($"exponents = ref Unsafe.Add(ref exponents, {plan.ValueRows});");
                    }

                    writer.Write();
                    writer.Write($"exponents = ref Unsafe.Add(ref exponents, {pending - plan.QueryRows});");
                }
            }

            WeightedSumEmitter.WriteRest(writer, plan);
        }
    }

    // The rows of a weighted-sum tile, and on to the next ones.
    private static void WriteRows(SourceWriter writer, KernelPlan plan)
    {
        WriteTile(writer, plan);
        writer.Write();
        writer.Write($"""
            context = ref Unsafe.Add(ref context, {plan.ValueRows * plan.ValueStride});
            tile = ref Unsafe.Add(ref tile, {plan.ValueRows * plan.BlockKeys});
            sum = ref Unsafe.Add(ref sum, {plan.ValueRows * plan.Target.Lanes});
            factors = ref Unsafe.Add(ref factors, {plan.StatesOf(plan.ValueRows)});
            """);
    }

    private static void WriteTile(SourceWriter writer, KernelPlan plan)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int[] columns = [.. Enumerable.Range(0, plan.ValueVectors)];
        WeightedSumEmitter.WriteVariables(writer, plan, columns);
        writer.Write();
        writer.Write("// The weights of the first keys, which begin the totals of this block.");
        writer.Write("ref float ahead = ref tile;");
        using (writer.Open($"for (int r = 0; r < {plan.ValueRows}; r++)"))
        {
            writer.Write($"w = {Weight(plan, "exponents", "", "r", $"r + {KernelPlan.StateRows}")};");
            writer.Write("w.StoreUnsafe(ref ahead);");
            writer.Write($"w.StoreUnsafe(ref totals, (nuint)(r * {lanes}));");
            writer.Write($"ahead = ref Unsafe.Add(ref ahead, {plan.BlockKeys});");
        }

        writer.Write();
        writer.Write("ref float value = ref values, weight = ref tile;");
        writer.Write("int j = 0;");
        using (writer.Open($"for (; j < keys - {lanes}; j += {lanes})"))
        {
            writer.Write($"ahead = ref Unsafe.Add(ref weight, {lanes});");
            WriteKeys(writer, plan, columns);
        }

        writer.Write();
        if (columns.Length > 1)
        {
            // A key is work enough for a step of a loop.
            WeightedSumEmitter.WriteLoop(writer, plan, columns);
        }
        else
        {
            WeightedSumEmitter.WriteLoops(writer, plan, columns);
        }

        writer.Write();
        WeightedSumEmitter.WriteResult(writer, plan, columns);
        writer.Write();
        using (writer.Open($"for (int r = 0; r < {plan.ValueRows}; r++)"))
        {
            writer.Write($"w = {vector}.LoadUnsafe(ref totals, (nuint)(r * {lanes}));");
            using (writer.Open("if (!first)"))
            {
                writer.Write($"w = {vector}.MultiplyAddEstimate({vector}.LoadUnsafe(ref sum, (nuint)(r * {lanes})), {vector}.Create(Unsafe.Add(ref factors, r)), w);");
            }

            writer.Write();
            writer.Write($"w.StoreUnsafe(ref sum, (nuint)(r * {lanes}));");
        }
    }

    // The products of a vector of keys, and the weights of the next one: those of some rows after some keys, in a loop, so that the code is short.
    private static void WriteKeys(SourceWriter writer, KernelPlan plan, int[] columns)
    {
        if (plan.ValueRows % Parts > 0)
        {
            WritePart(writer, plan, columns, 1, "exponents", "totals");
            return;
        }

        int rows = plan.ValueRows / Parts;
        writer.Write("ref float exponent = ref exponents, total = ref totals;");
        writer.Write($"// With each {plan.Target.Lanes / Parts} keys the weights of {rows} rows.");
        using (writer.Open($"for (int part = 0; part < {Parts}; part++)"))
        {
            WritePart(writer, plan, columns, Parts, "exponent", "total");
            writer.Write($"ahead = ref Unsafe.Add(ref ahead, {rows * plan.BlockKeys});");
            writer.Write($"exponent = ref Unsafe.Add(ref exponent, {rows});");
            writer.Write($"total = ref Unsafe.Add(ref total, {rows * plan.Target.Lanes});");
        }
    }

    private static void WritePart(SourceWriter writer, KernelPlan plan, int[] columns, int parts, string exponents, string totals)
    {
        string vector = plan.Target.Name;
        int lanes = plan.Target.Lanes;
        int rows = plan.ValueRows / parts, keys = lanes / parts;
        int made = 0;
        for (int key = 0; key < keys; key++)
        {
            WeightedSumEmitter.WriteKey(writer, plan, columns, key);
            for (; (made + 1) * keys <= (key + 1) * rows; made++)
            {
                int row = made * plan.BlockKeys;
                writer.Write($"w = {Weight(plan, exponents, $", {row}", $"{made}", $"{made + KernelPlan.StateRows}")};");
                writer.Write($"w.StoreUnsafe(ref ahead, {row}); (w + {vector}.LoadUnsafe(ref {totals}, {made * lanes})).StoreUnsafe(ref {totals}, {made * lanes});");
            }

            writer.Write();
        }

        WeightedSumEmitter.WriteStep(writer, plan, keys);
    }

    private static string Weight(KernelPlan plan, string exponents, string at, string lowest, string round)
    {
        string vector = plan.Target.Name;
        return $"global::AttentionGen.CompilerServices.VectorMath.Exp2({vector}.LoadUnsafe(ref ahead{at}), {vector}.Create(Unsafe.Add(ref {exponents}, {lowest})), {vector}.Create(Unsafe.Add(ref {exponents}, {round})))";
    }
}
