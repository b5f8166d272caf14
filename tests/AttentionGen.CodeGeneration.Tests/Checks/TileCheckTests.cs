using System;
using System.Linq;
using AttentionGen.CodeGeneration.Tests.Listings;
using Xunit;

namespace AttentionGen.CodeGeneration.Tests.Checks;

/// <summary>The check on listings that were written for it.</summary>
public sealed class TileCheckTests
{
    private const string MultiplyAdd = "vfmadd231ps ymm0, ymm12, ymm14";

    [Fact]
    public void CleanCodeHasNoProblems() => Assert.Empty(TileCheck.Problems(Method(MultiplyAdd), [1]));

    [Theory]
    [InlineData("MinOpts")]
    [InlineData("Tier0")]
    [InlineData("Instrumented Tier0")]
    [InlineData("Tier1-OSR @0x1d2")]
    public void OtherTiersAreProblems(string tier) =>
        Assert.Equal($"compiled as {tier}", Assert.Single(TileCheck.Problems(Method(MultiplyAdd, tier: tier), [1])));

    [Fact]
    public void CallsInLoopsAreProblems() => Assert.Equal(
        "call in loop G_M000_IG03: call     [Helper]",
        Assert.Single(TileCheck.Problems(Method($"{MultiplyAdd}\n       call     [Helper]"), [1])));

    [Theory]
    [InlineData("vmovups  ymmword ptr [rbp-0x50], ymm14", true)]
    [InlineData("vmovups  ymm0, ymmword ptr [rbp-0x50]", true)]
    [InlineData("vmovups  zmmword ptr [rsp+0x40], zmm31", true)]
    [InlineData("vaddps   ymm1, ymm2, ymmword ptr [rsp+0x20]", true)]
    [InlineData("vbroadcastss ymm14, dword ptr [rbp+4*rax-0x20]", true)]
    [InlineData("vmovss   xmm1, dword ptr [rbp-0x08]", true)]
    [InlineData("vmovups  ymm0, ymmword ptr [r9+0x20]", false)]
    [InlineData("vmovups  ymm0, ymmword ptr [reloc @RWD00]", false)]
    [InlineData("mov      rax, qword ptr [rbp-0x50]", false)]
    [InlineData("vxorps   ymm0, ymm0, ymm0", false)]
    public void VectorsThatMoveToOrFromTheFrameAreProblems(string instruction, bool spills) =>
        Assert.Equal(spills, TileCheck.Problems(Method($"{MultiplyAdd}\n       {instruction}"), [1]).Any(TileCheck.IsSpill));

    [Fact]
    public void WithoutAFramePointerTheBasePointerIsARegisterLikeAnyOther()
    {
        string load = $"{MultiplyAdd}\n       vmovups  ymm0, ymmword ptr [rbp-0x50]";
        Assert.Empty(TileCheck.Problems(Method(load, frame: "rsp"), [1]));
        Assert.Single(TileCheck.Problems(Method(load.Replace("rbp", "rsp", StringComparison.Ordinal), frame: "rsp"), [1]));
    }

    [Fact]
    public void CodeOutsideOfLoopsIsNotLookedAt() => Assert.Empty(TileCheck.Problems(
        Method(MultiplyAdd, before: "vmovups  ymmword ptr [rbp-0x50], ymm14\n       call     [Helper]\n       vfmadd231ps ymm0, ymm1, ymm2"), [1]));

    [Theory]
    [InlineData(MultiplyAdd, 2)]
    [InlineData("vfmadd213ss xmm0, xmm1, xmm2", 1)]
    [InlineData("vaddps   ymm0, ymm1, ymm2", 1)]
    public void MultiplyAddsThatAreMissingAreProblems(string instruction, int planned) =>
        Assert.Contains("multiply-adds", Assert.Single(TileCheck.Problems(Method(instruction), [planned])), StringComparison.Ordinal);

    private static MethodListing Method(string body, string tier = "FullOpts", string frame = "rbp", string before = "xor      eax, eax") =>
        Assert.Single(ListingParser.Parse($"""
            ; Assembly listing for method N.<K_g>F00__Tiles256:Score(byref,byref,byref,int) ({tier})
            ; {frame} based frame

            G_M000_IG01:                ;; offset=0x0000
                   push     rbp

            G_M000_IG02:                ;; offset=0x0004
                   {before}

            G_M000_IG03:                ;; offset=0x0008
                   {body}
                   dec      eax
                   jne      SHORT G_M000_IG03

            G_M000_IG04:                ;; offset=0x0010
                   ret

            ; Total bytes of code 16
            """));
}
