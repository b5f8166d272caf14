using Xunit;

namespace AttentionGen.Tests;

/// <summary>Kernels whose tensors touch unreadable memory on either side.</summary>
public sealed class GuardPageTests
{
    public static TheoryData<string> Small => KernelCatalog.Names("Small");

    public static TheoryData<string> Large => KernelCatalog.Names("Large");

    [SkippableTheory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void NothingIsTouchedPastTheEnd(string name) => Check(name, atEnd: true);

    [SkippableTheory]
    [MemberData(nameof(Small))]
    [MemberData(nameof(Large))]
    public void NothingIsTouchedBeforeTheStart(string name) => Check(name, atEnd: false);

    private static void Check(string name, bool atEnd)
    {
        GuardedMemory.SkipWhereMissing();
        Kernel kernel = KernelCatalog.Get(name);
        foreach ((int m, int n) in new[] { (1, 1), (1, 7), (2, 3), (5, 9), (7, 17), (13, 70), (1, 300) })
        {
            var call = new AttentionCase(kernel, m, n);
            AttentionResult expected = call.Run();
            using var queries = new GuardedMemory(call.Queries, atEnd);
            using var keys = new GuardedMemory(call.Keys, atEnd);
            using var values = new GuardedMemory(call.Values, atEnd);
            using var output = new GuardedMemory(new float[call.OutputLength], atEnd);
            using var weights = new GuardedMemory(new float[expected.Weights.Length], atEnd);
            using var logSumExp = new GuardedMemory(new float[expected.LogSumExp.Length], atEnd);
            kernel.Forward(
                queries.Span, keys.Span, values.Span, output.Span, new AttentionOptions { Weights = weights.Span, LogSumExp = logSumExp.Span });
            Assert.Equal(expected.Output, output.Span.ToArray());
            Assert.Equal(expected.Weights, weights.Span.ToArray());
            Assert.Equal(expected.LogSumExp, logSumExp.Span.ToArray());
        }
    }
}
