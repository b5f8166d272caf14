using System;
using System.Collections.Generic;
using System.Linq;
using CsCheck;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Tests.Robustness;

/// <summary>
/// Calls with anything done to them: a wrong one throws, names the parameter and writes nothing; any other one gives what the reference does
/// and writes nothing else.
/// </summary>
public sealed class RandomOptionTests(ITestOutputHelper log)
{
    private const int Calls = 2000;

    public static readonly IReadOnlyList<Kernel> Kernels =
        [.. KernelCatalog.All("Options"), .. KernelCatalog.All("Summed").Where(static kernel => kernel.Heads <= 16), .. LearnedKernels.Kernels];

    [Fact]
    public void ThrowOrGiveWhatTheReferenceDoes()
    {
        IReadOnlyList<RandomCase<int>> cases = RandomCases.Of(Gen.Int[0, int.MaxValue], Calls);
        log.WriteLine($"{cases.Count} calls, the first of them {cases[0]}");
        int thrown = 0;
        foreach (RandomCase<int> each in cases)
        {
            try
            {
                thrown += Throws(each.Value) ? 1 : 0;
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"{each}", exception);
            }
        }

        log.WriteLine($"{thrown} of them throw");
        Assert.True(cases.Count < Calls || (thrown > cases.Count / 4 && thrown < cases.Count * 3 / 4), $"{thrown} of {cases.Count} throw");
    }

    private static bool Throws(int seed)
    {
        var random = new Random(seed);
        Kernel kernel = Kernels[random.Next(Kernels.Count)];
        var call = new CallMemory(RandomCall.Make(kernel, random.Next()), weights: random.Next(2) == 0, logSumExp: random.Next(2) == 0);

        // One thing wrong, so that it is known what is to be named; several that are fine.
        string[] wrong = [];
        string tried = "";
        for (int attempt = random.Next(5); attempt > 0 && wrong.Length == 0; attempt--)
        {
            int which = random.Next(Mischief.All.Count);
            tried += $" {which}";
            if (Mischief.All[which](call, random) is not { } named)
            {
                return false;
            }

            wrong = named;
        }

        ArgumentException? thrown = call.Run();
        Assert.True((thrown is not null) == (wrong.Length > 0), $"{kernel}, mischief{tried}: {thrown?.Message ?? "no exception"}");
        if (thrown is not null)
        {
            Assert.Contains(thrown.ParamName, wrong);
            Assert.True(thrown.ParamName != "options" || thrown.Message.Contains("AttentionOptions.", StringComparison.Ordinal), thrown.Message);
        }

        return thrown is not null;
    }
}
