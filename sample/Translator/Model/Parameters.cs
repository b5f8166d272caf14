using System;
using System.Collections.Generic;
using AttentionGen.Sample.Translator.Grammar;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>A matrix that training changes.</summary>
/// <param name="Offset">Where it begins among all parameters.</param>
/// <param name="Rows">Outputs, or words of a vocabulary.</param>
/// <param name="Columns">Inputs.</param>
/// <param name="IsBias">Whether it is added instead of multiplied with.</param>
internal sealed record Parameter(int Offset, int Rows, int Columns, bool IsBias);

/// <summary>All that training changes, one matrix after another in one array.</summary>
internal sealed class Parameters
{
    private readonly List<Parameter> _list = [];
    private float[]? _values;

    public int Count { get; private set; }

    /// <summary>Zeros until a model is initialised or read.</summary>
    public float[] Values => _values ??= new float[Count];

    /// <summary>Declares a matrix.</summary>
    public Parameter AddMatrix(int rows, int columns) => Add(rows, columns, isBias: false);

    /// <summary>Declares a bias.</summary>
    public Parameter AddBias(int columns) => Add(1, columns, isBias: true);

    public ReadOnlySpan<float> this[Parameter parameter] => Values.AsSpan(parameter.Offset, parameter.Rows * parameter.Columns);

    /// <summary>Matrices uniform in +-sqrt(6 / (inputs + outputs)), biases zero.</summary>
    /// <remarks>Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010.</remarks>
    public void Initialise(Randomness random)
    {
        foreach (Parameter parameter in _list)
        {
            float range = parameter.IsBias ? 0 : MathF.Sqrt(6f / (parameter.Rows + parameter.Columns));
            foreach (ref float value in Values.AsSpan(parameter.Offset, parameter.Rows * parameter.Columns))
            {
                value = random.Symmetric(range);
            }
        }
    }

    private Parameter Add(int rows, int columns, bool isBias)
    {
        if (_values is not null)
        {
            throw new InvalidOperationException("The parameters have their array already.");
        }

        var parameter = new Parameter(Count, rows, columns, isBias);
        Count += rows * columns;
        _list.Add(parameter);
        return parameter;
    }
}
