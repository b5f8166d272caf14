using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Where rows lie in the caller's tensors, also where a row's number exceeds 2^31.</summary>
public sealed class TensorTests
{
    [Fact]
    public void TokenMajor()
    {
        // H = 6, G = 3: row 5 of a group of two heads is query 2, head 1 of the group.
        var block = new RowBlock(Batch: 4, KeyValueHead: 2, First: 3, Rows: 8);
        Assert.Equal((((4 * 10) + 2) * 6) + 5, Tensor.Row<ShapeH6G3D11E13>(block, 2, queryLength: 10));
        Assert.Equal((((4 * 6) + 5) * 10) + 2, Tensor.HeadRow<ShapeH6G3D11E13>(block, 2, queryLength: 10));
        Assert.Equal((((4 * 50) + 7) * 3) + 2, Tensor.Key<ShapeH6G3D11E13>(block, 7, keyLength: 50));
        Assert.Equal(3, Tensor.KeyStride<ShapeH6G3D11E13>());
    }

    [Fact]
    public void HeadMajor()
    {
        var block = new RowBlock(Batch: 4, KeyValueHead: 2, First: 3, Rows: 8);
        Assert.Equal((((4 * 3) + 2) * 10) + 5, Tensor.Row<ShapeH3G3D4E8>(block, 2, queryLength: 10));
        Assert.Equal((((4 * 3) + 2) * 10) + 5, Tensor.HeadRow<ShapeH3G3D4E8>(block, 2, queryLength: 10));
        Assert.Equal((((4 * 3) + 2) * 50) + 7, Tensor.Key<ShapeH3G3D4E8>(block, 7, keyLength: 50));
        Assert.Equal(1, Tensor.KeyStride<ShapeH3G3D4E8>());
    }

    [Fact]
    public void BeyondTwoToThe31()
    {
        const int batch = 60_000, length = 70_000, last = length - 1;
        var token = new RowBlock(batch, KeyValueHead: 2, First: 2 * last, Rows: 2);
        Assert.Equal((((60_000L * 70_000) + 69_999) * 6) + 5, (long)Tensor.Row<ShapeH6G3D11E13>(token, 1, length));
        Assert.Equal((((60_000L * 6) + 5) * 70_000) + 69_999, (long)Tensor.HeadRow<ShapeH6G3D11E13>(token, 1, length));
        Assert.Equal((((60_000L * 70_000) + 69_999) * 3) + 2, (long)Tensor.Key<ShapeH6G3D11E13>(token, last, length));

        var head = new RowBlock(batch, KeyValueHead: 2, First: last, Rows: 1);
        Assert.Equal((((60_000L * 3) + 2) * 70_000) + 69_999, (long)Tensor.Row<ShapeH3G3D4E8>(head, 0, length));
        Assert.Equal((((60_000L * 3) + 2) * 70_000) + 69_999, (long)Tensor.Key<ShapeH3G3D4E8>(head, last, length));
    }
}
