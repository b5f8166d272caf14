using System.Threading.Tasks;
using Xunit;

namespace AttentionGen.CodeFixes.Tests;

/// <summary>ATTN006.</summary>
public sealed class RemoveArgumentTests() : CodeFixTests(new RemoveArgument())
{
    [Theory]
    [InlineData("HiddenDim", "1, 8, HiddenDim = 4", "1, 8")]
    [InlineData("HiddenDim", "1, 8, HiddenDim = 4, ValueDim = 3", "1, 8, ValueDim = 3")]
    [InlineData("HiddenDims", "1, 8, ValueDim = 3,\n    HiddenDims = new[] { 4, 4 }", "1, 8, ValueDim = 3")]
    [InlineData("Activation", "1, 8 /* all */, Activation = AttentionGen.Activation.Relu /* in */", "1, 8 /* all */ /* in */")]
    [InlineData("Activation", "1, 8, // all\n Activation = AttentionGen.Activation.Relu", "1, 8 // all\n ")]
    [InlineData("SoftCap", "1, 8, SoftCap = 30, Scale = 0", "1, 8, Scale = 0")]
    [InlineData("Scale", "1, 8, SoftCap = 30, Scale = 0", "1, 8, SoftCap = 30")]
    [InlineData("Scale", "1, 8, Scale = 0, Alibi = true, SoftCap = 30", "1, 8, Alibi = true, SoftCap = 30")]
    public Task Argument(string name, string before, string after) => Mends($"Remove {name}", Kernel(before), Kernel(after));

    [Fact]
    public Task EachOfTwoIsOffered() => Offers(
        Kernel("1, 8, Scale = 0, SoftCap = 30, HiddenDim = 2"),
        "SoftCap = 30: Remove SoftCap",
        "SoftCap = 30: Remove Scale",
        "HiddenDim = 2: Remove HiddenDim");

    [Fact]
    public Task All() => MendsAll(
        "Remove HiddenDim", Kernel("1, 8, HiddenDim = 2, ValueDim = 3") + Kernel("1, 8, HiddenDim = 3", "L"), Kernel("1, 8, ValueDim = 3") + Kernel("1, 8", "L"));

    [Fact]
    public async Task NeighboursOneAfterTheOther()
    {
        using var project = new EditedProject(Fix, Kernel("1, 8, HiddenDim = 2, HiddenDims = new[] { 3 }, Activation = AttentionGen.Activation.Relu"));
        await project.ApplyAsync("Remove HiddenDims");
        await project.ApplyAsync("Remove Activation");
        await project.ApplyAsync("Remove HiddenDim");
        Assert.Equal([Kernel("1, 8")], await project.TextsAsync());
        await project.CheckMendedAsync(kernels: 1);
    }

    private static string Kernel(string arguments, string name = "K") => $"[AttentionGen.AttentionKernel({arguments})] partial class {name};";
}
