using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests.Robustness;

/// <summary>
/// The buffers that a thread keeps from call to call: a call neither takes up what an earlier one left there nor goes past the length that it
/// asked for.
/// </summary>
public sealed class BufferTests
{
    // A NaN that no arithmetic makes.
    private const int Poison = 0x7FE5A5A5;

    // Elements behind the buffer.
    private const int Margin = 4096;

    public static TheoryData<string> Names => [.. KernelsByName.Keys];

    private static Dictionary<string, Kernel> KernelsByName { get; } = new[] { "Options", "FixedLengths", "Summed", "Streamed", "Large" }
        .SelectMany(KernelCatalog.All).Concat(LearnedKernels.Kernels).ToDictionary(static kernel => kernel.Name);

    [Theory]
    [MemberData(nameof(Names))]
    public void NothingOfThemIsTakenUpNorExceeded(string name)
    {
        Kernel kernel = KernelsByName[name];
        foreach ((int queries, int keys) in new[] { (1, 1), (1, 300), (2, 19), (4, 40), (9, 33), (13, 70), (50, 520) })
        {
            int m = kernel.Declaration.QueryLength == 0 ? queries : kernel.Declaration.QueryLength;
            int n = kernel.Declaration.KeyLength == 0 ? keys : kernel.Declaration.KeyLength;
            var plain = new AttentionCase(kernel, m, n) { QueryOffsets = [n - m], HeadWeights = HeadWeights(kernel) };
            Check(plain, () => [plain.Output()]);
            AttentionCase options = OptionCases.Random(kernel, m, n, seed: m);
            Check(options, () =>
            {
                AttentionResult result = options.Run();
                return [result.Output, result.Weights, result.LogSumExp, result.Scores];
            });
        }
    }

    private static float[] HeadWeights(Kernel kernel) => kernel.Declaration.Combine == HeadCombine.WeightedSum ? OptionCases.HeadWeights(kernel) : [];

    private static void Check(AttentionCase call, Func<float[][]> run)
    {
        int own = 0, shared = 0;
        float[][] expected = [], actual = [];
        OnNewThread(() =>
        {
            expected = run();
            own = Length("_own");
            shared = Length("_shared");
        });
        OnNewThread(() =>
        {
            Span<int> ownBuffer = Poisoned(ref ThreadBuffer.Rent(own + Margin), own + Margin);
            Span<int> sharedBuffer = Poisoned(ref ThreadBuffer.RentShared(shared + Margin), shared + Margin);
            actual = run();
            Assert.True(own + shared > 0, "No buffer was seen.");
            Assert.True(ownBuffer[own..].IndexOfAnyExcept(Poison) < 0, $"{call}: goes past {own} elements.");
            Assert.True(sharedBuffer[shared..].IndexOfAnyExcept(Poison) < 0, $"{call}: goes past {shared} shared elements.");
        });
        Assert.All(expected.Zip(actual), each => Assert.True(
            MemoryMarshal.AsBytes(each.First.AsSpan()).SequenceEqual(MemoryMarshal.AsBytes(each.Second.AsSpan())), $"{call}: other bits."));
    }

    private static Span<int> Poisoned(ref float buffer, int length)
    {
        Span<int> bits = MemoryMarshal.Cast<float, int>(MemoryMarshal.CreateSpan(ref buffer, length));
        bits.Fill(Poison);
        return bits;
    }

    // What the thread's first call asked for, which is what was made.
    private static int Length(string field)
    {
        object buffer = typeof(ThreadBuffer).GetField(field, BindingFlags.NonPublic | BindingFlags.Static)!.GetValue(null)!;
        var array = (float[]?)typeof(ThreadBuffer).GetNestedType("Aligned", BindingFlags.NonPublic)!
            .GetField("_array", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(buffer);
        return array is null ? 0 : array.Length - ThreadBuffer.Align(1);
    }

    private static void OnNewThread(Action action)
    {
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                action();
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        });
        thread.Start();
        thread.Join();
        failure?.Throw();
    }
}
