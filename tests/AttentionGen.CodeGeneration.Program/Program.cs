using System;
using System.Diagnostics;
using System.Globalization;

namespace AttentionGen.CodeGeneration.Program;

/// <summary>
/// Makes the JIT compile every operation of every kernel: the tests run this program and read what the JIT says. With
/// <see cref="FirstCall"/> it measures instead.
/// </summary>
public static class Program
{
    /// <summary>The argument that asks for the milliseconds of the first call of one kernel.</summary>
    public const string FirstCall = "first-call";

    private const int Length = 128;

    public static int Main(string[] arguments)
    {
        if (arguments is [FirstCall])
        {
            PrintFirstCall();
            return 0;
        }

        Call<H12D64>();
        Call<H12D32>();
        Call<CausalH12D64>();
        Call<G8H32D128>();
        Call<H32D128HeadMajor>();
        Call<H4D80>();
        Call<H6D100>();
        Call<H4D40E72>();
        Call<CausalG1H2D96E16>();
        Call<H4D16E24>();
        Call<H1D2>();

        // Which path was looked at.
        Console.WriteLine(H12D64.Info.Path);
        return 0;
    }

    // Many queries go through tiles, one query through the operations on groups.
    private static void Call<TKernel>()
        where TKernel : IAttentionKernel
    {
        foreach (int queries in new[] { Length, 1 })
        {
            TKernel.Forward(
                Filled(queries * TKernel.Heads * TKernel.Dim), Filled(Length * TKernel.KeyValueHeads * TKernel.Dim),
                Filled(Length * TKernel.KeyValueHeads * TKernel.ValueDim), new float[queries * TKernel.Heads * TKernel.ValueDim], default);
        }
    }

    private static void PrintFirstCall()
    {
        const int Size = Length * CausalH12D64.Heads * CausalH12D64.Dim;
        float[] queries = Filled(Size), keys = Filled(Size), values = Filled(Size), output = new float[Size];

        // The clock's own first call is not the kernel's.
        _ = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp());
        long start = Stopwatch.GetTimestamp();
        CausalH12D64.Forward(queries, keys, values, output);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        Console.WriteLine(elapsed.TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private static float[] Filled(int length)
    {
        var data = new float[length];
        data.AsSpan().Fill(0.5f);
        return data;
    }
}
