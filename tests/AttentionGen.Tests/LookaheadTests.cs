using System;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Which rows a thread asks the memory for while it computes others.</summary>
public sealed class LookaheadTests
{
    /// <summary>Tiles with operations for a fixed number of keys.</summary>
    public static TheoryData<string> FixedLengths => EmittedTiles.Names(static type => type.GetProperty(nameof(ITileOperations.WholeKeys)) is not null);

    /// <summary>Tiles of kernels with options, with fixed lengths, and with rows of several widths.</summary>
    public static TheoryData<string> Chosen => EmittedTiles.Names(static type => Regex.IsMatch(type.Name, "Kernels_(Options|FixedLengths|Large_D0(048|064|128))"));

    /// <summary>Some rows at a time, as many as leave none behind the last time.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(25)]
    public void RowsAreSpreadOverTheAsks(int passes)
    {
        // H = 4, G = 2, token-major: 3 queries of 2 heads each, from the middle of the second query on.
        (float[] q, float[] k, float[] v, float[] output) = Tensors<ShapeH4G2D8E4>(2, 5, 40);
        AttentionCall call = AttentionCall.Validate<ShapeH4G2D8E4>(q, k, v, output, new AttentionOptions { Batch = 2 });
        var rows = new RowBlock(1, 1, 3, 6);
        var ahead = new Lookahead<ShapeH4G2D8E4>(call, readsCacheAhead: false);
        ahead.Start();
        ahead.Keys(call, rows, 7, 21);
        ahead.Queries(call, rows);
        ahead.Output(call, rows with { KeyValueHead = 0 });
        ahead.Spread(passes, (1, 1));
        int asks = 2 * passes;
        Assert.Equal((asks, 21, 6, 6), ahead.Left);
        int left = asks + 3;
        for (int asked = 0; asked < asks; asked++)
        {
            int keys = int.Min(21, asked * ((20 / asks) + 1)), queries = int.Min(6, asked * ((5 / asks) + 1));
            Assert.Equal((asks - asked, 21 - keys, 6 - queries, 6 - queries), ahead.Left);
            (int query, int head) = Math.DivRem(3 + queries, 2);
            Assert.Equal(((40 + 7 + keys) * 2 + 1, ((5 + query) * 4) + 2 + head, ((5 + query) * 4) + head), ahead.Rows);
            ahead.Ask(call, ref left);
        }

        Assert.Equal(3, left);
        Assert.Equal((0, 0, 0, 0), ahead.Left);
    }

    /// <summary>
    /// A pass asks as often as it has 24 lines of the cache to ask for, at most once a piece, half of it while it sums up: here 40 keys with values, 2 lines, and 10
    /// queries and outputs, one line each, make 100 lines.
    /// </summary>
    [Theory]
    [InlineData(1, 9, 3, 3, 2)]
    [InlineData(1, 2, 3, 2, 2)]
    [InlineData(1, 9, 1, 4, 1)]
    [InlineData(2, 9, 3, 2, 1)]
    [InlineData(20, 9, 3, 1, 1)]
    public void AsksFollowTheLines(int passes, int scorePieces, int sumPieces, int scoreAsks, int sumAsks)
    {
        (float[] q, float[] k, float[] v, float[] output) = Tensors<ShapeH4G2D8E4>(1, 10, 40);
        AttentionCall call = AttentionCall.Validate<ShapeH4G2D8E4>(q, k, v, output, default);
        var rows = new RowBlock(0, 0, 0, 10);
        var ahead = new Lookahead<ShapeH4G2D8E4>(call, readsCacheAhead: false);
        ahead.Start();
        Assert.Equal((0, 0), (ahead.ScoreAsks, ahead.SumAsks));
        ahead.Keys(call, rows, 0, 40);
        ahead.Queries(call, rows);
        ahead.Output(call, rows);
        ahead.Spread(passes, (scorePieces, sumPieces));
        Assert.Equal((scoreAsks, sumAsks), (ahead.ScoreAsks, ahead.SumAsks));
        Assert.Equal((passes * (scoreAsks + sumAsks), 40, 10, 10), ahead.Left);

        // What a product did not ask for, it asks for at its end.
        ahead.AskForRest(call, passes * (scoreAsks + sumAsks));
        Assert.Equal((0, 0, 0, 0), ahead.Left);
        ahead.Start();
        Assert.Equal((0, 0), (ahead.ScoreAsks, ahead.SumAsks));
    }

    /// <summary>The output of heads that are added up is no row of its own.</summary>
    [Fact]
    public void OutputOfSummedHeads()
    {
        (float[] q, float[] k, float[] v, _) = Tensors<ShapeH6G3D5E9Summed>(1, 5, 40);
        AttentionCall call = AttentionCall.Validate<ShapeH6G3D5E9Summed>(q, k, v, new float[5 * 9], default);
        var ahead = new Lookahead<ShapeH6G3D5E9Summed>(call, readsCacheAhead: false);
        ahead.Start();
        ahead.Queries(call, new RowBlock(0, 1, 0, 10));
        ahead.Output(call, new RowBlock(0, 1, 0, 10));
        ahead.Spread(1, (1, 1));
        Assert.Equal((2, 0, 10, 0), ahead.Left);
    }

