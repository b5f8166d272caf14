using System.Runtime.Intrinsics.X86;

namespace AttentionGen.CompilerServices;

/// <summary>What decides how memory is read, and no instruction set tells.</summary>
internal static class Processor
{
    // AMD's families. Zen 4 is of the same as Zen 3, and brought AVX-512.
    private const int Zen3And4 = 0x19, Zen5 = 0x1A;

    private const int Avx512F = 1 << 16;

    /// <summary>
    /// Whether this is AMD's Zen 5 or a later family of theirs. These read what their last cache holds better by themselves than where a loop asks for it, and
    /// gain by asking only for what lies in the memory. All others count as Zen 3 and Zen 4, where copies gain by asking in either case.
    /// </summary>
    public static bool IsZen5OrLater { get; } = X86Base.IsSupported && IsZen5OrLaterOf(X86Base.CpuId(0, 0), X86Base.CpuId(1, 0).Eax);

    /// <summary>Whether this is AMD's Zen 3.</summary>
    public static bool IsZen3 { get; } = X86Base.IsSupported && IsZen3Of(X86Base.CpuId(0, 0), X86Base.CpuId(1, 0).Eax, X86Base.CpuId(7, 0).Ebx);

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
    /// <param name="signature">The first register of function 1.</param>
    public static bool IsZen5OrLaterOf((int Eax, int Ebx, int Ecx, int Edx) vendor, int signature) => IsAmd(vendor) && Family(signature) >= Zen5;

    /// <summary>What <see cref="IsZen3"/> is on any processor, whatever instructions the runtime was told not to use.</summary>
    /// <param name="vendor">What <c>CPUID</c> says of function 0.</param>
    /// <param name="signature">The first register of function 1.</param>
    /// <param name="features">The second register of function 7.</param>
    public static bool IsZen3Of((int Eax, int Ebx, int Ecx, int Edx) vendor, int signature, int features) =>
        IsAmd(vendor) && Family(signature) == Zen3And4 && (features & Avx512F) == 0;

    // "AuthenticAMD", four letters in each register.
    private static bool IsAmd((int Eax, int Ebx, int Ecx, int Edx) vendor) => vendor is (_, 0x68747541, 0x444D4163, 0x69746E65);

    // In bits 8 to 11 and, where these are 15, more of it from bit 20 on.
    private static int Family(int signature)
    {
        int family = (signature >> 8) & 0xF;
        return family == 0xF ? family + ((signature >> 20) & 0xFF) : family;
    }
}
