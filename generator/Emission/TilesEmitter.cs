using System;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>The struct of tile operations for one width of vectors.</summary>
internal static class TilesEmitter
{
    public static string Name(KernelPlan plan) => $"Tiles{plan.Target.Lanes * 32}";

    public static void Write(SourceWriter writer, KernelPlan plan)
    {
        writer.Write($"// The kernel's arithmetic on {plan.Target.Name}<float>.");
        using (writer.Open($"file readonly struct {Name(plan)} : global::AttentionGen.CompilerServices.ITileOperations"))
        {
            writer.Write($"""
                public static string Path => "{plan.Target.Name}";
                public static int QueryRows => {plan.QueryRows};
                public static int StateRows => {KernelPlan.StateRows};
                public static int Lanes => {plan.Target.Lanes};
                public static int PanelKeys => {plan.PanelKeys};
                public static int BlockKeys => {plan.BlockKeys};
                public static int BlockRows => {plan.BlockRows};
                public static int PassTiles => {plan.PassTiles};
                public static int ValueStride => {plan.ValueStride};
                public static int DirectRows => {plan.DirectRows};
                public static int DirectKeys => {plan.DirectKeys};
                {(plan.TokenGroups > 0 ? TokenEmitter.Properties(plan) : "")}
                """);
            ScoreEmitter.Write(writer, plan);
            writer.Write();
            SoftmaxEmitter.Write(writer, plan);
            writer.Write();
            WeightedSumEmitter.Write(writer, plan);
            writer.Write();
            if (plan.FusesSoftmax)
            {
                FusedEmitter.Write(writer, plan);
                writer.Write();
            }

            GroupEmitter.Write(writer, plan);
            if (plan.TokenGroups > 0)
            {
                writer.Write();
                TokenEmitter.Write(writer, plan);
            }

            if (plan.WholeKeys > 0)
            {
                WholeEmitter.Write(writer, plan);
            }

            if (plan.HiddenLayers > 0)
            {
                writer.Write();
                HiddenEmitter.Write(writer, plan);
            }
        }
    }

    /// <summary>The loop over tiles of some rows, by which those of a query tile can be divided.</summary>
    public static IDisposable Loop(SourceWriter writer, KernelPlan plan, int rows) =>
        writer.Open($"for (int t = 0; t < tiles{(rows == plan.QueryRows ? "" : $" * {plan.QueryRows / rows}")}; t++)");

    /// <summary>The attribute of every tile operation: straight to optimised code, no counting tier in between.</summary>
    public const string Optimised = "[MethodImpl(MethodImplOptions.AggressiveOptimization)]";
}
