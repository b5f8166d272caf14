using System;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Weights and log-sum-exp, beyond what every comparison with the reference already checks, and outputs longer than needed.</summary>
public sealed class ExtraOutputTests
{
    public static TheoryData<string> Kernels => MaskTests.Kernels;

    [Theory]
    [MemberData(nameof(Kernels))]
    public void WeightsOfARowSumToOneAndHiddenOnesAreZero(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        const int m = 14, n = 150, length = 131, offset = 120;
        AttentionResult result = new AttentionCase(kernel, m, n) { KeyLengths = [length], QueryOffsets = [offset] }.Run();
        for (int row = 0; row < kernel.Heads * m; row++)
        {
            int visible = kernel.Causal ? int.Min(length, (row % m) + offset + 1) : length;
            ReadOnlySpan<float> weights = result.Weights.AsSpan(row * n, n);
            double sum = 0;
            for (int j = 0; j < n; j++)
            {
                Assert.Equal(j < visible, weights[j] > 0);
                Assert.True(weights[j] >= 0);
                sum += weights[j];
            }

            Assert.Equal(1, sum, 2e-6);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AskingForThemDoesNotChangeTheOutput(string name)
    {
        var call = new AttentionCase(KernelCatalog.Get(name), 14, 150, batch: 2) { KeyLengths = [131, 70], QueryOffsets = [120] };
        Assert.Equal(call.Output(), call.Run().Output);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void EachMayBeAskedForAlone(string name)
    {
        var call = new AttentionCase(KernelCatalog.Get(name), 5, 70, batch: 2);
        AttentionResult all = call.Run();
        var output = new float[call.OutputLength];
        var weights = new float[all.Weights.Length];
        var logSumExp = new float[all.LogSumExp.Length];
        call.Kernel.Forward(call.Queries, call.Keys, call.Values, output, new AttentionOptions { Batch = 2, Weights = weights });
        call.Kernel.Forward(call.Queries, call.Keys, call.Values, output, new AttentionOptions { Batch = 2, LogSumExp = logSumExp });
        Assert.Equal(all.Weights, weights);
        Assert.Equal(all.LogSumExp, logSumExp);
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void WhatLiesPastTheEndIsLeftAlone(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        for (int m = 1; m <= 14; m++)
        {
            var call = new AttentionCase(kernel, m, 21);
            AttentionResult exact = call.Run();
            float[] output = Longer(exact.Output), weights = Longer(exact.Weights), logSumExp = Longer(exact.LogSumExp);
            kernel.Forward(call.Queries, call.Keys, call.Values, output, new AttentionOptions { Weights = weights, LogSumExp = logSumExp });
            AssertTail(exact.Output, output);
            AssertTail(exact.Weights, weights);
            AssertTail(exact.LogSumExp, logSumExp);
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void BothOverloadsAgree(string name)
    {
        var call = new AttentionCase(KernelCatalog.Get(name), 14, 100);
        var output = new float[call.OutputLength];
        call.Kernel.Forward(call.Queries, call.Keys, call.Values, output);
        Assert.Equal(call.Output(), output);
    }

    private static float[] Longer(float[] exact)
    {
        var longer = new float[exact.Length + 40];
        longer.AsSpan().Fill(-77);
        return longer;
    }

    private static void AssertTail(float[] exact, float[] longer)
    {
        Assert.Equal(exact, longer[..exact.Length]);
        Assert.All(longer[exact.Length..], static x => Assert.Equal(-77, x));
    }
}
