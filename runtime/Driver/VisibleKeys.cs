using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>Which keys the queries of one batch item see: for each query a prefix of the keys, which never shrinks from query to query.</summary>
internal readonly struct VisibleKeys
{
    private readonly int _length;
    private readonly bool _causal;
    private readonly int _offset;

    private VisibleKeys(int length, bool causal, int offset)
    {
        _length = length;
        _causal = causal;
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
        return new VisibleKeys(length, TShape.Causal, offset);
    }

    /// <summary>The number of keys that query <paramref name="query"/> sees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int End(int query) => _causal ? (int)long.Clamp((long)query + _offset + 1, 0, _length) : _length;
}
