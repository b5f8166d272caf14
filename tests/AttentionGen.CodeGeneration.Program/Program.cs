using System;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using AttentionGen.CompilerServices;

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

    private const int FewKeys = 8;

    private delegate void Forward(ReadOnlySpan<float> queries, ReadOnlySpan<float> keys, ReadOnlySpan<float> values, Span<float> output);

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
        Call<G2H16D64>();
        Call<G8H64D128>();
        Call<G2H14D440E40>();
        Call<H32D128HeadMajor>();
        Call<H4D80>();
        Call<H6D100>();
        Call<H4D40E72>();
        Call<CausalG1H2D96E16>();
        Call<H4D16E24>();
        Call<H1D2>();
        Call(1, 12, new AdditiveD12A64(Filled(64 * 12), Filled(64 * 12), Filled(64), Filled(64)).Forward);
        Call(2, 8, new AdditiveH2D8A13(Filled(2 * 13 * 8), Filled(2 * 13 * 8), Filled(26), Filled(26)).Forward);
        Call(1, 12, new GeluD12A40(Filled((25 * 40) + 41)).Forward);
        Call(1, 12, new SigmoidD12A40(Filled((25 * 40) + 41)).Forward);
        Call(1, 12, new ReluD12A40(Filled((25 * 40) + 41)).Forward);
        Call(1, 12, new TanhD12A40A32(Filled((25 * 40) + (41 * 32) + 33)).Forward);
        Call(1, 12, new GeluD12A16A32(Filled((25 * 16) + (17 * 32) + 33)).Forward);

        CompileForms();

        // Which path was looked at.
        Console.WriteLine(H12D64.Info.Path);
        return 0;
    }

    // Many queries go through tiles, some of which have operations of their own for more keys than a vector has lanes; one query through the operations
    // on tokens or, where keys are hidden one by one, on groups.
    private static void Call<TKernel>()
        where TKernel : IAttentionKernel
    {
        foreach ((int queries, int keys, bool[] allowed) in new[] { (Length, Length, []), (Length, FewKeys, []), (1, Length, []), (1, Length, new[] { true }) })
        {
            TKernel.Forward(
                Filled(queries * TKernel.Heads * TKernel.Dim), Filled(keys * TKernel.KeyValueHeads * TKernel.Dim),
                Filled(keys * TKernel.KeyValueHeads * TKernel.ValueDim), new float[queries * TKernel.Heads * TKernel.ValueDim],
                new AttentionOptions { Allowed = allowed.Length == 0 ? default : new Broadcast<bool>(allowed, 1, 1, 1, 1) });
        }
    }

    // Calls take that form of the operations on tokens which is faster for them on this processor: here all of them are compiled, of the tiles that it runs.
    private static void CompileForms()
    {
        const BindingFlags Hidden = BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        string tiles = H12D64.Info.Path.Replace("Vector", "Tiles", StringComparison.Ordinal);
        foreach (Type type in typeof(Program).Assembly.GetTypes())
        {
            if (typeof(ITileOperations).IsAssignableFrom(type) && type.Name.EndsWith(tiles, StringComparison.Ordinal))
            {
                foreach (MethodInfo method in type.GetMethods(Hidden))
                {
                    if (method.Name.EndsWith("Streams", StringComparison.Ordinal) || method.Name.EndsWith("Neighbours", StringComparison.Ordinal))
                    {
                        RuntimeHelpers.PrepareMethod(method.MethodHandle);
                    }
                }
            }
        }
    }

    // Whole tiles of queries, and rows of a tile that is not.
    private static void Call(int heads, int dim, Forward forward)
    {
        foreach ((int queries, int keys) in new[] { (Length, Length), (Length, FewKeys), (1, Length) })
        {
            forward(Filled(queries * heads * dim), Filled(keys * heads * dim), Filled(keys * heads * dim), new float[queries * heads * dim]);
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
