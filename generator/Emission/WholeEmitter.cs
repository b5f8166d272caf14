using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>
/// The operations for rows that see all of a fixed number of keys, in one block: every count is a constant. Where the weighted sum makes the weights, it
/// does so here too, and only the scores have an operation of their own.
/// </summary>
internal static class WholeEmitter
{
    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        int vectors = (plan.WholeKeys + plan.Target.Lanes - 1) / plan.Target.Lanes;
        writer.Write();
        writer.Write($"public static int WholeKeys => {plan.WholeKeys};");
        writer.Write();
        WriteScore(writer, plan, vectors);
        if (plan.FusesSoftmax)
        {
            return;
        }

        writer.Write();
        SoftmaxEmitter.WriteWhole(writer, plan, vectors);
        writer.Write();
        writer.Write($"""
            // contexts[r, e] = sum over all {plan.WholeKeys} j of weights[r, j] * values[j, e], for tiles of {plan.QueryRows} queries.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void WeightedSumWhole(ref float weights, ref float values, ref float contexts, int tiles)"))
        {
            WeightedSumEmitter.WriteColumns(writer, plan, plan.WholeKeys);
        }
    }

    private static void WriteScore(SourceWriter writer, KernelPlan plan, int vectors)
    {
        string vector = plan.Target.Name;
        int panels = plan.WholeKeys / plan.PanelKeys;
        int columns = vectors - (panels * plan.KeyVectors);
        bool joined = plan.JoinsPanels && columns == 1 && panels > 0;
        if (joined)
        {
            panels--;
            columns += plan.KeyVectors;
        }

        writer.Write($"""
            // scores[r, j] = sum over d of queries[r, d] * keys[d, j] for all {plan.WholeKeys} keys and tiles of {plan.QueryRows} queries.
            {TilesEmitter.Optimised}
            """);
        using (writer.Open("public static void ScoreWhole(ref float queries, ref float keyPanels, ref float scores, int tiles)"))
        {
            // Panels are in blocks of their own where there are two, as they use the same names.
            bool several = panels + (columns > 0 ? 1 : 0) > 1;
            if (panels > 1)
            {
                using (writer.Open($"for (int first = 0; first < {panels * plan.PanelKeys}; first += {plan.PanelKeys})"))
                {
                    ScoreEmitter.WritePanel(writer, plan, plan.KeyVectors);
                }
            }
            else if (panels > 0)
            {
                WritePanel(writer, plan, first: 0, plan.KeyVectors, several);
            }

            if (columns > 0)
            {
                if (panels > 0)
                {
                    writer.Write();
                }

                WritePanel(writer, plan, panels * plan.PanelKeys, columns, several);
            }

            int filled = plan.WholeKeys % plan.Target.Lanes;
            if (filled > 0)
            {
                int last = plan.WholeKeys - filled;
                writer.Write();
                writer.Write($"""
                    // Lanes behind the last key.
                    {vector}<float> shown = {vector}.LessThan({vector}<int>.Indices, {vector}.Create({filled})).AsSingle();
                    {vector}<float> hidden = {vector}.Create(float.NegativeInfinity);
                    """);
                writer.Write($"ref float end = ref Unsafe.Add(ref scores, {last});");
                using (writer.Open($"for (int row = 0; row < tiles * {plan.QueryRows}; row++)"))
                {
                    writer.Write($"{vector}.ConditionalSelect(shown, {vector}.LoadUnsafe(ref end), hidden).StoreUnsafe(ref end);");
                    writer.Write($"end = ref Unsafe.Add(ref end, {plan.BlockKeys});");
                }
            }
        }
    }

    private static void WritePanel(SourceWriter writer, KernelPlan plan, int first, int columns, bool inBlock)
    {
        if (inBlock)
        {
            using (writer.Open())
            {
                WritePanel(writer, plan, first, columns, inBlock: false);
            }

            return;
        }

        writer.Write($"const int first = {first};");
        if (columns > plan.KeyVectors)
        {
            ScoreEmitter.WriteJoined(writer, plan);
        }
        else
        {
            ScoreEmitter.WritePanel(writer, plan, columns);
        }
    }
}
