using Xunit;

namespace AttentionGen.Tests;

/// <summary>After a first call of a size, sequential calls allocate nothing on the managed heap.</summary>
public sealed class AllocationTests
{
    public static TheoryData<string> Small => KernelCatalog.Names("Small");

    public static TheoryData<string> Large => KernelCatalog.Names("Large");

    public static TheoryData<string> Summed => KernelCatalog.Names("Summed");

    public static TheoryData<string> FixedLengths => KernelCatalog.Names("FixedLengths");

    [Theory]
    [MemberData(nameof(FixedLengths))]
    [MemberData(nameof(Summed))]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void SteadyStateAllocatesNothing(string name)
    {
        Kernel kernel = KernelCatalog.Get(name);
        int m = kernel.Declaration.QueryLength, n = kernel.Declaration.KeyLength;
        var large = new AttentionCase(kernel, m == 0 ? 20 : m, n == 0 ? 150 : n, batch: 2);
        var small = new AttentionCase(kernel, m == 0 ? 1 : m, n == 0 ? 3 : n);
        float[] output = new float[large.OutputLength], weights = new float[large.Rows * large.KeyLength], logSumExp = new float[large.Rows];
        int[] lengths = [large.KeyLength * 2 / 3, large.KeyLength], offsets = [130];

        Allocations.None(Calls);

        void Calls()
        {
            kernel.Forward(small.Queries, small.Keys, small.Values, output);
            kernel.Forward(large.Queries, large.Keys, large.Values, output, new AttentionOptions
            {
                Batch = 2,
                KeyLengths = lengths,
                QueryOffsets = offsets,
                Weights = weights,
                LogSumExp = logSumExp,
            });
            kernel.Forward(small.Queries, small.Keys, small.Values, output, default);
        }
    }
}
