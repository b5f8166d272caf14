using System.Linq;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Sinks against double precision, and rows that have nothing else.</summary>
public sealed class SinkTests
{
    public static TheoryData<string> Names => KernelCatalog.Names("Options");

    [Theory]
    [MemberData(nameof(Names))]
    public void SinksOfRowsThatSeeNothing(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (int m in new[] { 1, 21 })
        {
            float[] sinks = [.. Enumerable.Range(0, kernel.Heads).Select(static h => (h * 3f) - 4)];
            var call = new AttentionCase(kernel, m, 140) { Allowed = new PairTensor<bool>([false], 1, 1, 1, 1), Sinks = sinks };
            call.Check();
            AttentionResult result = call.Run();
            Assert.All(result.Output, static x => Assert.Equal(0, x));
            Assert.Equal(Enumerable.Range(0, kernel.Heads * m).Select(row => sinks[row / m]), result.LogSumExp);
        }
    }

    [Theory]
    [InlineData(float.NegativeInfinity)]
    [InlineData(float.MinValue)]
    [InlineData(-200)]
    [InlineData(0)]
    [InlineData(200)]
    [InlineData(float.MaxValue)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NaN)]
    public void Sinks(float sink)
    {
        foreach ((int m, int n) in new[] { (1, 5), (1, 400), (20, 300) })
        {
            new AttentionCase(KernelCatalog.Get("Options.Plain"), m, n) { Sinks = [sink, 1, sink, -1] }.Check();
        }
    }

    /// <summary>Rows without a visible key are zeros whatever the sink is, in all that belongs to keys.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void SinksThatAreNoNumbersOfRowsThatSeeNothing(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        foreach (float sink in new[] { float.NaN, float.PositiveInfinity })
        {
            foreach (int m in new[] { 1, 21 })
            {
                float[] sinks = [.. Enumerable.Range(0, kernel.Heads).Select(h => h == 0 ? sink : 1)];
                foreach (AttentionCase call in new[]
                {
                    new AttentionCase(kernel, m, 300) { Allowed = new PairTensor<bool>([false], 1, 1, 1, 1), Sinks = sinks },
                    new AttentionCase(kernel, m, 300) { Bias = new PairTensor<float>([float.NegativeInfinity], 1, 1, 1, 1), Sinks = sinks },
                    new AttentionCase(kernel, m, 300) { KeyLengths = [0], Sinks = sinks },
                })
                {
                    call.Check();
                    Assert.All(call.Output(), static x => Assert.Equal(0, x));
                }
            }
        }
    }

    /// <summary>A sink of -infinity is none, to the last bit.</summary>
    [Fact]
    public void NoSink()
    {
        float[] without = new AttentionCase(KernelCatalog.Get("Options.Plain"), 9, 200).Output();
        float[] with = new AttentionCase(KernelCatalog.Get("Options.Plain"), 9, 200) { Sinks = [.. Enumerable.Repeat(float.NegativeInfinity, 4)] }.Output();
        Assert.Equal(without, with);
    }
}
