using AttentionGen.Generator.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Generator.Tests.Snapshots;

/// <summary>The generated files themselves: a change of emission shows in review as a change of these.</summary>
public sealed class KernelSnapshotTests
{
    [Fact]
    public void Smallest() => Verify("""
        using AttentionGen;

        [AttentionKernel(heads: 1, dim: 1)]
        public static partial class Smallest;
        """);

    [Fact]
    public void Typical() => Verify("""
        using AttentionGen;

        namespace Models;

        [AttentionKernel(heads: 12, dim: 64)]
        public static partial class SelfAttention;
        """);

    [Fact]
    public void CausalGrouped() => Verify("""
        using AttentionGen;

        namespace Models;

        [AttentionKernel(heads: 8, dim: 16, Mask = AttentionMask.Causal, KeyValueHeads = 2)]
        internal readonly partial struct CausalGroupedAttention;
        """);

    [Fact]
    public void HeadMajor() => Verify("""
        using AttentionGen;

        [AttentionKernel(4, 20, Score.Dot, Layout = TensorLayout.HeadMajor, ValueDim = 36, Scale = 0.1f)]
        public sealed partial class HeadMajorAttention;
        """);

    [Fact]
    public void Additive() => Verify("""
        using AttentionGen;

        namespace Models;

        [AttentionKernel(heads: 2, dim: 12, Score.Additive, HiddenDim = 24)]
        public sealed partial class AlignmentAttention;
        """);

    [Fact]
    public void Mlp() => Verify("""
        using AttentionGen;

        [AttentionKernel(1, 8, Score.Mlp, HiddenDims = [16, 4], Activation = Activation.Gelu)]
        public readonly partial struct PerceptronAttention;
        """);

    [Fact]
    public void FixedLengths() => Verify("""
        using AttentionGen;

        namespace Models;

        [AttentionKernel(heads: 4, dim: 8, QueryLength = 9, KeyLength = 21, Combine = HeadCombine.WeightedSum, Unroll = 4)]
        public static partial class WindowAttention;
        """);

    [Fact]
    public void NestedAndGeneric() => Verify("""
        using AttentionGen;

        namespace Models.@event;

        public partial record Outer<TToken, @class>(TToken Token)
            where TToken : struct
        {
            internal partial interface IInner
            {
                [AttentionKernel(2, 8)]
                public partial record struct Kernel<T>
                    where T : notnull;

                [AttentionKernel(2, 9)]
                public static partial class Kernel;
            }
        }
        """);

    private static void Verify(string source, [System.Runtime.CompilerServices.CallerMemberName] string method = "")
    {
        GeneratorRun run = GeneratorRun.Of(source);
        run.CheckCompiles();
        Snapshot.Verify(run.Sources, method: method);
    }
}
