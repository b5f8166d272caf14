using System;

namespace AttentionGen.Sample.Tour;

/// <summary>A matrix per head, from embeddings of <see cref="Sentence.Dim"/> to <paramref name="dim"/> elements.</summary>
internal sealed class Projection(int heads, int dim)
{
    private readonly float[] _matrix = new float[Sentence.Dim * heads * dim];

    public void Set(int head, int from, int to, float value) => _matrix[(from * heads * dim) + (head * dim) + to] = value;

    /// <summary>From <c>[words, Sentence.Dim]</c> to <c>[words, heads, dim]</c>, the kernels' token-major layout.</summary>
    public float[] Apply(ReadOnlySpan<float> embeddings)
    {
        int columns = heads * dim;
        int words = embeddings.Length / Sentence.Dim;
        float[] result = new float[words * columns];
        for (int word = 0; word < words; word++)
        {
            for (int from = 0; from < Sentence.Dim; from++)
            {
                for (int column = 0; column < columns; column++)
                {
                    result[(word * columns) + column] += embeddings[(word * Sentence.Dim) + from] * _matrix[(from * columns) + column];
                }
            }
        }

        return result;
    }
}