    /// <summary>Tensors that the second-level cache may hold are not asked for, nor, on processors that lose by it, those that the last one may.</summary>
    [Fact]
    public void WhereItPays()
    {
        Assert.False(Pays<ShapeH12G12D12E12>(1, 100, 1000));
        Assert.True(Pays<ShapeH12G12D12E12>(1, 100, 2000));
        Assert.True(Pays<ShapeH12G12D12E12>(20, 100, 100));
        Assert.False(Pays<ShapeH12G12D12E12>(1, 100, 14_400, readsCacheAhead: true));
        Assert.True(Pays<ShapeH12G12D12E12>(1, 100, 14_500, readsCacheAhead: true));
    }

    /// <summary>
    /// A block of rows asks for all that it is to ask for, in as many times as it said, whatever its rows see: at last for the output of its own
    /// rows, and for the next rows' queries and the first keys that these see.
    /// </summary>
    [Theory]
    [InlineData(0)]
    [InlineData(700)]
    [InlineData(-20)]
    public void ABlockOfRows(int offset)
    {
        Block<ShapeH12G12D12E12>(2100, offset);
        Block<ShapeH2G1D3E5>(66000, offset);
        Block<ShapeH2G2D64E33>(2800, offset);
        Block<ShapeWithOptions>(18000, offset);

        // All keys in one block.
        Block<ShapeH2G2D64E33>(60, offset, batch: 60);
    }

    /// <summary>So do rows that see all of a fixed number of keys, as windows of a picture do: their neighbours are those of the next head.</summary>
    [SkippableTheory]
    [MemberData(nameof(FixedLengths))]
    public void RowsOfAFixedLength(string name) => EmittedTiles.Call(typeof(LookaheadTests), nameof(Whole), name);

    /// <summary>Asking for rows cuts products into pieces: of some panels, or of single tiles where keys are few.</summary>
    [SkippableTheory]
    [MemberData(nameof(Chosen))]
    public void AskingChangesNoBit(string name) => EmittedTiles.Call(typeof(LookaheadTests), nameof(Asking), name);

