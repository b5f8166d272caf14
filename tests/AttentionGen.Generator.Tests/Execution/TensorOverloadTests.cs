using System;
using AttentionGen.Generator.Tests.Infrastructure;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AttentionGen.Generator.Tests.Execution;

/// <summary>Where the overloads over tensors exist, and which arguments find them.</summary>
public sealed class TensorOverloadTests
{
    private static readonly ProjectOptions Project = new() { Tensors = true };

    [Fact]
    public void NothingAppearsWithoutTheReference()
    {
        const string source = "[AttentionGen.AttentionKernel(1, 8)] public static partial class K;";
        string plain = Assert.Single(GeneratorRun.Of(source).Sources).Value;
        Assert.DoesNotContain("Tensors", plain, StringComparison.Ordinal);

        string more = Assert.Single(GeneratorRun.Of(Project, source).Sources).Value;
        Assert.Equal(2, more.Split("public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries").Length - 1);
    }

    [Fact]
    public void NothingAppearsWhereArraysWouldBecomeAmbiguous()
    {
        var old = new ProjectOptions { Tensors = true, Language = LanguageVersion.CSharp12 };
        GeneratorRun run = GeneratorRun.Of(old, Caller("using AttentionGen; [AttentionKernel(1, 8)] public static partial class K;", "float[]"));
        Assert.DoesNotContain("Tensors", Assert.Single(run.Sources).Value, StringComparison.Ordinal);
        run.CheckCompiles();
    }

    [Theory]
    [InlineData("float[]")]
    [InlineData("System.Span<float>")]
    [InlineData("System.Numerics.Tensors.Tensor<float>")]
    [InlineData("System.Numerics.Tensors.TensorSpan<float>")]
    public void EveryKindOfArgumentFindsItsOverload(string type)
    {
        GeneratorRun.Of(Project, Caller("using AttentionGen; [AttentionKernel(1, 8)] public static partial class K;", type)).CheckCompiles();
        GeneratorRun.Of(
            new ProjectOptions { Tensors = true, Language = LanguageVersion.CSharp13 },
            Caller("using AttentionGen; [AttentionKernel(1, 8, Layout = TensorLayout.HeadMajor)] public partial class K;", type)).CheckCompiles();
    }

    [Fact]
    public void CommentsAreWellFormed() => GeneratorRun.Of(
        new ProjectOptions { Tensors = true, Documentation = true },
        "using AttentionGen;\n/// <summary>K.</summary>\n[AttentionKernel(3, 4, KeyValueHeads = 1, ValueDim = 5)] public static partial class K;").CheckCompiles();

    [Fact]
    public void AnOverloadOfTheUsersOwnIsReported() => Assert.Equal("ATTN007", Assert.Single(GeneratorRun.Of(Project, """
        using System.Numerics.Tensors;

        [AttentionGen.AttentionKernel(1, 8)]
        public static partial class K
        {
            public static void Forward(ReadOnlyTensorSpan<float> q, ReadOnlyTensorSpan<float> k, ReadOnlyTensorSpan<float> v, TensorSpan<float> o) { }
        }
        """).Rules).Id);

    private static string Caller(string kernel, string type) => $$"""
        {{kernel}}

        public static class User
        {
            public static void Run({{type}} q, {{type}} k, {{type}} v, {{type}} o)
            {
                K.Forward(q, k, v, o);
                K.Forward(q, k, v, o, default);
                K.Forward(q, k, v, o, new AttentionOptions { Batch = 1 });
            }
        }
        """;
}
