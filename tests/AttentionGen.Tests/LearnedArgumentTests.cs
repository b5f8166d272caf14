using System;
using AttentionGen.Tests.Kernels.Learned;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Parameters that do not fit a kernel, kernels without their parameters, and lengths that are declared.</summary>
public sealed class LearnedArgumentTests
{
    // Lengths of the kernels' parameters; their declarations say why.
    private const int General = 4 * 24 * 24, Additive = 4 * 13 * 10, Hidden = 4 * 13, Mlp = 2 * ((20 * 25) + 21), Location = 4 * 37 * 10, Positions = 4 * 37;

    [Theory]
    [InlineData(0)]
    [InlineData(General - 1)]
    [InlineData(General + 1)]
    [InlineData(24 * 24)]
    public void GeneralWeight(int length) =>
        Throws("weight", length, "[H, D, D] = [4, 24, 24]", General, () => new GeneralGrouped(new float[length]));

    [Theory]
    [InlineData(0)]
    [InlineData(Additive - 1)]
    [InlineData(Additive + 1)]
    public void AdditiveMatrices(int length)
    {
        Throws("queryWeight", length, "[H, A, D] = [4, 13, 10]", Additive, () => Make(length, Additive, Hidden, Hidden));
        Throws("keyWeight", length, "[H, A, D] = [4, 13, 10]", Additive, () => Make(Additive, length, Hidden, Hidden));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(13)]
    [InlineData(Hidden + 1)]
    public void AdditiveVectors(int length)
    {
        Throws("bias", length, "[H, A] = [4, 13]", Hidden, () => Make(Additive, Additive, length, Hidden));
        Throws("scoreWeight", length, "[H, A] = [4, 13]", Hidden, () => Make(Additive, Additive, Hidden, length));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Mlp - 2)]
    [InlineData(Mlp + 1)]
    public void MlpWeights(int length) => Throws("weights", length, "24 to 20 to 1", Mlp, () => new MlpRelu(new float[length]));

    [Theory]
    [InlineData(0)]
    [InlineData(Location - 10)]
    [InlineData(Location + 1)]
    public void LocationWeight(int length) =>
        Throws("weight", length, "[H, KeyLength, D] = [4, 37, 10]", Location, () => new LocationGrouped(new float[length], new float[Positions]));

    [Theory]
    [InlineData(0)]
    [InlineData(Positions - 1)]
    [InlineData(37)]
    public void LocationBias(int length) =>
        Throws("bias", length, "[H, KeyLength] = [4, 37]", Positions, () => new LocationGrouped(new float[Location], new float[length]));

    /// <summary>The first parameter that is wrong is the one that is named.</summary>
    [Fact]
    public void NothingFits() => Assert.Throws<ArgumentException>("queryWeight", () => Make(1, 1, 1, 1));

    /// <summary>A struct may come into being without its constructor; what it would compute is nobody's guess.</summary>
    [Fact]
    public void StructWithoutParameters()
    {
        float[] output = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];
        foreach (int n in new[] { 0, 4 })
        {
            float[] keys = new float[n * 21];
            string message = Assert.Throws<InvalidOperationException>(() => default(GeneralHeadMajor).Forward(new float[21], keys, keys, output)).Message;
            Assert.Contains("Score.General", message, StringComparison.Ordinal);
            Assert.Contains("constructor", message, StringComparison.Ordinal);
            Assert.Throws<InvalidOperationException>(() => default(GeneralHeadMajor).Forward(new float[21], keys, keys, output, default));
        }

        Assert.All(output, static x => Assert.Equal(1, x));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(36)]
    [InlineData(38)]
    [InlineData(74)]
    public void ValuesOfAnotherKeyLength(int n)
    {
        var kernel = new LocationGrouped(new float[Location], new float[Positions]);
        float[] output = new float[36];
        ArgumentException error = Assert.Throws<ArgumentException>("values", () => kernel.Forward(new float[40], new float[n * 18], output));
        Assert.Contains($"{n} values", error.Message, StringComparison.Ordinal);
        Assert.Contains("KeyLength = 37", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>("values", () => kernel.Forward(new float[40], new float[n * 18], output, new AttentionOptions { Weights = new float[4 * 74] }));
        Assert.All(output, static x => Assert.Equal(0, x));
    }

    /// <summary>Items of a batch have as many keys each; fewer are a matter of <c>KeyLengths</c>.</summary>
    [Fact]
    public void KeyLengthIsOfOneItem()
    {
        var kernel = new LocationGrouped(new float[Location], new float[Positions]);
        float[] output = new float[72];
        kernel.Forward(new float[80], new float[2 * 37 * 18], output, new AttentionOptions { Batch = 2, KeyLengths = (int[])[3, 37] });
        Assert.Throws<ArgumentException>("values", () => kernel.Forward(new float[80], new float[37 * 18 * 2], output, default));
    }

    private static AdditiveGrouped Make(int queryWeight, int keyWeight, int bias, int scoreWeight) =>
        new(new float[queryWeight], new float[keyWeight], new float[bias], new float[scoreWeight]);

    private static void Throws(string parameter, int given, string shape, int expected, Func<object> make)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(parameter, make);
        Assert.Contains(parameter, error.Message, StringComparison.Ordinal);
        Assert.Contains($"{given} elements", error.Message, StringComparison.Ordinal);
        Assert.Contains(shape, error.Message, StringComparison.Ordinal);
        Assert.Contains($"{expected}.", error.Message, StringComparison.Ordinal);
    }
}