    private static void Asking<TShape, TTiles>()
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        foreach ((int queries, int keys) in TShape.KeyLength > 0 || TShape.QueryLength > 0 ? new[] { (40, 100) } : [(50, 300), (16, 14), (40, 75)])
        {
            int m = TShape.QueryLength == 0 ? queries : TShape.QueryLength, n = TShape.KeyLength == 0 ? keys : TShape.KeyLength;
            int batch = 2 + (600 * 1024 / (TShape.KeyValueHeads * n * (TShape.Dim + TShape.ValueDim)));
            (float[] q, float[] k, float[] v, float[] asked) = Tensors<TShape>(batch, m, n);
            var random = new Random(m + n);
            foreach (float[] tensor in new[] { q, k, v })
            {
                for (int i = 0; i < tensor.Length; i++)
                {
                    tensor[i] = random.NextSingle() - 0.5f;
                }
            }

            var plain = new float[asked.Length];
            Compute(asked, asks: true);
            Compute(plain, asks: false);
            Assert.Contains(plain, static x => x != 0);
            Assert.Equal(MemoryMarshal.Cast<float, int>(plain), MemoryMarshal.Cast<float, int>(asked));

            void Compute(float[] output, bool asks)
            {
                AttentionCall call = AttentionCall.Validate<TShape>(q, k, v, output, new AttentionOptions { Batch = batch, QueryOffsets = [n - m] });
                Lookahead<TShape> ahead = asks ? new Lookahead<TShape>(call, readsCacheAhead: false) { Next = new RowBlock(1, 0, 0, 1) } : default;
                Assert.Equal(asks, ahead.Pays);
                int rows = m * (TShape.Heads / TShape.KeyValueHeads);
                int padded = (rows + TTiles.QueryRows - 1) / TTiles.QueryRows * TTiles.QueryRows;
                TiledRows<TShape, TTiles>.Compute(call, new RowBlock(0, 0, 0, rows), Workspace<TShape, TTiles>.Rent(padded, ref ahead));
            }
        }
    }

    private static void Whole<TShape, TTiles>()
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        int length = TShape.QueryLength == 0 ? 20 : TShape.QueryLength;
        int batch = 2 + (600 * 1024 / (TShape.KeyValueHeads * TTiles.WholeKeys * (TShape.Dim + TShape.ValueDim)));
        (float[] q, float[] k, float[] v, float[] output) = Tensors<TShape>(batch, length, TTiles.WholeKeys);
        AttentionCall call = AttentionCall.Validate<TShape>(q, k, v, output, new AttentionOptions { Batch = batch });
        var block = new RowBlock(0, 0, 0, length * (TShape.Heads / TShape.KeyValueHeads));
        RowBlock next = TShape.KeyValueHeads > 1 ? block with { KeyValueHead = 1 } : block with { Batch = 1 };
        var ahead = new Lookahead<TShape>(call, readsCacheAhead: false) { Next = next };
        Assert.True(ahead.Pays);
        TiledRows<TShape, TTiles>.Compute(
            call, block, Workspace<TShape, TTiles>.Rent((block.Rows + TTiles.QueryRows - 1) / TTiles.QueryRows * TTiles.QueryRows, ref ahead));
        (int begin, int end) = FirstBlock<TShape, TTiles>(call, next);
        nint written = TShape.Combine == HeadCombine.WeightedSum ? 0 : AfterLast<TShape>(block, length);
        Assert.Equal((0, 0, 0, 0), ahead.Left);
        Assert.Equal((Tensor.Key<TShape>(next, int.Max(begin, end), TTiles.WholeKeys), AfterLast<TShape>(next, length), written), ahead.Rows);
    }

    private static void Block<TShape>(int keys, int offset, int batch = 2)
        where TShape : struct, IKernelShape
    {
        Block<TShape, ScalarTiles<TShape>>(keys, offset, batch);
        Block<TShape, Vector128Tiles<TShape>>(keys, offset, batch);
    }

    // The rows of 50 queries of a head, after which come those of 30 others: of the same head, of the next one, of another batch item.
    private static void Block<TShape, TTiles>(int keys, int offset, int batch)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        const int length = 80;
        int heads = TShape.Heads / TShape.KeyValueHeads;
        (float[] q, float[] k, float[] v, float[] output) = Tensors<TShape>(batch, length, keys);
        AttentionCall call = AttentionCall.Validate<TShape>(q, k, v, output, new AttentionOptions { Batch = batch, QueryOffsets = new[] { offset } });
        var block = new RowBlock(0, 0, 0, 50 * heads);
        var after = new RowBlock(0, 0, 50 * heads, 30 * heads);
        foreach (RowBlock next in new[] { after, after with { KeyValueHead = TShape.KeyValueHeads - 1, First = 0 }, after with { Batch = 1 }, default })
        {
            var ahead = new Lookahead<TShape>(call, readsCacheAhead: false) { Next = next };
            Assert.True(ahead.Pays);
            Workspace<TShape, TTiles> work = Workspace<TShape, TTiles>.Rent((block.Rows + TTiles.QueryRows - 1) / TTiles.QueryRows * TTiles.QueryRows, ref ahead);
            TiledRows<TShape, TTiles>.Compute(call, block, work);
            Assert.Equal((0, 0, 0, 0), ahead.Left);
            (nint key, nint query, nint written) = ahead.Rows;
            Assert.Equal(AfterLast<TShape>(block, length), written);
            if (next.Rows > 0)
            {
                (int begin, int end) = FirstBlock<TShape, TTiles>(call, next);
                Assert.Equal(AfterLast<TShape>(next, length), query);
                Assert.Equal(Tensor.Key<TShape>(next, int.Max(begin, end), keys), key);
            }
        }
    }

    // The keys of the first block of keys that some rows use.
    private static (int Begin, int End) FirstBlock<TShape, TTiles>(in AttentionCall call, in RowBlock rows)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        int heads = TShape.Heads / TShape.KeyValueHeads;
        VisibleKeys visible = VisibleKeys.Of<TShape>(call, rows.Batch);
        int end = visible.End(rows.Query(rows.Rows - 1, heads)), begin = int.Min(visible.Begin(rows.Query(0, heads)), end);

        // Blocks of keys are equal, up to whole panels.
        int blocks = (call.KeyLength + TTiles.BlockKeys - 1) / TTiles.BlockKeys;
        int size = ((call.KeyLength + blocks - 1) / blocks + TTiles.PanelKeys - 1) / TTiles.PanelKeys * TTiles.PanelKeys;
        return (begin, int.Min(((begin / size) + 1) * size, end));
    }

    private static nint AfterLast<TShape>(in RowBlock rows, int length)
        where TShape : struct, IKernelShape
    {
        RowWalk<TShape> walk = new(rows, length);
        for (int row = 0; row < rows.Rows; row++)
        {
            walk.MoveNext();
        }

        return walk.Row;
    }

    private static (float[] Queries, float[] Keys, float[] Values, float[] Output) Tensors<TShape>(int batch, int queries, int keys)
        where TShape : struct, IKernelShape => (
            new float[batch * queries * TShape.Heads * TShape.Dim], new float[batch * keys * TShape.KeyValueHeads * TShape.Dim],
            new float[batch * keys * TShape.KeyValueHeads * TShape.ValueDim], new float[batch * queries * TShape.Heads * TShape.ValueDim]);

    private static bool Pays<TShape>(int batch, int queries, int keys, bool readsCacheAhead = false)
        where TShape : struct, IKernelShape
    {
        (float[] q, float[] k, float[] v, float[] output) = Tensors<TShape>(batch, queries, keys);
        return new Lookahead<TShape>(AttentionCall.Validate<TShape>(q, k, v, output, new AttentionOptions { Batch = batch }), readsCacheAhead).Pays;
    }
}
