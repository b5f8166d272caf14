using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The rows of the caller's tensors that a thread copies or writes next, which it asks the memory for while it computes. The rows of a head lie
/// apart, so that no processor foresees them; and only some misses can be open at once, so that asking for many rows in one go takes as long as
/// waiting for them. So a few are asked for at a time, between the products.
/// </summary>
internal struct Lookahead<TShape>
    where TShape : struct, IKernelShape
{
    // Elements of all tensors that the second-level cache may still hold since they were written: 2 MB. And those that the last cache may: 16 MB.
    private const int NearElements = 512 * 1024;
    private const int CachedElements = 4 * 1024 * 1024;

    private const int LineElements = 16;

    // Lines of the cache that are asked for in one go, where products can be interrupted as often: about as many misses as a core has open at once.
    private const int LinesAtOnce = 24;

    private int _asks;
    private nint _key;
    private int _keys;
    private int _keysAtOnce;
    private RowWalk<TShape> _query;
    private int _queries;
    private int _queriesAtOnce;
    private RowWalk<TShape> _output;
    private int _outputs;
    private int _outputsAtOnce;

    /// <summary>For the units of a call that a thread computes.</summary>
    /// <param name="call">The call.</param>
    /// <param name="readsCacheAhead">Whether asking costs time for what the last cache holds: <see cref="Processor.IsZen5OrLater"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Lookahead(in AttentionCall call, bool readsCacheAhead)
    {
        Pays = (long)call.Queries.Length + call.Keys.Length + call.Values.Length + call.Output.Length > (readsCacheAhead ? CachedElements : NearElements);
    }

    /// <summary>Whether asking is worth it for tensors as large as the call's.</summary>
    public bool Pays { get; }

    /// <summary>What the thread is likely to compute next; without rows where there is nothing.</summary>
    public RowBlock Next { get; set; }

    /// <summary>How often rows will still be asked for, and how many keys (with their values), queries and outputs are left.</summary>
    public readonly (int Asks, int Keys, int Queries, int Outputs) Left => (_asks, _keys, _queries, _outputs);

    /// <summary>The next of these rows, each in its tensor.</summary>
    public readonly (nint Key, nint Query, nint Output) Rows => (_key, _query.Row, _output.Row);

    /// <summary>How often a pass asks while it computes scores; 0 where there is nothing to ask for.</summary>
    public int ScoreAsks { get; private set; }

    /// <summary>How often a pass asks while it computes weighted sums; 0 where there is nothing to ask for.</summary>
    public int SumAsks { get; private set; }

    /// <summary>Forgets what was not asked for yet.</summary>
    public void Start()
    {
        _asks = ScoreAsks = SumAsks = 0;
        _keys = _queries = _outputs = 0;
    }

    /// <summary>Keys and values will be copied: <paramref name="count"/> from <paramref name="first"/> on.</summary>
    public void Keys(in AttentionCall call, in RowBlock block, int first, int count)
    {
        _key = Tensor.Key<TShape>(block, first, call.KeyCount<TShape>());
        _keys = count;
    }

    /// <summary>The queries of a block of rows will be copied.</summary>
    public void Queries(in AttentionCall call, in RowBlock block)
    {
        _query = new RowWalk<TShape>(block, call.QueryCount<TShape>());
        _queries = block.Rows;
    }

    /// <summary>The output of a block of rows will be written; of its own, as it is where heads are not added up.</summary>
    public void Output(in AttentionCall call, in RowBlock block)
    {
        if (TShape.Combine == HeadCombine.WeightedSum)
        {
            return;
        }

        _output = new RowWalk<TShape>(block, call.QueryCount<TShape>());
        _outputs = block.Rows;
    }

    /// <summary>Spreads what was named since <see cref="Start"/> over some passes.</summary>
    /// <param name="passes">How many.</param>
    /// <param name="most">In how many pieces each of them can compute scores, and weighted sums. It asks once at least for either.</param>
    public void Spread(int passes, (int Scores, int Sums) most)
    {
        long lines = ((long)_keys * (Lines(TShape.Dim) + Lines(TShape.ValueDim))) + ((long)_queries * Lines(TShape.Dim)) + ((long)_outputs * Lines(TShape.ValueDim));
        long asks = (lines + ((long)passes * LinesAtOnce) - 1) / ((long)passes * LinesAtOnce);
        SumAsks = (int)long.Clamp(asks / 2, 1, most.Sums);
        ScoreAsks = (int)long.Clamp(asks - SumAsks, 1, most.Scores);
        _asks = passes * (ScoreAsks + SumAsks);
        (_keysAtOnce, _queriesAtOnce, _outputsAtOnce) = (AtOnce(_keys), AtOnce(_queries), AtOnce(_outputs));
    }

    /// <summary>Asks for the next rows, if a product is to ask for some still.</summary>
    /// <param name="call">The call.</param>
    /// <param name="left">How often it is to; one less afterwards.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Ask(in AttentionCall call, ref int left)
    {
        if (left > 0)
        {
            left--;
            AskForRows(call);
        }
    }

    /// <summary>Asks for what a product did not ask for, as it had fewer pieces.</summary>
    /// <param name="call">The call.</param>
    /// <param name="left">How often it was to ask still.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AskForRest(in AttentionCall call, int left)
    {
        for (; left > 0; left--)
        {
            AskForRows(call);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void AskForRows(in AttentionCall call)
    {
        _asks--;
        for (int i = int.Min(_keys, _keysAtOnce); i > 0; i--, _keys--)
        {
            if (TShape.Score != Score.Location)
            {
                AskForRow(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Keys), _key * TShape.Dim), TShape.Dim);
            }

            AskForRow(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Values), _key * TShape.ValueDim), TShape.ValueDim);
            _key += Tensor.KeyStride<TShape>();
        }

        for (int i = int.Min(_queries, _queriesAtOnce); i > 0; i--, _queries--)
        {
            AskForRow(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Queries), _query.Row * TShape.Dim), TShape.Dim);
            _query.MoveNext();
        }

        for (int i = int.Min(_outputs, _outputsAtOnce); i > 0; i--, _outputs--)
        {
            AskForRow(ref Unsafe.Add(ref MemoryMarshal.GetReference(call.Output), _output.Row * TShape.ValueDim), TShape.ValueDim);
            _output.MoveNext();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AskForRow(ref readonly float row, int elements)
    {
        for (int i = 0; i < elements; i += LineElements)
        {
            Memory.PrefetchFar(ref Unsafe.Add(ref Unsafe.AsRef(in row), i));
        }
    }

    private static int Lines(int elements) => (elements + LineElements - 1) / LineElements;

    private readonly int AtOnce(int rows) => (int)(((long)rows + _asks - 1) / _asks);
}
