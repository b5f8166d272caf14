using Xunit;

namespace AttentionGen.Tests;

/// <summary>Kernels whose straight-line blocks have the size that the attribute asks for.</summary>
public sealed class UnrollTests
{
    public static TheoryData<string> Kernels => KernelCatalog.Names("Unrolled");

    [Theory]
    [MemberData(nameof(Kernels))]
    public void AgreeWithTheReference(string name)
    {
        foreach ((int m, int n) in new[] { (1, 5), (7, 24), (13, 150) })
        {
            new AttentionCase(KernelCatalog.Get(name), m, n).Check();
        }
    }
}
