using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// Which keys the queries of one batch item see, as far as lengths, causality and windows tell: for each query a run of keys, whose ends
/// never move back from query to query.
/// </summary>
internal readonly struct VisibleKeys
{
    private readonly int _length;
    private readonly int _left;
    private readonly int _right;
    private readonly int _offset;

    /// <summary>What a batch item of <paramref name="length"/> keys shows.</summary>
    /// <param name="length">Its keys.</param>
    /// <param name="left">Keys before a query's position that it sees; negative for all.</param>
    /// <param name="right">Keys behind it; negative for all.</param>
    /// <param name="offset">The first query's position.</param>
    public VisibleKeys(int length, int left, int right, int offset)
    {
        _length = length;
        _left = left;
        _right = right;
        _offset = offset;
    }

    public static VisibleKeys Of<TShape>(in AttentionCall call, int batch)
        where TShape : struct, IKernelShape
    {
        int length = call.KeyLengths.IsEmpty ? call.KeyLength : int.Clamp(call.KeyLengths[batch], 0, call.KeyLength);
        int offset = call.QueryOffsets.Length switch
        {
            0 => 0,
            1 => call.QueryOffsets[0],
            _ => call.QueryOffsets[batch],
        };
        return new VisibleKeys(length, TShape.WindowLeft, TShape.Causal ? 0 : TShape.WindowRight, offset);
    }

    /// <summary>The keys whose scores are computed: those that are seen, or all where the caller wants the scores of hidden ones too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static VisibleKeys Scored(in AttentionCall call, in VisibleKeys visible) =>
        call.KeepsEveryScore ? new VisibleKeys(call.KeyLength, -1, -1, 0) : visible;

    /// <summary>The first key that query <paramref name="query"/> sees, if it sees any: never behind <see cref="End"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Begin(int query) => _left >= 0 ? (int)long.Clamp((long)query + _offset - _left, 0, _length) : 0;

    /// <summary>The key behind the last one that query <paramref name="query"/> sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int End(int query) => _right >= 0 ? (int)long.Clamp((long)query + _offset + _right + 1, 0, _length) : _length;

    /// <summary>The key that query <paramref name="query"/> sees nearest to its position, and how far from it that is; 0 and 0 if it sees none.</summary>
    public (int Key, long Distance) Nearest(int query)
    {
        int begin = Begin(query), end = End(query);
        if (begin >= end)
        {
            return (0, 0);
        }

        long position = (long)query + _offset;
        int key = (int)long.Clamp(position, begin, end - 1);
        return (key, long.Abs(position - key));
    }
}
