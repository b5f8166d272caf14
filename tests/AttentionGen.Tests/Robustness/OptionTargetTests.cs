using System;
using System.Collections.Generic;
using System.Linq;
using Xunit;
using Xunit.Sdk;

namespace AttentionGen.Tests.Robustness;

/// <summary>The fuzzer's target without a fuzzer.</summary>
public sealed class OptionTargetTests
{
    private static readonly IReadOnlyList<Kernel> Kernels = RandomOptionTests.Kernels;

    private static IEnumerable<byte[]> Inputs => OptionTarget.Seeds(Kernels.Count).Concat(Enumerable.Range(0, 200 * RandomCases.Times).Select(static seed =>
    {
        var random = new Random(seed);
        byte[] bytes = new byte[random.Next(40)];
        random.NextBytes(bytes);
        return bytes;
    }));

    [Fact]
    public void HoldsForItsSeedsAndForAnyBytes()
    {
        bool[] thrown = [.. Inputs.Select(static bytes => OptionTarget.Run(bytes, Kernels))];
        Assert.InRange(thrown.Count(static each => each), thrown.Length / 10, thrown.Length * 9 / 10);
    }

    public static TheoryData<string> Faults =>
    [
        "an output that is wrong", "a log-sum-exp that is wrong", "an error that is lost", "an error that nobody made", "a name that is wrong", "written before it throws",
    ];

    /// <summary>What it is there for.</summary>
    [Theory]
    [MemberData(nameof(Faults))]
    public void FailsWhere(string fault)
    {
        Kernel right = Kernels[0];
        Kernel wrong = Kernel.Of(right.Name, right.Declaration, right.Info, right.Parameters, (queries, keys, values, output, in options) =>
        {
            try
            {
                right.Forward(queries, keys, values, output, options);
                if (fault == "an output that is wrong" && output.Length > 0)
                {
                    output[^1] += 1e-4f;
                }
                else if (fault == "a log-sum-exp that is wrong" && options.LogSumExp.Length > 0)
                {
                    options.LogSumExp[0] += 1e-3f;
                }
                else if (fault == "an error that nobody made")
                {
                    throw new ArgumentException("AttentionOptions.Bias", nameof(options));
                }
            }
            catch (ArgumentException) when (fault == "an error that is lost")
            {
            }
            catch (ArgumentException exception) when (fault == "a name that is wrong")
            {
                throw new ArgumentException(exception.Message, "parameters");
            }
            catch (ArgumentException) when (fault == "written before it throws" && output.Length > 0)
            {
                output[0] = 0;
                throw;
            }
        });
        Assert.Contains(Inputs, bytes =>
        {
            try
            {
                OptionTarget.Run(bytes, [wrong]);
                return false;
            }
            catch (Exception exception) when (exception is XunitException or ArgumentException)
            {
                return true;
            }
        });
    }
}
