using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Planning;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AttentionGen.Generator.Tests.Emission;

/// <summary>The costs that a file's header states are those of the code below it.</summary>
public sealed class HeaderTests
{
    public static TheoryData<int, int> Shapes
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (int dim in new[] { 1, 2, 7, 8, 9, 15, 16, 20, 31, 33, 64, 100, 128, 1000, 1024 })
            {
                data.Add(dim, dim);
                data.Add(dim, 1025 - dim);
                data.Add(dim, 24);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void ScoreTile(int dim, int valueDim)
    {
        string source = KernelEmitter.Emit(EmittedTiles.Spec(dim, valueDim));
        foreach (VectorTarget target in KernelEmitter.Targets)
        {
            ForStatementSyntax tile = EmittedTiles.Loop(EmittedTiles.Method(source, target, "Score"), static condition => condition == "t < tiles");
            Assert.Equal(Stated(source, target, "tile"), Counted(EmittedTiles.Calls(tile), 1));
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void WeightedSumTile(int dim, int valueDim)
    {
        string source = KernelEmitter.Emit(EmittedTiles.Spec(dim, valueDim));
        foreach (VectorTarget target in KernelEmitter.Targets)
        {
            MethodDeclarationSyntax method = EmittedTiles.Method(source, target, "WeightedSum");
            (int, int, int) stated = Stated(source, target, "key");
            Assert.Equal(stated, Counted(EmittedTiles.Calls(EmittedTiles.Loop(method, static condition => condition == "j < keys")), 1));

            Match unroll = Regex.Match(Section(source, target), @"(\d+) keys? unrolled");
            int keys = int.Parse(unroll.Groups[1].Value, CultureInfo.InvariantCulture);
            if (keys > 1)
            {
                ForStatementSyntax loop = EmittedTiles.Loop(method, condition => condition == $"j <= keys - {keys}");
                Assert.Equal(stated, Counted(EmittedTiles.Calls(loop), keys));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Groups(int dim, int valueDim)
    {
        foreach (int groupHeads in new[] { 1, 2, 3, 5, 8, 9 })
        {
            string source = KernelEmitter.Emit(EmittedTiles.Spec(dim, valueDim) with { Heads = groupHeads });
            foreach (VectorTarget target in KernelEmitter.Targets)
            {
                string section = Section(source, target);
                bool has = groupHeads <= 8 && System.Math.Min(dim, valueDim) >= target.Lanes;
                Assert.Equal(has, section.Contains($"group of {Literals.Count(groupHeads, "head")}  ", System.StringComparison.Ordinal));
                Assert.Equal(!has, section.Contains("//   group               none, as ", System.StringComparison.Ordinal));
                if (has)
                {
                    Match scores = Regex.Match(section, @"scores: (\d+) multiply-adds? and (\d+) vector loads? a key\.");
                    Dictionary<string, int> score = PerKey(EmittedTiles.Method(source, target, "ScoreGroup"));
                    Assert.Equal((Number(scores, 1), Number(scores, 2)), (score["MultiplyAddEstimate"], score["LoadUnsafe"]));

                    Match sums = Regex.Match(section, @"weighted sums: (\d+) multiply-adds?, (\d+) vector loads? and (\d+) broadcasts? a key\.");
                    Dictionary<string, int> sum = PerKey(EmittedTiles.Method(source, target, "WeightedSumGroup"));
                    Assert.Equal(
                        (Number(sums, 1), Number(sums, 2), Number(sums, 3)),
                        (sum["MultiplyAddEstimate"], sum["LoadUnsafe"], sum["Create"]));

                    Match tokens = Regex.Match(section, @"scores: (\d+) multiply-adds? a token; weighted sums: (\d+) multiply-adds? a token\.");
                    KernelPlan plan = KernelPlanner.Plan(dim, valueDim, groupHeads, rowHeads: 1, target);
                    foreach (KernelPlan form in plan.HasNeighbours ? [plan, TokenEmitter.OfNeighbours(plan)] : new[] { plan })
                    {
                        Assert.Equal((Number(tokens, 1), Number(tokens, 2)), (PerToken("ScoreTokens"), PerToken("WeightedSumTokens")));

                        int PerToken(string name) => EmittedTiles.Calls(EmittedTiles.Loop(
                            EmittedTiles.Method(source, target, TokenEmitter.Name(form, name)),
                            static condition => condition == "j < tokens"))["MultiplyAddEstimate"];
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("heads: 12, dim: 64, Score.ScaledDot")]
    [InlineData("heads: 1, dim: 1, Score.Dot")]
    [InlineData("heads: 8, dim: 16, Score.Dot, KeyValueHeads = 2, ValueDim = 3, Scale = -0.100000001f, Mask = AttentionMask.Causal, Layout = TensorLayout.HeadMajor")]
    [InlineData("heads: 2, dim: 16, Score.ScaledDot, Scale = 1.40129846E-45f")]
    [InlineData("heads: 2, dim: 16, Score.ScaledDot, SoftCap = 0.100000001f, WindowLeft = 0, WindowRight = 7, Alibi = true")]
    [InlineData("heads: 2, dim: 16, Score.Cosine, Scale = 2f")]
    [InlineData("heads: 2, dim: 16, Score.ScaledDot, Combine = HeadCombine.WeightedSum, QueryLength = 49, KeyLength = 50, Unroll = 4")]
    public void StatesTheAttribute(string arguments)
    {
        string text = Assert.Single(GeneratorRun.Of($"using AttentionGen; [AttentionKernel({arguments})] static partial class K;").Sources).Value;
        Assert.StartsWith($"// <auto-generated/>\n//\n// [AttentionKernel({arguments})]\n", text, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("heads: 2, dim: 16, Score.General")]
    [InlineData("heads: 2, dim: 16, Score.Additive")]
    [InlineData("heads: 2, dim: 16, Score.Additive, HiddenDim = 5")]
    [InlineData("heads: 2, dim: 16, Score.Mlp")]
    [InlineData("heads: 2, dim: 16, Score.Mlp, HiddenDims = new[] { 5, 6 }, Activation = Activation.Sigmoid")]
    [InlineData("heads: 2, dim: 16, Score.Location, KeyLength = 9")]
    public void StatesTheAttributeOfALearnedScore(string arguments)
    {
        string text = Assert.Single(GeneratorRun.Of($"using AttentionGen; [AttentionKernel({arguments})] partial class K;").Sources).Value;
        Assert.StartsWith($"// <auto-generated/>\n//\n// [AttentionKernel({arguments})]\n", text, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4, 16, KeyValueHeads = 4, ValueDim = 16, Scale = 0.25f, Mask = AttentionMask.None", "heads: 4, dim: 16, Score.ScaledDot")]
    [InlineData("dim: 16, heads: 4, Layout = TensorLayout.HeadMajor", "heads: 4, dim: 16, Score.ScaledDot, Layout = TensorLayout.HeadMajor")]
    public void StatesNoDefault(string given, string stated)
    {
        string text = Assert.Single(GeneratorRun.Of($"using AttentionGen; [AttentionKernel({given})] static partial class K;").Sources).Value;
        Assert.Contains($"// [AttentionKernel({stated})]\n", text, System.StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("WindowLeft = 3", "window: a query at position p sees the keys p - 3 to the last;")]
    [InlineData("WindowRight = 3", "window: a query at position p sees the keys 0 to p + 3;")]
    [InlineData("WindowLeft = 0, WindowRight = 0", "window: a query at position p sees key p only;")]
    [InlineData("WindowLeft = 0, WindowRight = 1", "window: a query at position p sees the keys p to p + 1;")]
    [InlineData("WindowLeft = 5, Mask = AttentionMask.Causal", "causal, window: a query at position p sees the keys p - 5 to p;")]
    [InlineData("WindowRight = 5, Mask = AttentionMask.Causal", "causal: a query at position p sees the keys 0 to p;")]
    [InlineData("Scale = 1, SoftCap = 3", "score(q, k) = 3 * tanh((q . k) / 3);")]
    [InlineData("Scale = 2, SoftCap = 3", "score(q, k) = 3 * tanh(2 * (q . k) / 3);")]
    [InlineData("Scale = 1, Alibi = true", "score(q, k) = q . k - slope(head) * |p - j| for query position p and key j;")]
    public void StatesScoreAndMask(string given, string stated)
    {
        string text = Assert.Single(GeneratorRun.Of($"using AttentionGen; [AttentionKernel(1, 16, {given})] static partial class K;").Sources).Value;
        Assert.Contains(stated, text, System.StringComparison.Ordinal);
    }

    [Fact]
    public void TellsWhatIsUnrolled()
    {
        Assert.Contains("; all 8 elements unrolled.", KernelEmitter.Emit(EmittedTiles.Spec(8, 8)), System.StringComparison.Ordinal);
        Assert.Contains("; 1 element unrolled.", KernelEmitter.Emit(EmittedTiles.Spec(1, 8)), System.StringComparison.Ordinal);
        Assert.Matches(@"; \d+ elements unrolled \(all 1024 would", KernelEmitter.Emit(EmittedTiles.Spec(1024, 8)));
    }

    [Fact]
    public void TellsWhatWasAskedToBeUnrolled()
    {
        Assert.Contains("; 3 elements of 64 unrolled, as asked.", KernelEmitter.Emit(EmittedTiles.Spec(64, 8) with { Unroll = 3 }), System.StringComparison.Ordinal);
        Assert.Matches(
            @"; \d+ elements unrolled \(the 1024 asked for would make a method that the JIT does not optimise\)\.",
            KernelEmitter.Emit(EmittedTiles.Spec(1024, 8) with { Unroll = 1024 }));
    }

    [Theory]
    [InlineData(49, 64, "49 queries and 64 keys", true)]
    [InlineData(0, 1, "as many queries as it is given and 1 key", true)]
    [InlineData(1, 0, "1 query and as many keys as it is given", false)]
    [InlineData(7, 5000, "7 queries and 5000 keys", false)]
    public void TellsTheLengths(int queries, int keys, string words, bool whole)
    {
        string source = KernelEmitter.Emit(EmittedTiles.Spec(16, 16) with { QueryLength = queries, KeyLength = keys });
        Assert.Contains($"// A call has {words} per batch item.\n", source, System.StringComparison.Ordinal);
        Assert.Equal(whole, source.Contains("; all keys are one block, for which the tiles have operations of their own.", System.StringComparison.Ordinal));
        Assert.Equal(whole, source.Contains("ScoreWhole", System.StringComparison.Ordinal));
        Assert.DoesNotContain("A call has", KernelEmitter.Emit(EmittedTiles.Spec(16, 16)), System.StringComparison.Ordinal);
    }

    [Fact]
    public void SaysThatHeadsAreAddedUp()
    {
        const string words = "// The output is the weighted sum of the heads.\n";
        Assert.Contains(words, KernelEmitter.Emit(EmittedTiles.Spec(8, 8) with { SumHeads = true }), System.StringComparison.Ordinal);
        Assert.DoesNotContain(words, KernelEmitter.Emit(EmittedTiles.Spec(8, 8)), System.StringComparison.Ordinal);
    }

    [Fact]
    public void TellsTheRegisters()
    {
        string source = KernelEmitter.Emit(EmittedTiles.Spec(64, 48));
        foreach (VectorTarget target in KernelEmitter.Targets)
        {
            KernelPlan plan = KernelPlanner.Plan(64, 48, 2, 1, target);
            Assert.Contains($"{plan.ScoreRegisters} of {target.Registers} registers", Section(source, target), System.StringComparison.Ordinal);
            Assert.Contains($"{plan.WeightedSumRegisters} of {target.Registers} registers", Section(source, target), System.StringComparison.Ordinal);
        }
    }

    private static (int Products, int Loads, int Broadcasts) Stated(string source, VectorTarget target, string per)
    {
        Match match = Regex.Match(Section(source, target), $@"(\d+) multiply-adds?, (\d+) vector loads? and (\d+) broadcasts? a {per}\.");
        Assert.True(match.Success);
        int[] numbers = [.. match.Groups.Values.Skip(1).Select(static group => int.Parse(group.Value, CultureInfo.InvariantCulture))];
        return (numbers[0], numbers[1], numbers[2]);
    }

    private static (int Products, int Loads, int Broadcasts) Counted(Dictionary<string, int> calls, int times)
    {
        (int products, int loads, int broadcasts) = (calls["MultiplyAddEstimate"], calls["LoadUnsafe"], calls["Create"]);
        Assert.Equal(0, (products % times) + (loads % times) + (broadcasts % times));
        return (products / times, loads / times, broadcasts / times);
    }

    // What the loops over single keys do for one key, in all their passes over a row.
    private static Dictionary<string, int> PerKey(MethodDeclarationSyntax method)
    {
        var calls = new Dictionary<string, int>();
        foreach (ForStatementSyntax keys in method.DescendantNodes().OfType<ForStatementSyntax>().Where(static loop => $"{loop.Condition}" == "j < count"))
        {
            int passes = keys.Ancestors().OfType<ForStatementSyntax>().Aggregate(1, static (all, outer) => all * EmittedTiles.Passes(outer));
            foreach ((string name, int count) in EmittedTiles.Calls(keys))
            {
                calls[name] = calls.GetValueOrDefault(name) + (passes * count);
            }
        }

        return calls;
    }

    private static int Number(Match match, int group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    // The header's lines on one width.
    private static string Section(string source, VectorTarget target) =>
        source[source.IndexOf($"// {target.Name}, {target.Lanes} lanes:", System.StringComparison.Ordinal)..].Split("\n//\n")[0];
}
