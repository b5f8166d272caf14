using System.Threading.Tasks;
using Xunit;

namespace AttentionGen.CodeFixes.Tests;

/// <summary>ATTN009.</summary>
public sealed class RemoveFileTests() : CodeFixTests(new RemoveFile())
{
    private const string Attribute = "[AttentionGen.AttentionKernel(1, 8)]";

    [Theory]
    [InlineData("file static partial class K;", "static partial class K;")]
    [InlineData("file partial class K; file partial class K { } file class L;", "partial class K; partial class K { } file class L;")]
    [InlineData("static file partial class K;", "static partial class K;")]
    public Task Type(string before, string after) => Mends("Remove 'file' from 'K'", $"{Attribute} {before}", $"{Attribute} {after}");

    [Fact]
    public Task TypeAround() => Mends(
        "Remove 'file' from 'Outer'",
        $"namespace Space {{ file partial class Outer {{ {Attribute} partial class K; }} }}",
        $"namespace Space {{ partial class Outer {{ {Attribute} partial class K; }} }}");

    [Fact]
    public Task All() => MendsAll(
        "Remove 'file' from 'K'", $"{Attribute} file partial class K; {Attribute} file partial class L;", $"{Attribute} partial class K; {Attribute} partial class L;");
}
