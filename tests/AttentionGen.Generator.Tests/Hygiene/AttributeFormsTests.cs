using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Generator.Tests.Hygiene;

/// <summary>The many ways to write the same attribute.</summary>
public sealed class AttributeFormsTests
{
    // The plain form of what every case below says in other words.
    private static readonly string Expected =
        Generate("[AttentionGen.AttentionKernel(4, 8, AttentionGen.Score.Dot, KeyValueHeads = 2, Mask = AttentionGen.AttentionMask.Causal)]");

    [Theory]
    [InlineData("[AttentionGen.AttentionKernelAttribute(4, 8, AttentionGen.Score.Dot, KeyValueHeads = 2, Mask = AttentionGen.AttentionMask.Causal)]")]
    [InlineData("[global::AttentionGen.AttentionKernel(4, 8, AttentionGen.Score.Dot, KeyValueHeads = 2, Mask = AttentionGen.AttentionMask.Causal)]")]
    [InlineData("[type: AttentionGen.AttentionKernel(4, 8, AttentionGen.Score.Dot, KeyValueHeads = 2, Mask = AttentionGen.AttentionMask.Causal)]")]
    [InlineData("[Short(4, 8, AttentionGen.Score.Dot, KeyValueHeads = 2, Mask = AttentionGen.AttentionMask.Causal)]")]
    [InlineData("[WithSuffix(4, 8, AttentionGen.Score.Dot, KeyValueHeads = 2, Mask = AttentionGen.AttentionMask.Causal)]")]
    [InlineData("[GlobalAlias(4, 8, AttentionGen.Score.Dot, KeyValueHeads = 2, Mask = AttentionGen.AttentionMask.Causal)]")]
    [InlineData("[AG::AttentionKernel(4, 8, AG::Score.Dot, KeyValueHeads = 2, Mask = AG::AttentionMask.Causal)]")]
    [InlineData("[A.AttentionKernel(score: A.Score.Dot, dim: 8, heads: 4, Mask = A.AttentionMask.Causal, KeyValueHeads = 2)]")]
    [InlineData("[A.AttentionKernel(4, score: A.Score.Dot, dim: 8, Mask = A.AttentionMask.Causal, KeyValueHeads = 2, Layout = A.TensorLayout.TokenMajor)]")]
    [InlineData("[A.AttentionKernel(heads: 4, 8, A.Score.Dot, Mask = A.AttentionMask.Causal, KeyValueHeads = 2, ValueDim = 8, Scale = 1)]")]
    [InlineData("[A.AttentionKernel(4, 8, (A.Score)1, KeyValueHeads = 2, Mask = (A.AttentionMask)1)]")]
    [InlineData("[A.AttentionKernel(4, 2 * 4, A.Score.Dot, Scale = 4f - 3, KeyValueHeads = 1 << 1, Mask = A.AttentionMask.Causal)]")]
    [InlineData("[A.AttentionKernel(Settings.Heads, Settings.Heads * 2, Settings.Kind, KeyValueHeads = Settings.Heads / 2, Mask = Settings.Mask)]")]
    [InlineData("[A.AttentionKernel((byte)4, '\\u0008', A.Score.Dot, KeyValueHeads = sizeof(short), Mask = A.AttentionMask.Causal)]")]
    [InlineData("[System.ComponentModel.Browsable(false), A.AttentionKernel(@heads: 4, @dim: 8, A.Score.Dot, @KeyValueHeads = 2, Mask = A.AttentionMask.Causal)]")]
    [InlineData("[A.AttentionKernel(4, 8, A.Score.Dot, Mask = A.AttentionMask.Causal, K\\u0065yValueHeads = 2)]")]
    public void SameKernel(string attribute) => Assert.Equal(Expected, Generate(attribute));

    [Theory]
    [InlineData("3, 16", "3, 16, A.Score.ScaledDot, KeyValueHeads = 3, ValueDim = 16, Scale = 0.25f")]
    [InlineData("3, 16, A.Score.Additive", "3, 16, A.Score.Additive, HiddenDim = 16, KeyLength = 0, Scale = 1")]
    [InlineData("3, 16, A.Score.Mlp", "3, 16, A.Score.Mlp, HiddenDims = new[] { 16 }, Activation = A.Activation.Tanh")]
    [InlineData("3, 16, A.Score.Mlp", "3, 16, A.Score.Mlp, HiddenDims = [K.Four * 4], Activation = default")]
    public void DefaultsSpelledOut(string attribute, string spelledOut) => Assert.Equal(
        Generate($"[A.AttentionKernel({attribute})]"),
        Generate($"[A.AttentionKernel({spelledOut}, Mask = A.AttentionMask.None, Layout = A.TensorLayout.TokenMajor, SoftCap = 0, WindowLeft = -1, WindowRight = -1, Alibi = false, Combine = A.HeadCombine.Concat, QueryLength = 0, Unroll = 0)]"));

    // Everything but the line that states the attribute.
    [Fact]
    public void TwoScoresOfOneScale()
    {
        string scaled = Generate("[A.AttentionKernel(4, 8, Scale = 1, KeyValueHeads = 2, Mask = A.AttentionMask.Causal)]");
        Assert.Contains("(heads: 4, dim: 8, Score.ScaledDot, KeyValueHeads = 2, Scale = 1f, Mask", scaled, System.StringComparison.Ordinal);
        Assert.Equal(Expected, scaled.Replace("Score.ScaledDot", "Score.Dot").Replace("Scale = 1f, ", ""));
    }

    [Theory]
    [InlineData("namespace Mine { class AttentionKernelAttribute(int heads, int dim) : System.Attribute { public int Sum => heads + dim; } [AttentionKernel(1, 2)] partial class K; }")]
    [InlineData("[System.Obsolete] partial class K;")]
    [InlineData("class AttentionGen { class AttentionKernelAttribute : System.Attribute; [AttentionKernel] partial class K; }")]
    public void OtherAttributesAreLeftAlone(string source) => Assert.Empty(GeneratorRun.Of(source).Sources);

    private static string Generate(string attribute)
    {
        GeneratorRun run = Run(attribute);
        Assert.Empty(run.Output.GetDeclarationDiagnostics());
        return run.Sources.Values.Single();
    }

    private static GeneratorRun Run(string attribute) => GeneratorRun.Of(
        $$"""
        using AG = AttentionGen;
        using A = AttentionGen;
        using Short = AttentionGen.AttentionKernelAttribute;
        using WithSuffixAttribute = AttentionGen.AttentionKernelAttribute;

        {{attribute}}
        public partial class K
        {
            public const int Four = 4;
        }

        static class Settings
        {
            public const int Heads = K.Four;
            public const AG.Score Kind = AG.Score.Dot;
            public const AG.AttentionMask Mask = AG.AttentionMask.Causal;
        }
        """,
        "global using GlobalAlias = AttentionGen.AttentionKernelAttribute;");
}
