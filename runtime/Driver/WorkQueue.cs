using System;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace AttentionGen.CompilerServices;

/// <summary>A call cut into units that may be computed in any order, on any thread.</summary>
internal interface IUnitOfWork
{
    /// <summary>
    /// Computes <paramref name="units"/> units from <paramref name="first"/> on, in order; <paramref name="shared"/> is memory that all
    /// units of a run share, <paramref name="place"/> the first one's number within the run.
    /// </summary>
    static abstract void Run(in AttentionCall call, int first, int units, int place, ref float shared);
}

/// <summary>Computes the units of a call on the calling thread and, when asked, on threads of the pool.</summary>
internal static class WorkQueue
{
    /// <summary>Computes some units from the first one on; returns when the last of them is done.</summary>
    public static void Run<TWork>(in AttentionCall call, int first, int units, ref float shared)
        where TWork : struct, IUnitOfWork
    {
        int degree = int.Min(call.Degree, units);
        if (degree > 1)
        {
            ParallelCall<TWork>.Run(call, first, units, degree, ref shared);
            return;
        }

        TWork.Run(call, first, units, 0, ref shared);
    }
}

/// <summary>
/// A call whose units several threads take from a counter. Each calling thread keeps one such object for all its calls, so that the
/// steady state allocates nothing.
/// </summary>
/// <remarks>
/// The caller computes units too and so never waits for the pool to find a thread: one that comes late finds the call closed, or helps
/// with the caller's next one. The caller waits only for units that another thread has begun.
/// </remarks>
internal sealed unsafe class ParallelCall<TWork> : IThreadPoolWorkItem
    where TWork : struct, IUnitOfWork
{
    [ThreadStatic]
    private static ParallelCall<TWork>? _ofThread;

    private readonly Lock _gate = new();
    private PinnedCall _call;
    private int _first;
    private int _units;
    private int _next;
    private int _permits;
    private int _helpers;
    private int _queued;
    private Exception? _failure;

    public static void Run(in AttentionCall call, int first, int units, int degree, ref float shared)
    {
        ParallelCall<TWork> job = _ofThread ??= new ParallelCall<TWork>();
        fixed (float* queries = call.Queries, keys = call.Keys, values = call.Values, output = call.Output)
        fixed (float* weights = call.Weights, logSumExp = call.LogSumExp, memory = &shared)
        fixed (float* headWeights = call.HeadWeights)
        fixed (int* keyLengths = call.KeyLengths, queryOffsets = call.QueryOffsets)
        fixed (float* bias = call.Bias, sinks = call.Sinks, scores = call.Scores)
        fixed (bool* allowed = call.Allowed)
        {
            var pairs = new PinnedPairs(call, bias, allowed, sinks, scores);
            job._call = new PinnedCall(call, queries, keys, values, output, weights, logSumExp, headWeights, keyLengths, queryOffsets, memory, pairs);
            job.Compute(call, first, units, degree, ref shared);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Before the look at the permits: whoever gives some afterwards sees that this item is gone.
        Interlocked.Decrement(ref _queued);
        lock (_gate)
        {
            if (_permits == 0)
            {
                return;
            }

            _permits--;
            _helpers++;
        }

        try
        {
            AttentionCall call = _call.Unpin();
            TakeUnits(call, ref *_call.Shared);
        }
        catch (Exception exception)
        {
            _failure = exception;
        }

        lock (_gate)
        {
            _helpers--;
        }
    }

    private void Compute(in AttentionCall call, int first, int units, int degree, ref float shared)
    {
        _first = first;
        _units = units;
        _next = 0;
        _failure = null;
        lock (_gate)
        {
            _permits = degree - 1;
        }

        // An item that the pool has not come to since an earlier call serves this one as well: a busy pool's queue does not grow.
        for (int i = Volatile.Read(ref _queued) + 1; i < degree; i++)
        {
            Interlocked.Increment(ref _queued);
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }

        try
        {
            TakeUnits(call, ref shared);
        }
        finally
        {
            Close();
        }

        if (_failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void TakeUnits(in AttentionCall call, ref float shared)
    {
        while (true)
        {
            // Unsigned: where there are nearly 2^31 units, the counter goes past the largest number before all threads have seen the end.
            int place = Interlocked.Increment(ref _next) - 1;
            if ((uint)place >= (uint)_units)
            {
                return;
            }

            TWork.Run(call, _first + place, 1, place, ref shared);
        }
    }

    // The memory is pinned only until the caller returns: nobody may enter any more, and all who did must have left.
    private void Close()
    {
        lock (_gate)
        {
            _permits = 0;
        }

        Volatile.Write(ref _next, _units);
        SpinWait wait = default;
        while (Volatile.Read(ref _helpers) != 0)
        {
            wait.SpinOnce(sleep1Threshold: -1);
        }

        _call = default;
    }

    /// <summary>A call as pointers, which other threads can read.</summary>
    private readonly struct PinnedCall
    {
        private readonly int _batch;
        private readonly int _queryLength;
        private readonly int _keyLength;
        private readonly int _degree;
        private readonly float* _queries;
        private readonly float* _keys;
        private readonly float* _values;
        private readonly float* _output;
        private readonly float* _weights;
        private readonly float* _logSumExp;
        private readonly float* _headWeights;
        private readonly int* _keyLengths;
        private readonly int* _queryOffsets;
        private readonly Lengths _lengths;
        private readonly PinnedPairs _pairs;
        private readonly ScoreParameters? _parameters;

        public PinnedCall(
            in AttentionCall call, float* queries, float* keys, float* values, float* output, float* weights, float* logSumExp,
            float* headWeights, int* keyLengths, int* queryOffsets, float* shared, PinnedPairs pairs)
        {
            _batch = call.Batch;
            _queryLength = call.QueryLength;
            _keyLength = call.KeyLength;
            _degree = call.Degree;
            _queries = queries;
            _keys = keys;
            _values = values;
            _output = output;
            _weights = weights;
            _logSumExp = logSumExp;
            _headWeights = headWeights;
            _keyLengths = keyLengths;
            _queryOffsets = queryOffsets;
            Shared = shared;
            _pairs = pairs;
            _lengths = new Lengths(
                call.Queries.Length, call.Keys.Length, call.Values.Length, call.Output.Length, call.Weights.Length, call.LogSumExp.Length,
                call.KeyLengths.Length, call.QueryOffsets.Length, call.HeadWeights.Length);
            _parameters = call.Parameters;
        }

        public float* Shared { get; }

        public AttentionCall Unpin() => new()
        {
            Batch = _batch,
            QueryLength = _queryLength,
            KeyLength = _keyLength,
            Degree = _degree,
            Queries = new ReadOnlySpan<float>(_queries, _lengths.Queries),
            Keys = new ReadOnlySpan<float>(_keys, _lengths.Keys),
            Values = new ReadOnlySpan<float>(_values, _lengths.Values),
            Output = new Span<float>(_output, _lengths.Output),
            Weights = new Span<float>(_weights, _lengths.Weights),
            LogSumExp = new Span<float>(_logSumExp, _lengths.LogSumExp),
            Parameters = _parameters,
            KeyLengths = new ReadOnlySpan<int>(_keyLengths, _lengths.KeyLengths),
            QueryOffsets = new ReadOnlySpan<int>(_queryOffsets, _lengths.QueryOffsets),
            HeadWeights = new ReadOnlySpan<float>(_headWeights, _lengths.HeadWeights),
            Bias = _pairs.Bias,
            BiasStrides = _pairs.BiasStrides,
            Allowed = _pairs.Allowed,
            AllowedStrides = _pairs.AllowedStrides,
            Sinks = _pairs.Sinks,
            Scores = _pairs.Scores,
            ScoreStage = _pairs.ScoreStage,
        };

        private readonly record struct Lengths(
            int Queries, int Keys, int Values, int Output, int Weights, int LogSumExp, int KeyLengths, int QueryOffsets, int HeadWeights);
    }
}
