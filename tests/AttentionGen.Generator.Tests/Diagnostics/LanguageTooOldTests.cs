using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AttentionGen.Generator.Tests.Diagnostics;

/// <summary>ATTN008: static abstract members and file-local types need C# 11.</summary>
public sealed class LanguageTooOldTests : KernelDiagnosticTests
{
    private const string Kernel = "[AttentionGen.AttentionKernel(1, 1)] partial class K { }";

    [Theory]
    [InlineData(LanguageVersion.CSharp10, "10.0")]
    [InlineData(LanguageVersion.CSharp9, "9.0")]
    [InlineData(LanguageVersion.CSharp7_3, "7.3")]
    public void TooOld(LanguageVersion language, string text) => Reports(
        new ProjectOptions { Language = language, Nullable = Microsoft.CodeAnalysis.NullableContextOptions.Disable },
        Kernel,
        $"ATTN008 'K': The kernel 'K' needs C# 11 or newer, but the project compiles as C# {text}; remove LangVersion or raise it");

    [Theory]
    [InlineData(LanguageVersion.CSharp11)]
    [InlineData(LanguageVersion.Default)]
    [InlineData(LanguageVersion.LatestMajor)]
    public void NewEnough(LanguageVersion language) => Accepts(new ProjectOptions { Language = language }, Kernel);
}
