using System.Runtime.CompilerServices;
using System.Threading;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests.Robustness;

/// <summary>Counts that no test can reach in memory, at their limits.</summary>
public sealed class LimitTests
{
    /// <summary>Few queries of the largest kernel on the largest machines: the states of the items that are computed at a time stay addressable.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(64)]
    [InlineData(1024)]
    [InlineData(100_000)]
    public void StatesOfManyThreads(int threads)
    {
        int length = DirectBuffers<Largest, Vector128Tiles<Largest>>.StatesLength;
        Assert.InRange(length, 1024 * 1024, int.MaxValue / 32);
        foreach (int segments in new[] { 1, 2, 15, 32 })
        {
            foreach (int batch in new[] { 1, 2, 2000 })
            {
                int items = DirectRows<Largest, Vector128Tiles<Largest>>.Items(batch, segments, threads);
                Assert.InRange(items, 1, batch);
                Assert.True(items == 1 || (long)items * segments * length <= 1 << 26, $"{items} items of {segments} segments");
            }
        }
    }

    /// <summary>A kernel of usual size keeps the threads of any machine busy.</summary>
    [Fact]
    public void ItemsOfSmallKernels() => Assert.Equal(
        1024, DirectRows<ShapeH4G2D8E4, Vector128Tiles<ShapeH4G2D8E4>>.Items(batch: 5000, segments: 1, threads: 256));

    /// <summary>As many units as there are numbers, taken by several threads: none is taken twice when the counter has come to its end.</summary>
    [SkippableFact]
    public void AsManyUnitsAsNumbers()
    {
        Skip.If(RandomCases.Times == 1, "Takes half a minute: set ATTENTIONGEN_RANDOM_TIMES to 2.");
        AttentionCall call = AttentionCall.Validate<ShapeH1G1D1E1>([1], [1], [1], new float[1], new AttentionOptions { MaxDegreeOfParallelism = 4 });
        WorkQueue.Run<Counted>(call, 0, int.MaxValue, ref Unsafe.NullRef<float>());
        Assert.Equal((0, 1), (Counted.Negative, Counted.Last));
    }

    private readonly struct Counted : IUnitOfWork
    {
        public static int Negative;
        public static int Last;

        public static void Run(in AttentionCall call, int first, int units, int place, ref float shared)
        {
            if (place < 0)
            {
                Interlocked.Increment(ref Negative);
            }

            if (place == int.MaxValue - 1)
            {
                Interlocked.Increment(ref Last);
            }
        }
    }

    private readonly struct Largest : IKernelShape
    {
        public static int Heads => 1024;

        public static int KeyValueHeads => 1024;

        public static int Dim => 1024;

        public static int ValueDim => 1024;

        public static float Scale => 1;

        public static bool Causal => false;

        public static TensorLayout Layout => TensorLayout.HeadMajor;

        public static Score Score => Score.General;
    }
}
