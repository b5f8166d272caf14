using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>ATTN009: a file-local type has all its parts in one file.</summary>
public sealed class FileLocalTests : KernelDiagnosticTests
{
    private const string Attribute = "[AttentionGen.AttentionKernel(1, 1)] ";

    [Theory]
    [InlineData(Attribute + "file partial class K;", "K")]
    [InlineData(Attribute + "file static partial class K;", "K")]
    [InlineData("file partial class Outer { " + Attribute + "public partial struct K; }", "Outer")]
    public void FileLocal(string source, string type) => Reports(
        source, $"ATTN009 '{type}': '{type}' is a file-local type, which generated code cannot extend; remove the modifier 'file'");

    [Theory]
    [InlineData("file class Other; " + Attribute + "partial class K;")]
    [InlineData("partial class Outer { " + Attribute + "private partial class K; }")]
    public void NotFileLocal(string source) => Accepts(source);

    [Fact]
    public void AnotherFilesTypeOfTheSameName()
    {
        var run = Infrastructure.GeneratorRun.Of("file class K;", Attribute + "partial class K;");
        Assert.Single(run.Sources);
        run.CheckCompiles();
    }
}
