namespace AttentionGen;

/// <summary>Which keys a kernel lets a query see, before any per-call option narrows it further.</summary>
public enum AttentionMask
{
    /// <summary>Every key is visible to every query.</summary>
    None,

    /// <summary>
    /// Key <c>j</c> is visible to a query at position <c>p</c> iff <c>j &lt;= p</c>, where <c>p</c> is the query's index plus the
    /// offset of its batch item (<see cref="AttentionOptions.QueryOffsets"/>).
    /// </summary>
    Causal,
}
