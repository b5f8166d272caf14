using System;
using System.Collections.Immutable;
using System.Linq;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using AttentionGen.Generator.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Generator.Tests.Emission;

/// <summary>Generated methods are of a size that the JIT optimises.</summary>
public sealed class MethodSizeTests
{
    // Past 60 000 bytes of IL the JIT compiles a method without optimising it, whatever its attributes say (DEFAULT_MIN_OPTS_CODE_SIZE).
    private const int Limit = 60_000;

    private const int Budget = Limit / 3;

    [Fact]
    public void ExtremeDimsStayFarBelowTheLimit()
    {
        int[] dims = [1, 31, 64, 1000, 1024];
        string[] kernels =
        [
            .. dims.Select(static dim => Kernel(dim, dim, 1)),
            .. dims.Select(static dim => Kernel(dim, 1024, 8)),
            .. dims.Select(static dim => Kernel(1024, dim, 8)),
            .. dims.Select(static dim => Kernel(dim, 31, 4)),
        ];
        (string Name, int Size)[] methods = Methods(GeneratorRun.Of([.. kernels.Distinct()]).Emit());
        Assert.All(methods, static method => Assert.InRange(method.Size, 1, Budget));

        // The measure works: tile products are not small.
        Assert.Contains(methods, static method => method is { Name: "Score", Size: > 1000 });
        Assert.Contains(methods, static method => method is { Name: "WeightedSum", Size: > 1000 });
    }

    [Fact]
    public void WhateverUnrollAsksFor()
    {
        // Each with the most elements remaining behind the last block, or all of them.
        (int Dim, int Unroll)[] sizes = [(1024, 1024), (1024, 513), (200, 101), (127, 64), (129, 60), (64, 64), (100, 7), (1024, 1)];
        (string Name, int Size)[] methods = Methods(GeneratorRun.Of(
        [
            .. sizes.Select(static size => $"[AttentionGen.AttentionKernel(2, {size.Dim}, Unroll = {size.Unroll})] static partial class K{size.Dim}x{size.Unroll};"),
        ]).Emit());
        Assert.All(methods, static method => Assert.InRange(method.Size, 1, Limit * 9 / 10));
        Assert.Contains(methods, static method => method is { Name: "Score", Size: > Budget });
    }

    [Fact]
    public void FixedLengthsStayFarBelowTheLimit()
    {
        (string Name, int Size)[] methods = Methods(GeneratorRun.Of(
        [
            .. new[] { 1, 15, 64, 127, 255 }.Select(static length =>
                $"[AttentionGen.AttentionKernel(2, 16, QueryLength = {length}, KeyLength = {length})] static partial class K{length};"),
        ]).Emit());
        Assert.All(methods, static method => Assert.InRange(method.Size, 1, Budget));
        Assert.Contains(methods, static method => method is { Name: "ScoreWhole", Size: > 1000 });
    }

    private static string Kernel(int dim, int valueDim, int group) =>
        $"[AttentionGen.AttentionKernel(1024, {dim}, ValueDim = {valueDim}, KeyValueHeads = {1024 / group})] static partial class K{dim}x{valueDim}x{group};";

    private static (string Name, int Size)[] Methods(byte[] image)
    {
        using var portable = new PEReader(ImmutableArray.Create(image));
        MetadataReader metadata = portable.GetMetadataReader();
        return
        [
            .. metadata.MethodDefinitions
                .Select(metadata.GetMethodDefinition)
                .Where(static method => method.RelativeVirtualAddress != 0)
                .Select(method => (metadata.GetString(method.Name), portable.GetMethodBody(method.RelativeVirtualAddress).GetILReader().Length)),
        ];
    }
}
