using System.Runtime.CompilerServices;

namespace AttentionGen.CompilerServices;

/// <summary>
/// The runs of a block's tokens that go through an operation at once. Several queries take turns, in steps that stay in a
/// cache until all have read them. A run comes from equal parts of the block: each is a stream of its own through the memory, which the
/// processor's prefetching follows the better the longer it is.
/// </summary>
internal struct TokenRuns<TTiles>
    where TTiles : struct, ITileOperations
{
    private readonly VisibleKeys _visible;
    private readonly int _firstKey;
    private readonly int _keys;
    private readonly int _queries;
    private readonly int _step;

    // Parts of a run.
    private readonly int _streams;

    // Tokens of each part of the block where several queries all have all of its keys; otherwise a run is cut into parts by itself.
    private readonly int _part;
    private int _first;
    private int _query = -1;

    /// <summary>Starts before the first run.</summary>
    /// <param name="visible">The keys that each query has.</param>
    /// <param name="firstKey">The block's first key.</param>
    /// <param name="keys">How many.</param>
    /// <param name="queries">Queries.</param>
    /// <param name="step">Tokens that several queries take turns in, a multiple of <see cref="ITileOperations.TokensTogether"/>.</param>
    /// <param name="neighbours">Whether tokens that go together are neighbours: a run then has one part.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TokenRuns(in VisibleKeys visible, int firstKey, int keys, int queries, int step, bool neighbours)
    {
        _visible = visible;
        _firstKey = firstKey;
        _keys = keys;
        _queries = queries;
        _streams = neighbours ? 1 : TTiles.TokensTogether;
        _step = queries == 1 ? keys : step;
        bool all = queries > 1 && visible.Begin(queries - 1) <= firstKey && visible.End(0) - keys >= firstKey;
        _part = all ? keys / _streams : 0;
    }

    /// <summary>The query.</summary>
    public readonly int Query => _query;

    /// <summary>The run's first token within the block.</summary>
    public int Start { get; private set; }

    /// <summary>Tokens of the run.</summary>
    public int Count { get; private set; }

    /// <summary>Tokens from one of the run's <see cref="ITileOperations.TokensTogether"/> parts to the next.</summary>
    public int Apart { get; private set; }

    /// <summary>Goes on to the next run that has tokens.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        do
        {
            if (++_query == _queries)
            {
                _query = 0;
                Step();
            }

            if (_first >= _keys)
            {
                return false;
            }

            Set();
        }
        while (Count <= 0);
        return true;
    }

    // Tokens that the parts leave come last.
    private void Step()
    {
        if (_first >= _part)
        {
            _first += _step;
            return;
        }

        _first += _step / _streams;
        if (_first >= _part)
        {
            _first = _part * _streams;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Set()
    {
        if (_first < _part)
        {
            Start = _first;
            Count = int.Min(_step / _streams, _part - _first) * _streams;
            Apart = _part;
            return;
        }

        Start = int.Max(_visible.Begin(_query) - _firstKey, _first);
        Count = int.Min(_visible.End(_query) - _firstKey, int.Min(_first + _step, _keys)) - Start;
        Apart = Count / _streams;
    }
}
