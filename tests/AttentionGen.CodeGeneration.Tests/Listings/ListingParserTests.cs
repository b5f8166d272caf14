using System.Collections.Generic;
using System.Linq;
using Xunit;

namespace AttentionGen.CodeGeneration.Tests.Listings;

/// <summary>Methods, loops and summaries are found in what the JIT prints.</summary>
public sealed class ListingParserTests
{
    // Two methods with a line of a summary between them. The second has a loop in a loop: its inner part is entered from the middle
    // of a block, its outer part ends behind the code that follows the loop.
    private const string Text = """
        ; Assembly listing for method A.First:get_Path():System.String (Tier0)
        ; rsp based frame

        G_M000_IG01:                ;; offset=0x0000
               ret

        ; Total bytes of code 1
           7: JIT compiled A.First:get_Path() [Tier0, IL size=6, code size=1]
        ; Assembly listing for method A.<K_g>F00__Tiles256:Score(byref,int) (FullOpts)
        ; rbp based frame

        G_M000_IG01:                ;; offset=0x0000
               xor      eax, eax
               jmp      SHORT G_M000_IG05

        G_M000_IG02:                ;; offset=0x0004
               add      rdx, 4
               align    [8 bytes for IG03]

        G_M000_IG03:                ;; offset=0x0010
               vfmadd231ps ymm0, ymm1, ymm2

        G_M000_IG04:                ;; offset=0x0018
               jl       SHORT G_M000_IG03
               inc      ecx

        G_M000_IG05:                ;; offset=0x0020
               cmp      eax, ecx
               jb       G_M000_IG07

        G_M000_IG06:                ;; offset=0x0024
               ret

        G_M000_IG07:                ;; offset=0x0028
               vaddps   ymm0, ymm0, ymm0 ;; comment
               jmp      G_M000_IG02

        ; Total bytes of code 48
           8: JIT compiled A.<K_g>F00__Tiles256:Score(byref,int) [FullOpts, IL size=60, code size=48]
           9: JIT compiled A.B:Large[N.C[int]](int) [Instrumented Tier0, IL size=60, code size=48]
        """;

    [Fact]
    public void MethodsHaveTypesNamesAndTiers() => Assert.Equal(
        [("A.First", "get_Path", "Tier0"), ("A.<K_g>F00__Tiles256", "Score", "FullOpts")],
        ListingParser.Parse(Text).Select(static method => (method.Type, method.Name, method.Tier)));

    [Fact]
    public void LoopsAreFoundInTheFlow()
    {
        MethodListing method = ListingParser.Parse(Text)[1];
        Assert.Equal(2, method.Loops.Count);
        Loop inner = Assert.Single(method.InnermostLoops), outer = method.Loops.Single(loop => loop != inner);
        Assert.True(inner.IsInside(outer));
        Assert.Equal(("G_M000_IG03", "G_M000_IG05"), (method.NameOf(inner), method.NameOf(outer)));
        Assert.Equal(["vfmadd231ps", "jl"], Mnemonics(method.InstructionsOf(inner)));
        Assert.Equal(["add", "inc", "cmp", "jb", "vaddps", "jmp"], Mnemonics(method.OwnInstructionsOf(outer)));
        Assert.Equal(["add", "vfmadd231ps", "jl", "inc", "cmp", "jb", "vaddps", "jmp"], Mnemonics(method.InstructionsOf(outer)));
        Assert.Empty(ListingParser.Parse(Text)[0].Loops);
    }

    // Of 8 elements a pass and 4 that remain, the JIT makes 4 and 4, left behind the first 4: see H6D100.
    [Fact]
    public void WhatFollowsALoopMayBeInIt()
    {
        MethodListing method = ListingParser.Parse("""
            ; Assembly listing for method A.B:C() (FullOpts)

            G_M000_IG01:                ;; offset=0x0000
                   jmp      SHORT G_M000_IG04

            G_M000_IG02:                ;; offset=0x0004
                   vfmadd231ps ymm0, ymm1, ymm2

            G_M000_IG03:                ;; offset=0x0010
                   vfmadd213ps ymm0, ymm1, ymm2
                   dec      r9d
                   jne      G_M000_IG02
                   vmovups  ymmword ptr [rcx], ymm0
                   inc      edx
                   cmp      edx, r8d
                   jge      G_M000_IG05

            G_M000_IG04:                ;; offset=0x0018
                   mov      r9d, 13
                   jmp      G_M000_IG03

            G_M000_IG05:                ;; offset=0x0028
                   ret
            """)[0];
        Loop inner = Assert.Single(method.InnermostLoops), outer = method.Loops.Single(loop => loop != inner);
        Assert.Equal(["vfmadd231ps", "vfmadd213ps", "dec", "jne"], Mnemonics(method.PassInstructionsOf(inner)));
        Assert.Equal(["vmovups", "inc", "cmp", "jge", "mov", "jmp", "vfmadd213ps", "dec", "jne"], Mnemonics(method.PassInstructionsOf(outer)));

        // Left at its end, where it comes back, a loop has no such pass.
        MethodListing plain = ListingParser.Parse(Text)[1];
        Loop around = plain.Loops.Single(loop => plain.InnermostLoops.Any(each => each.IsInside(loop)));
        Assert.Equal(Mnemonics(plain.OwnInstructionsOf(around)), Mnemonics(plain.PassInstructionsOf(around)));
    }

    [Fact]
    public void SummariesHaveALineForEachCompilation() => Assert.Equal(
        [
            new("A.First:get_Path()", "Tier0"),
            new("A.<K_g>F00__Tiles256:Score(byref,int)", "FullOpts"),
            new("A.B:Large[N.C[int]](int)", "Instrumented Tier0"),
        ],
        CompiledMethod.Parse(Text));

    private static IEnumerable<string> Mnemonics(IEnumerable<Instruction> instructions) => instructions.Select(static each => each.Mnemonic);
}
