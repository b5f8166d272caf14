namespace AttentionGen.Tests.Properties;

/// <summary>Results of one call over disjoint sets of keys.</summary>
internal static class PartialResults
{
    /// <summary>The result over both sets, output and log-sum-exp, by <see cref="AttentionMerge"/>.</summary>
    public static (float[] Output, float[] LogSumExp) Merge(AttentionCase call, AttentionResult one, AttentionResult other)
    {
        var output = new float[call.OutputLength];
        var logSumExp = new float[call.Rows];
        AttentionMerge.Combine(
            one.Output, one.LogSumExp, other.Output, other.LogSumExp, output, logSumExp, call.Kernel.Heads, call.Batch, call.Kernel.Declaration.Layout);
        return (output, logSumExp);
    }

    /// <summary>Which row of the output belongs to a query and head.</summary>
    public static int OutputRow(this AttentionCase call, int b, int h, int i) => call.Kernel.Declaration.Layout == TensorLayout.TokenMajor
        ? (((b * call.QueryLength) + i) * call.Kernel.Heads) + h
        : (((b * call.Kernel.Heads) + h) * call.QueryLength) + i;
}
