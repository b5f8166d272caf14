using System;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace AttentionGen.CodeFixes.Tests;

/// <summary>Applies one code fix to files that break its rule.</summary>
public abstract class CodeFixTests
{
    private protected CodeFixTests(KernelCodeFix fix) => Fix = fix;

    private protected KernelCodeFix Fix { get; }

    /// <summary>Asserts that the first fix of a title turns one file into another, whose kernels are then all generated.</summary>
    protected async Task Mends(string title, string before, string after)
    {
        using var project = new EditedProject(Fix, before);
        await project.ApplyAsync(title);
        Assert.Equal([after], await project.TextsAsync());
        await project.CheckMendedAsync(Kernels(after));
    }

    /// <summary>Asserts what is offered, each as <c>text pointed at: title</c>.</summary>
    protected async Task Offers(string source, params string[] expected)
    {
        using var project = new EditedProject(Fix, source);
        Assert.Equal(expected, await project.OffersAsync());
    }

    /// <summary>Asserts that all fixes of a title together turn one file into another.</summary>
    protected async Task MendsAll(string title, string before, string after)
    {
        foreach (FixAllScope scope in new[] { FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution })
        {
            using var project = new EditedProject(Fix, before);
            await project.ApplyToAllAsync(title, scope);
            Assert.Equal([after], await project.TextsAsync());
        }

        using var mended = new EditedProject(Fix, after);
        await mended.CheckMendedAsync(Kernels(after));
    }

    private static int Kernels(string source) => source.Split("AttentionKernel(").Length - 1;
}
