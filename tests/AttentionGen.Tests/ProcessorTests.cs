using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Runtime.Intrinsics.X86;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

public sealed class ProcessorTests
{
    private static readonly (int, int, int, int) Amd = (16, 0x68747541, 0x444D4163, 0x69746E65), Intel = (32, 0x756E6547, 0x6C65746E, 0x49656E69);

    [Theory]
    [InlineData(0x00A20F10, false)] // Zen 3, family 0x19.
    [InlineData(0x00A10F11, false)] // Zen 4, family 0x19.
    [InlineData(0x00B00F21, true)] // Zen 5, family 0x1A.
    [InlineData(0x00C00F00, true)] // One that comes after, family 0x1B.
    [InlineData(0x00000F10, false)] // Family 15.
    [InlineData(0x00B00610, false)] // Family 6, whose further bits do not count.
    public void FamiliesOfAmd(int signature, bool isLater) => Assert.Equal(isLater, Processor.IsZen5OrLaterOf(Amd, signature));

    [Theory]
    [InlineData(0x000C06F2)] // Emerald Rapids.
    [InlineData(0x00B00F21)]
    public void NotOthers(int signature) => Assert.False(Processor.IsZen5OrLaterOf(Intel, signature));

    [Theory]
    [InlineData(0x00A20F10, false, true)] // Zen 3, Vermeer.
    [InlineData(0x00A00F11, false, true)] // Zen 3, Milan.
    [InlineData(0x00A10F11, true, false)] // Zen 4, of the same family.
    [InlineData(0x00830F10, false, false)] // Zen 2, family 0x17.
    [InlineData(0x00B00F21, false, false)] // Zen 5, whatever its features are.
    public void Zen3HasNoAvx512(int signature, bool hasAvx512, bool isZen3)
    {
        // As Milan tells them.
        const int features = 0x219C07AB, avx512 = 1 << 16;
        int told = hasAvx512 ? features | avx512 : features;
        Assert.Equal(isZen3, Processor.IsZen3Of(Amd, signature, told));
        Assert.False(Processor.IsZen3Of(Intel, signature, told));
    }

    [Fact]
    public void VendorOfIntel() => Assert.Equal((true, false), (Processor.IsIntelOf(Intel), Processor.IsIntelOf(Amd)));

    /// <summary>The registers are read as the system reads them.</summary>
    [SkippableFact]
    public void ThisProcessor()
    {
        Skip.IfNot(X86Base.IsSupported, "No x86 processor, or its instructions are turned off.");
        Skip.IfNot(File.Exists("/proc/cpuinfo"), "The system has no /proc/cpuinfo.");
        string[] lines = File.ReadAllLines("/proc/cpuinfo");
        bool isAmd = Value("vendor_id") == "AuthenticAMD";
        int family = int.Parse(Value("cpu family"), CultureInfo.InvariantCulture);
        bool isZen3 = isAmd && family == 25 && !Value("flags").Split(' ').Contains("avx512f");
        Assert.Equal(
            (isAmd && family >= 26, isZen3, Value("vendor_id") == "GenuineIntel"), (Processor.IsZen5OrLater, Processor.IsZen3, Processor.IsIntel));

        string Value(string name) => lines.First(line => line.StartsWith(name, StringComparison.Ordinal)).Split(':')[1].Trim();
    }
}
