using System;
using System.Linq;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Model;
using Xunit;

namespace AttentionGen.Generator.Tests.Emission;

/// <summary>Names of files: safe, short, and one for each kernel.</summary>
public sealed class HintNamesTests
{
    [Theory]
    [InlineData("Kernel", "Kernel.g.cs")]
    [InlineData("Models.Outer`1.Kernel`2", "Models.Outer_1.Kernel_2.g.cs")]
    [InlineData("Größe_1", "Gr__e_1.g.cs")]
    public void Plain(string name, string expected) => Assert.Equal(expected, HintNames.Unique(name, default));

    [Theory]
    [InlineData("K", "k")]
    [InlineData("K`1", "K_1")]
    [InlineData("N.Ä", "N.Ö")]
    public void Clashing(string first, string second)
    {
        EquatableArray<string> clashes = HintNames.Clashes(["Other", second, first, "Another"]);
        Assert.Equal(new[] { first, second }.Order(StringComparer.Ordinal), clashes);
        Assert.NotEqual(HintNames.Unique(first, clashes), HintNames.Unique(second, clashes), StringComparer.OrdinalIgnoreCase);
        Assert.Equal("Other.g.cs", HintNames.Unique("Other", clashes));
    }

    [Fact]
    public void ClashesDoNotDependOnOrder() => Assert.Equal(HintNames.Clashes(["a", "B", "A", "b"]), HintNames.Clashes(["b", "A", "a", "B"]));

    [Fact]
    public void TheHashIsTheSameInEveryProcess() => Assert.Equal("K-ce0c068a.g.cs", HintNames.Unique("K", HintNames.Clashes(["K", "k"])));

    [Fact]
    public void LongNamesAreCutButDiffer()
    {
        string[] names = [new string('x', 121), new string('x', 122), new string('x', 121) + "y"];
        string[] files = [.. names.Select(static name => HintNames.Unique(name, default))];
        Assert.Equal(3, files.Distinct().Count());
        Assert.All(files, static file => Assert.Equal(120 + "-01234567.g.cs".Length, file.Length));
        Assert.Equal(new string('x', 120) + ".g.cs", HintNames.Unique(new string('x', 120), default));
    }
}
