using System;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.Intrinsics;
using AttentionGen.CompilerServices;

namespace AttentionGen;

/// <summary>What a kernel was planned to be, and which of its paths this machine runs.</summary>
public sealed class AttentionKernelInfo
{
    private AttentionKernelInfo(string path, int heads, int keyValueHeads, int dim, int valueDim, int queryRows, int panelKeys, int blockKeys)
    {
        Path = path;
        Heads = heads;
        KeyValueHeads = keyValueHeads;
        Dim = dim;
        ValueDim = valueDim;
        QueryRows = queryRows;
        PanelKeys = panelKeys;
        BlockKeys = blockKeys;
    }

    /// <summary>The path that this machine runs: "Vector512", "Vector256", "Vector128" or "Scalar".</summary>
    public string Path { get; }

    /// <summary><c>H</c>, the number of query heads.</summary>
    public int Heads { get; }

    /// <summary><c>G</c>, the number of key/value heads.</summary>
    public int KeyValueHeads { get; }

    /// <summary><c>D</c>, the elements of one head of queries and keys.</summary>
    public int Dim { get; }

    /// <summary><c>E</c>, the elements of one head of values and of the output.</summary>
    public int ValueDim { get; }

    /// <summary>Query rows of one tile on this path.</summary>
    public int QueryRows { get; }

    /// <summary>Keys of one score tile on this path.</summary>
    public int PanelKeys { get; }

    /// <summary>Keys between two steps of the online softmax on this path.</summary>
    public int BlockKeys { get; }

    /// <summary>Describes a kernel on the tiles that it runs; called by generated code.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public static AttentionKernelInfo Describe<TShape, TTiles>()
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations =>
        new(TTiles.Path, TShape.Heads, TShape.KeyValueHeads, TShape.Dim, TShape.ValueDim, TTiles.QueryRows, TTiles.PanelKeys, TTiles.BlockKeys);

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"H={Heads} G={KeyValueHeads} D={Dim} E={ValueDim}, {Path}: tiles of {QueryRows} queries x {PanelKeys} keys, blocks of {BlockKeys} keys");
}
