using System;

namespace AttentionGen.Bench.Cases;

/// <summary>One row of the benchmark: a kernel, the lengths of a call, and what else the row is compared with.</summary>
internal sealed record AttentionCase(string Name, KernelType Kernel, int M, int N)
{
    /// <summary>Items that one call computes, each of <see cref="M"/> queries and <see cref="N"/> keys of its own.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>The number of visible keys where fewer than <see cref="N"/>.</summary>
    public int? KeyLength { get; init; }

    /// <summary>The position of query 0.</summary>
    public int QueryOffset { get; init; }

    /// <summary>Threads of this row; 0 = as the command line asks.</summary>
    public int Threads { get; init; }

    /// <summary>Whether the plain loop of a learned score multiplies each query and key by the hidden layer once instead of once a pair.</summary>
    public bool LoopHoistsProjections { get; init; }

    /// <summary>Another call of this project that is timed in the same rotation, for a ratio within the project.</summary>
    public Reference? Against { get; init; }

    /// <summary>One query reads every key and value once for two flops an element: the memory is the limit, not the multiplier.</summary>
    public bool ReadBound => M == 1;

    public int VisibleKeyCount => Math.Min(N, KeyLength ?? N);

    public int OutputLength => Batch * M * Kernel.Heads * Kernel.ValueDim;

    /// <summary>Query-key pairs that the masks leave, over one head of one item.</summary>
    public long VisiblePairs
    {
        get
        {
            var pairs = 0L;
            for (var i = 0; i < M; i++)
            {
                pairs += VisibleKeys(i);
            }

            return pairs;
        }
    }

    /// <summary>
    /// Two flops per visible pair and element, in the scores and in the weighted sum; a hidden layer is linear in query and key, so what
    /// it takes is its products with each of them once, and for each pair a sum and a product an element. Neither the softmax nor a
    /// layer's activation is counted.
    /// </summary>
    public double Flops => Batch * (Kernel.HiddenDim == 0
        ? 2.0 * Kernel.Heads * VisiblePairs * (Kernel.Dim + Kernel.ValueDim)
        : Kernel.Heads * ((2.0 * (M + N) * Kernel.Dim * Kernel.HiddenDim) + (VisiblePairs * ((3.0 * Kernel.HiddenDim) + (2.0 * Kernel.ValueDim)))));

    /// <summary>Bytes of the visible keys and values, each counted once however many query heads share it.</summary>
    public double KeyValueBytes => sizeof(float) * (double)Batch * VisibleKeyCount * Kernel.KeyValueHeads * (Kernel.Dim + Kernel.ValueDim);

    /// <summary>Work in the unit of the row's limit.</summary>
    public double Work => ReadBound ? KeyValueBytes : Flops;

    /// <summary>Masks here always leave a prefix of the keys; this is its length for query <paramref name="query"/>.</summary>
    public int VisibleKeys(int query) =>
        Kernel.Causal ? Math.Clamp(query + QueryOffset + 1, 0, VisibleKeyCount) : VisibleKeyCount;

    public bool SameShape(AttentionCase other) =>
        Batch == other.Batch && M == other.M && N == other.N && Kernel.Heads == other.Kernel.Heads && Kernel.KeyValueHeads == other.Kernel.KeyValueHeads
        && Kernel.Dim == other.Kernel.Dim && Kernel.ValueDim == other.Kernel.ValueDim;

    /// <summary>Whether the two differ in nothing but their threads, so that they must give the same bits.</summary>
    public bool SameCall(AttentionCase other) =>
        this with { Name = "", Threads = 0, Against = null } == other with { Name = "", Threads = 0, Against = null };

    /// <summary>What a row is set against within this project.</summary>
    /// <param name="Case">The other call.</param>
    /// <param name="Label">How the ratio reads.</param>
    /// <param name="Slowdown">Whether the ratio is this row's time over the other's (else the other's over this row's).</param>
    internal sealed record Reference(AttentionCase Case, string Label, bool Slowdown = false);
}
