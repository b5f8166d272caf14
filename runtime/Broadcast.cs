using System;

namespace AttentionGen;

/// <summary>
/// A tensor <c>[B, H, m, n]</c>, one element for each pair of query and key, of which any axis may have the length 1: its one entry
/// then holds for the whole axis. <c>default</c> means that there is none.
/// </summary>
/// <remarks>
/// <c>new Broadcast&lt;float&gt;(bias, 1, heads, m, n)</c> is one bias for all batch items; <c>new Broadcast&lt;bool&gt;(mask, batch, 1, 1, n)</c>
/// hides the same keys from all heads and queries of an item. <c>Forward</c> checks the lengths against its call.
/// </remarks>
/// <typeparam name="T">The elements' type.</typeparam>
public readonly ref struct Broadcast<T>
{
    /// <summary>Describes a dense, row-major tensor; nothing is copied.</summary>
    /// <param name="data"><c>[batch, heads, queries, keys]</c>.</param>
    /// <param name="batch"><c>B</c> or 1.</param>
    /// <param name="heads"><c>H</c> or 1.</param>
    /// <param name="queries"><c>m</c> or 1.</param>
    /// <param name="keys"><c>n</c> or 1.</param>
    public Broadcast(ReadOnlySpan<T> data, int batch, int heads, int queries, int keys)
    {
        Data = data;
        Batch = batch;
        Heads = heads;
        Queries = queries;
        Keys = keys;
    }

    /// <summary>The elements.</summary>
    public ReadOnlySpan<T> Data { get; }

    /// <summary>The length of the axis of batch items.</summary>
    public int Batch { get; }

    /// <summary>The length of the axis of query heads.</summary>
    public int Heads { get; }

    /// <summary>The length of the axis of queries.</summary>
    public int Queries { get; }

    /// <summary>The length of the axis of keys.</summary>
    public int Keys { get; }

    /// <summary>Whether this is <c>default</c>: no tensor at all.</summary>
    internal bool IsAbsent => Data.IsEmpty && Batch == 0 && Heads == 0 && Queries == 0 && Keys == 0;
}
