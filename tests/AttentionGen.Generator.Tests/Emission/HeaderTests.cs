using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Planning;
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
            ForStatementSyntax panel = (ForStatementSyntax)EmittedTiles.Method(source, target, "Score").Body!.Statements.First(static each => each is ForStatementSyntax);
            Assert.Equal(Stated(source, target, "tile"), Counted(EmittedTiles.Calls(panel), 1));
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

    [Fact]
    public void TellsWhatIsUnrolled()
    {
        Assert.Contains("; all 8 elements unrolled.", KernelEmitter.Emit(EmittedTiles.Spec(8, 8)), System.StringComparison.Ordinal);
        Assert.Matches(@"; \d+ elements unrolled \(all 1024 would", KernelEmitter.Emit(EmittedTiles.Spec(1024, 8)));
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

    // The header's lines on one width.
    private static string Section(string source, VectorTarget target) =>
        source[source.IndexOf($"// {target.Name}, {target.Lanes} lanes:", System.StringComparison.Ordinal)..].Split("\n//\n")[0];
}
