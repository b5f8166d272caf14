using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using AttentionGen.Tests.Kernels.Learned;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>The kernels whose score is not a plain dot product, those that learn something with parameters uniform in [-1, 1].</summary>
internal static class LearnedKernels
{
    private static readonly Dictionary<string, Func<Random, Kernel>> All = new()
    {
        [nameof(CosineGrouped)] = static _ => Kernel.Of<CosineGrouped>(),
        [nameof(CosineHeadMajor)] = static _ => Kernel.Of<CosineHeadMajor>(),
        [nameof(CosineWide)] = static _ => Kernel.Of<CosineWide>(),
        [nameof(CosineWindow)] = static _ => Kernel.Of<CosineWindow>(),
        [nameof(CosineCapped)] = static _ => Kernel.Of<CosineCapped>(),
        [nameof(GeneralGrouped)] = static random => Make<GeneralGrouped>(
            random, GeneralGrouped.Info, static p => new GeneralGrouped(p.Weight).Forward),
        [nameof(GeneralHeadMajor)] = static random => Make<GeneralHeadMajor>(
            random, GeneralHeadMajor.Info, static p => new GeneralHeadMajor(p.Weight).Forward),
        [nameof(GeneralWide)] = static random => Make<GeneralWide>(random, GeneralWide.Info, static p => new GeneralWide(p.Weight).Forward),
        [nameof(AdditiveSingle)] = static random => Make<AdditiveSingle>(
            random, AdditiveSingle.Info, static p => new AdditiveSingle(p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight).Forward),
        [nameof(AdditiveGrouped)] = static random => Make<AdditiveGrouped>(
            random, AdditiveGrouped.Info, static p => new AdditiveGrouped(p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight).Forward),
        [nameof(AdditiveWide)] = static random => Make<AdditiveWide>(
            random, AdditiveWide.Info, static p => new AdditiveWide(p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight).Forward),
        [nameof(AdditiveWindow)] = static random => Make<AdditiveWindow>(
            random, AdditiveWindow.Info, static p => new AdditiveWindow(p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight).Forward),
        [nameof(MlpRelu)] = static random => Make<MlpRelu>(random, MlpRelu.Info, static p => new MlpRelu(p.Weights).Forward),
        [nameof(MlpDeep)] = static random => Make<MlpDeep>(random, MlpDeep.Info, static p => new MlpDeep(p.Weights).Forward),
        [nameof(MlpSigmoid)] = static random => Make<MlpSigmoid>(random, MlpSigmoid.Info, static p => new MlpSigmoid(p.Weights).Forward),
        [nameof(LocationGrouped)] = static random => Make<LocationGrouped>(
            random, LocationGrouped.Info, static p =>
            {
                var kernel = new LocationGrouped(p.Weight, p.Bias);
                return (q, _, v, o, in options) => kernel.Forward(q, v, o, options);
            }),
        [nameof(LocationLong)] = static random => Make<LocationLong>(
            random, LocationLong.Info, static p =>
            {
                var kernel = new LocationLong(p.Weight, p.Bias);
                return (q, _, v, o, in options) => kernel.Forward(q, v, o, options);
            }),
        [nameof(GeneralUnrolled)] = static random => Make<GeneralUnrolled>(
            random, GeneralUnrolled.Info, static p => new GeneralUnrolled(p.Weight).Forward),
        [nameof(GeneralSummed)] = static random => Make<GeneralSummed>(random, GeneralSummed.Info, static p => new GeneralSummed(p.Weight).Forward),
        [nameof(AdditiveFixedSummed)] = static random => Make<AdditiveFixedSummed>(
            random, AdditiveFixedSummed.Info, static p => new AdditiveFixedSummed(p.QueryWeight, p.KeyWeight, p.Bias, p.ScoreWeight).Forward),
        [nameof(MlpSummed)] = static random => Make<MlpSummed>(random, MlpSummed.Info, static p => new MlpSummed(p.Weights).Forward),
        [nameof(LocationSummed)] = static random => Make<LocationSummed>(
            random, LocationSummed.Info, static p =>
            {
                var kernel = new LocationSummed(p.Weight, p.Bias);
                return (q, _, v, o, in options) => kernel.Forward(q, v, o, options);
            }),
    };

    public static TheoryData<string> Names => [.. All.Keys];

    public static IEnumerable<Kernel> Kernels => All.Keys.Select(name => Get(name));

    public static Kernel Get(string name, int seed = 1) => All[name](new Random(seed));

    /// <summary>The key length of a kernel that has one, otherwise the given one.</summary>
    public static int KeyLength(Kernel kernel, int length) =>
        kernel.Declaration.KeyLength > 0 ? kernel.Declaration.KeyLength : length;

    /// <summary>A kernel with random parameters.</summary>
    public static Kernel Make<TKernel>(Random random, AttentionKernelInfo info, Func<KernelParameters, KernelForward> create)
    {
        AttentionKernelAttribute declaration = typeof(TKernel).GetCustomAttribute<AttentionKernelAttribute>()!;
        var parameters = KernelParameters.Uniform(declaration, random);
        return Kernel.Of(typeof(TKernel).Name, declaration, info, parameters, create(parameters));
    }
}
