using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Tests.Kernels.Properties;

namespace AttentionGen.Tests.Properties;

/// <summary>The kernels that properties are held to: every score, each option, both layouts, wide and narrow heads.</summary>
internal static class PropertyKernels
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Kernel> All =
    [
        .. KernelCatalog.All("Options"),
        .. new[] { "D01E07", "D05E35", "D12E02", "D16E30", "D29E39", "D40E34" }.Select(static name => KernelCatalog.Get($"Small.{name}")),
        .. LearnedKernels.Kernels,
    ];

    /// <summary>Those whose score of a key does not depend on where the key lies, but for what it hides.</summary>
    public static readonly IReadOnlyList<Kernel> WithoutPlaces =
        [.. All.Where(static kernel => !kernel.Declaration.Alibi && kernel.Declaration.Score != Score.Location)];

    /// <summary>Those whose output is one for each head: only there does an output belong to one set of weights.</summary>
    public static readonly IReadOnlyList<Kernel> Concatenated = [.. All.Where(static kernel => kernel.Declaration.Combine == HeadCombine.Concat)];

    /// <summary>Of those, the ones that take any number of keys.</summary>
    public static readonly IReadOnlyList<Kernel> OfAnyLength = [.. Concatenated.Where(static kernel => kernel.Declaration.KeyLength == 0)];

    /// <summary>Every score, option and layout, each kernel with those that compute the same on other paths.</summary>
    public static IReadOnlyList<(Kernel Kernel, IReadOnlyList<Kernel> Others)> Paths() =>
    [
        .. Named("Options", "CausalWindow", "LeftWindow", "Capped", "Alibi", "All"),
        .. Named("Small", "D01E07", "D05E35", "D12E02", "D16E30", "D29E39"),
        .. Named("Learned", "CosineGrouped", "GeneralHeadMajor", "AdditiveGrouped", "MlpRelu", "MlpDeep", "LocationGrouped"),
    ];

    /// <summary>Grouped heads, and the same with keys and values for every head.</summary>
    public static readonly IReadOnlyList<(Kernel Grouped, Kernel Ungrouped)> Groups =
    [
        (Kernel.Of<DotGrouped>(), Kernel.Of<DotUngrouped>()),
        (Kernel.Of<CappedGrouped>(), Kernel.Of<CappedUngrouped>()),
        (Kernel.Of<CosineGrouped>(), Kernel.Of<CosineUngrouped>()),
        (
            General<GeneralGrouped>(GeneralGrouped.Info, static weight => new GeneralGrouped(weight).Forward),
            General<GeneralUngrouped>(GeneralUngrouped.Info, static weight => new GeneralUngrouped(weight).Forward)),
        (
            Additive<AdditiveGrouped>(AdditiveGrouped.Info, static p => new AdditiveGrouped(p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight).Forward),
            Additive<AdditiveUngrouped>(
                AdditiveUngrouped.Info, static p => new AdditiveUngrouped(p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight).Forward)),
    ];

    /// <summary>A kernel and the same one for the other layout.</summary>
    public static readonly IReadOnlyList<(Kernel Kernel, Kernel Transposed)> Layouts =
    [
        (Groups[0].Grouped, Kernel.Of<DotTransposed>()),
        (Groups[1].Grouped, Kernel.Of<CappedTransposed>()),
        (Groups[2].Grouped, Kernel.Of<CosineTransposed>()),
        (Groups[3].Grouped, General<GeneralTransposed>(GeneralTransposed.Info, static weight => new GeneralTransposed(weight).Forward)),
        (
            Groups[4].Grouped,
            Additive<AdditiveTransposed>(
                AdditiveTransposed.Info, static p => new AdditiveTransposed(p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight).Forward)),
    ];

    /// <summary>A kernel with windows, and the same one without.</summary>
    public static readonly IReadOnlyList<(Kernel Window, Kernel Without)> Windows =
    [
        (Kernel.Of<DotWindow>(), Groups[0].Grouped),
        (Kernel.Of<CappedWindow>(), Groups[1].Grouped),
        (General<GeneralWindow>(GeneralWindow.Info, static weight => new GeneralWindow(weight).Forward), Groups[3].Grouped),
        (KernelCatalog.Get("Options.Windows"), KernelCatalog.Get("Options.Plain")),
    ];

    private static IEnumerable<(Kernel Kernel, IReadOnlyList<Kernel> Others)> Named(string group, params string[] names) =>
        from name in names
        let kernel = All.Single(each => each.Name == name)
        select (kernel, KernelPaths.Others(kernel, typeof(PropertyKernels).Assembly, $"AttentionGen.Tests.Kernels.{group}.{name}"));

    // The parameters have the same shape in all forms of a kernel, so one seed makes them equal.
    private static Kernel General<TKernel>(AttentionKernelInfo info, Func<float[], KernelForward> create) =>
        LearnedKernels.Make<TKernel>(new Random(1), info, parameters => create(parameters.Weight));

    private static Kernel Additive<TKernel>(AttentionKernelInfo info, Func<KernelParameters, KernelForward> create) =>
        LearnedKernels.Make<TKernel>(new Random(1), info, create);
}
