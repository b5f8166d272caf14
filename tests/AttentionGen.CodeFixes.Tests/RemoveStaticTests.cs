using System.Threading.Tasks;
using Xunit;

namespace AttentionGen.CodeFixes.Tests;

/// <summary>ATTN004.</summary>
public sealed class RemoveStaticTests() : CodeFixTests(new RemoveStatic())
{
    private const string Attribute = "[AttentionGen.AttentionKernel(1, 8, AttentionGen.Score.General)]";

    [Theory]
    [InlineData("public static partial class K;", "public partial class K;")]
    [InlineData("static partial class K { public const int A = 1; }", "partial class K { public const int A = 1; }")]
    [InlineData("static internal partial class K;", "internal partial class K;")]
    [InlineData("static /* for now */ partial class K;", " /* for now */ partial class K;")]
    public Task Class(string before, string after) => Mends("Make 'K' non-static", $"{Attribute}\n{before}", $"{Attribute}\n{after}");

    [Fact]
    public async Task AllParts()
    {
        using var project = new EditedProject(
            Fix, $"{Attribute} static partial class K;", "static partial class K; partial class K { }", "static partial class Other;");
        await project.ApplyAsync("Make 'K' non-static");
        Assert.Equal(
            [$"{Attribute} partial class K;", "partial class K; partial class K { }", "static partial class Other;"], await project.TextsAsync());
        await project.CheckMendedAsync(kernels: 1);
    }

    /// <summary>What else keeps a type from holding parameters is the user's to decide.</summary>
    [Theory]
    [InlineData("partial class K(int seed) { int Seed => seed; }")]
    [InlineData("partial class K : Base { } class Base { public Base(int seed) { } }")]
    public Task NothingIsOffered(string declaration) => Offers($"{Attribute} {declaration}");

    [Fact]
    public Task All() => MendsAll(
        "Make 'K' non-static",
        $"{Attribute} static partial class K; static partial class Outer {{ {Attribute} public static partial class L; }}",
        $"{Attribute} partial class K; static partial class Outer {{ {Attribute} public partial class L; }}");
}
