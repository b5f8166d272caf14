using System;

namespace AttentionGen.Tests.Properties;

/// <summary>Results of one call over disjoint sets of keys.</summary>
internal static class PartialResults
{
    /// <summary>The result over both sets, output and log-sum-exp.</summary>
    public static (double[] Output, double[] LogSumExp) Merge(AttentionCase call, AttentionResult one, AttentionResult other)
    {
        var output = new double[call.OutputLength];
        var logSumExp = new double[call.Rows];
        for (int b = 0; b < call.Batch; b++)
        {
            for (int h = 0; h < call.Kernel.Heads; h++)
            {
                for (int i = 0; i < call.QueryLength; i++)
                {
                    int row = (((b * call.Kernel.Heads) + h) * call.QueryLength) + i;
                    double a = one.LogSumExp[row], c = other.LogSumExp[row], largest = Math.Max(a, c);
                    logSumExp[row] = double.IsNegativeInfinity(largest) ? largest : largest + Math.Log(Math.Exp(a - largest) + Math.Exp(c - largest));
                    int start = call.OutputRow(b, h, i) * call.Kernel.ValueDim;
                    for (int e = start; e < start + call.Kernel.ValueDim && !double.IsNegativeInfinity(largest); e++)
                    {
                        output[e] = (Math.Exp(a - logSumExp[row]) * one.Output[e]) + (Math.Exp(c - logSumExp[row]) * other.Output[e]);
                    }
                }
            }
        }

        return (output, logSumExp);
    }

    /// <summary>Which row of the output belongs to a query and head.</summary>
    public static int OutputRow(this AttentionCase call, int b, int h, int i) => call.Kernel.Declaration.Layout == TensorLayout.TokenMajor
        ? (((b * call.QueryLength) + i) * call.Kernel.Heads) + h
        : (((b * call.Kernel.Heads) + h) * call.QueryLength) + i;
}
