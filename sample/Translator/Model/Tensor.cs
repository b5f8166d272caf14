using System;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>A matrix of the computation, with room for the derivative of the loss by each element. A view of memory of its tape.</summary>
internal sealed class Tensor(float[] values, float[] gradients, int offset, int rows, int columns)
{
    public int Rows => rows;

    public int Columns => columns;

    /// <summary><c>[Rows, Columns]</c>.</summary>
    public Span<float> Values => values.AsSpan(offset, rows * columns);

    /// <summary><c>[Rows, Columns]</c>: the derivative of the loss by each value. Empty on a tape that does not record.</summary>
    public Span<float> Gradients => gradients.Length == 0 ? [] : gradients.AsSpan(offset, rows * columns);

    /// <summary>Some rows, sharing memory with this tensor.</summary>
    public Tensor Slice(int firstRow, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(firstRow + count, rows);
        return new Tensor(values, gradients, offset + (firstRow * columns), count, columns);
    }

    public Span<float> Row(int row) => Values.Slice(row * columns, columns);

    public Span<float> GradientRow(int row) => Gradients.Slice(row * columns, columns);
}
