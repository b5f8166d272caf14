using System.Collections.Generic;
using System.Linq;
using System.Threading;
using AttentionGen.Generator.Model;
using AttentionGen.Generator.Planning;

namespace AttentionGen.Generator.Emission;

/// <summary>One kernel's file: header, public face, and the file-local structs behind it.</summary>
internal static class KernelEmitter
{
    /// <summary>The namespace of the file-local types: their names need to be unique in their file only.</summary>
    public const string Namespace = "AttentionGen.Generated";

    /// <summary>The widths that are emitted, widest first; narrower machines run the runtime's fallbacks.</summary>
    public static readonly IReadOnlyList<VectorTarget> Targets = [VectorTarget.Vector512, VectorTarget.Vector256];

    /// <summary>The source of a kernel, and whether it has overloads over the tensors of System.Numerics.Tensors.</summary>
    public static string Emit(KernelSpec spec, bool tensors = false, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        KernelPlan[] plans = [.. Targets.Select(target => Plan(spec, target))];
        var writer = new SourceWriter();
        HeaderEmitter.Write(writer, spec, plans);
        FaceEmitter.Write(writer, spec, plans, tensors);
        writer.Write();
        using (writer.Open($"namespace {Namespace}"))
        {
            writer.Write("""
                using global::System.Runtime.CompilerServices;
                using global::System.Runtime.Intrinsics;

                """);
            ShapeEmitter.Write(writer, spec);
            foreach (KernelPlan plan in plans)
            {
                cancellation.ThrowIfCancellationRequested();
                writer.Write();
                TilesEmitter.Write(writer, plan);
            }
        }

        return writer.ToString();
    }

    // What a learned matrix makes of a query or a key feeds another sum, and must be closer to exact than a score: short sums.
    private static KernelPlan Plan(KernelSpec spec, VectorTarget target)
    {
        int groupHeads = spec.HasKeysOfItsOwn ? 1 : spec.Heads / spec.KeyValueHeads;
        KernelPlan plan = KernelPlanner.Plan(
            spec.Dim, spec.ValueDim, groupHeads, spec.HeadMajor ? 1 : spec.KeyValueHeads, target, spec.Unroll, spec.QueryLength, spec.KeyLength);
        bool isProjected = spec.HiddenDims.Count > 0 || spec.Score == "General";

        // Scores that something happens to before the softmax never take the operations on whole rows.
        bool changesScores = spec.Score is not ("Dot" or "ScaledDot") || spec.SoftCap != 0 || spec.Alibi;
        return plan with
        {
            HasShortSums = isProjected,
            WholeKeys = changesScores ? 0 : plan.WholeKeys,
            HiddenDim = spec.HiddenDims.Count == 0 ? 0 : spec.HiddenDims[0],
            HiddenLayers = spec.HiddenDims.Count,
            Activation = spec.HiddenDims.Count == 0 ? "" : spec.Activation,
            TilesOnly = spec.HasKeysOfItsOwn,
        };
    }
}
