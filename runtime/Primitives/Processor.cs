using System.Runtime.Intrinsics.X86;

namespace AttentionGen.CompilerServices;

/// <summary>What decides how memory is read, and no instruction set tells.</summary>
internal static class Processor
{
    // AMD's family.
    private const int Zen5 = 0x1A;

    /// <summary>
    /// Whether this is AMD's Zen 5 or a later family of theirs. These read what their last cache holds better by themselves than where a loop asks for it, and
    /// gain by asking only for what lies in the memory. All others count as Zen 3 and Zen 4, where copies gain by asking in either case.
    /// </summary>
    public static bool IsZen5OrLater { get; } = X86Base.IsSupported && IsZen5OrLaterOf(X86Base.CpuId(0, 0), X86Base.CpuId(1, 0).Eax);

    /// <summary>Whether this is one of Intel's.</summary>
    public static bool IsIntel { get; } = X86Base.IsSupported && IsIntelOf(X86Base.CpuId(0, 0));

    /// <summary>What <see cref="IsIntel"/> is on any processor.</summary>
    /// <param name="vendor">What <c>CPUID</c> says of function 0.</param>
    public static bool IsIntelOf((int Eax, int Ebx, int Ecx, int Edx) vendor)
    {
        // "GenuineIntel", four letters in each register.
        return vendor is (_, 0x756E6547, 0x6C65746E, 0x49656E69);
    }

    /// <summary>What <see cref="IsZen5OrLater"/> is on any processor.</summary>
    /// <param name="vendor">What <c>CPUID</c> says of function 0.</param>
    /// <param name="signature">The first register of function 1: the family in bits 8 to 11 and, where these are 15, more of it from bit 20 on.</param>
    public static bool IsZen5OrLaterOf((int Eax, int Ebx, int Ecx, int Edx) vendor, int signature)
    {
        // "AuthenticAMD", four letters in each register.
        bool isAmd = vendor is (_, 0x68747541, 0x444D4163, 0x69746E65);
        int family = (signature >> 8) & 0xF;
        family += family == 0xF ? (signature >> 20) & 0xFF : 0;
        return isAmd && family >= Zen5;
    }
}
