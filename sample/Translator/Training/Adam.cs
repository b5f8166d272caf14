using System;

namespace AttentionGen.Sample.Translator.Training;

/// <summary>Changes parameters along their gradients, each at a pace of its own.</summary>
/// <remarks>Kingma and Ba, "Adam: a method for stochastic optimization", 2015.</remarks>
internal sealed class Adam(int parameters)
{
    private const float MeanDecay = 0.9f;
    private const float SquareDecay = 0.99f;
    private const float Epsilon = 1e-8f;

    private readonly float[] _means = new float[parameters];
    private readonly float[] _squares = new float[parameters];
    private int _steps;

    public void Step(Span<float> values, ReadOnlySpan<float> gradients, float rate)
    {
        _steps++;

        // Both averages begin at zero, which this makes up for.
        float meanScale = 1 / (1 - MathF.Pow(MeanDecay, _steps));
        float squareScale = 1 / (1 - MathF.Pow(SquareDecay, _steps));
        for (int i = 0; i < values.Length; i++)
        {
            float gradient = gradients[i];
            float mean = _means[i] += (1 - MeanDecay) * (gradient - _means[i]);
            float square = _squares[i] += (1 - SquareDecay) * ((gradient * gradient) - _squares[i]);
            values[i] -= rate * mean * meanScale / (MathF.Sqrt(square * squareScale) + Epsilon);
        }
    }
}
