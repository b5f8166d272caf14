using System;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using static Microsoft.CodeAnalysis.IncrementalStepRunReason;

namespace AttentionGen.Generator.Tests.Incrementality;

/// <summary>What an edit makes the generator do again: nothing that does not change a kernel may write a file.</summary>
public sealed class StepReasonTests
{
    private const string Kernel = """
        using AttentionGen;

        [AttentionKernel(2, 8)]
        public static partial class Kernel
        {
            public static int Unrelated() => 1;
        }
        """;

    private const string Other = "public static class Other;";

    private static readonly ProjectOptions Project = new();

    [Fact]
    public void FirstRunIsNew()
    {
        GeneratorRun run = GeneratorRun.Of(Kernel, Other);
        Check(run, spec: [New], clash: [New], named: [New], output: [New]);
    }

    [Fact]
    public void IdenticalCompilation() => CheckUntouched(Edit(0, Kernel));

    [Fact]
    public void MovedDeclaration() => CheckUntouched(Edit(0, Kernel.Replace("[Att", "\n\n// A comment.\n\n[Att", StringComparison.Ordinal)));

    [Fact]
    public void OtherFile() => CheckUntouched(Edit(1, Other + " public enum More;"));

    [Fact]
    public void UnrelatedMember() => CheckUntouched(Edit(0, Kernel.Replace("() => 1", "(int x) => 2 * x", StringComparison.Ordinal)));

    [Fact]
    public void AttributeWrittenAnotherWay() => CheckUntouched(Edit(0, Kernel.Replace("2, 8", "dim: 16 / 2, heads: 2, KeyValueHeads = 2", StringComparison.Ordinal)));

    [Fact]
    public void Attribute()
    {
        (GeneratorRun before, GeneratorRun after) = Edit(0, Kernel.Replace("2, 8", "2, 9", StringComparison.Ordinal));
        Check(after, spec: [Modified], clash: [Cached], named: [Modified], output: [Modified]);
        Assert.NotEqual(before.Sources["Kernel.g.cs"], after.Sources["Kernel.g.cs"]);
    }

    [Fact]
    public void Renamed()
    {
        (_, GeneratorRun after) = Edit(0, Kernel.Replace("class Kernel", "class Renamed", StringComparison.Ordinal));
        Check(after, spec: [Modified], clash: [Unchanged], named: [Modified], output: [Modified]);
        Assert.Equal(["Renamed.g.cs"], after.Sources.Keys);
    }

    [Fact]
    public void SecondKernelAdded()
    {
        (GeneratorRun before, GeneratorRun after) = Edit(1, Second("Second"));
        Check(after, spec: [Cached, New], clash: [Unchanged], named: [Cached, New], output: [Cached, New]);
        Assert.Equal(["Kernel.g.cs", "Second.g.cs"], after.Sources.Keys.Order());
        Assert.Equal(before.Sources["Kernel.g.cs"], after.Sources["Kernel.g.cs"]);
    }

    [Fact]
    public void SecondKernelRemoved()
    {
        GeneratorRun before = GeneratorRun.Of(Project, Kernel, Second("Second"));
        GeneratorRun after = before.Then(Replace(before, 1, Other));
        Check(after, spec: [Cached, Removed], clash: [Unchanged], named: [Cached, Removed], output: [Cached, Removed]);
        Assert.Equal(["Kernel.g.cs"], after.Sources.Keys);
    }

    [Fact]
    public void NameClashAdded()
    {
        // The first kernel's file gets another name, so it is written again, from the cached spec.
        (_, GeneratorRun after) = Edit(1, Second("KERNEL"));
        Check(after, spec: [Cached, New], clash: [Modified], named: [Modified, New], output: [Modified, New]);
        Assert.Equal(2, after.Sources.Count);
    }

    [Fact]
    public void AttributeBroken()
    {
        (_, GeneratorRun after) = Edit(0, Kernel.Replace("2, 8", "2, 0", StringComparison.Ordinal));
        Check(after, spec: [Removed], clash: [Unchanged], named: [Removed], output: [Removed]);
        Assert.Empty(after.Sources);
    }

    [Fact]
    public void TensorsReferenced()
    {
        GeneratorRun before = GeneratorRun.Of(Project, Kernel, Other);
        Assert.Equal([New], before.Reasons(AttentionKernelGenerator.TensorStep));
        GeneratorRun same = before.Then(Replace(before, 1, Other + " public enum More;"));
        Assert.Equal([Unchanged], same.Reasons(AttentionKernelGenerator.TensorStep));
        Assert.Equal([Cached], same.OutputReasons());

        CSharpCompilation user = before.Output.RemoveSyntaxTrees(before.Result.GeneratedSources.Select(static source => source.SyntaxTree));
        GeneratorRun after = before.Then(user.WithReferences(new ProjectOptions { Tensors = true }.Compile().References));
        Assert.Equal([Modified], after.Reasons(AttentionKernelGenerator.TensorStep));
        Assert.Equal([Modified], after.OutputReasons());
        Assert.NotEqual(before.Sources["Kernel.g.cs"], after.Sources["Kernel.g.cs"]);
    }

    private static string Second(string name) => $"[AttentionGen.AttentionKernel(1, 4)] public static partial class {name};";

    private static (GeneratorRun Before, GeneratorRun After) Edit(int file, string text)
    {
        GeneratorRun before = GeneratorRun.Of(Project, Kernel, Other);
        return (before, before.Then(Replace(before, file, text)));
    }

    private static CSharpCompilation Replace(GeneratorRun run, int file, string text)
    {
        CSharpCompilation user = run.Output.RemoveSyntaxTrees(run.Result.GeneratedSources.Select(static source => source.SyntaxTree));
        SyntaxTree tree = user.SyntaxTrees[file];
        return user.ReplaceSyntaxTree(tree, Project.Parse(text, tree.FilePath));
    }

    private static void CheckUntouched((GeneratorRun Before, GeneratorRun After) edit)
    {
        Check(edit.After, spec: [Cached], clash: [Cached], named: [Cached], output: [Cached]);
        Assert.Equal(edit.Before.Sources, edit.After.Sources);
    }

    private static void Check(
        GeneratorRun run,
        IncrementalStepRunReason[] spec, IncrementalStepRunReason[] clash, IncrementalStepRunReason[] named, IncrementalStepRunReason[] output)
    {
        Assert.Equal(spec, run.Reasons(AttentionKernelGenerator.SpecStep));
        Assert.Equal(clash, run.Reasons(AttentionKernelGenerator.ClashStep));
        Assert.Equal(named, run.Reasons(AttentionKernelGenerator.NamedStep));
        Assert.Equal(output, run.OutputReasons());
    }
}
