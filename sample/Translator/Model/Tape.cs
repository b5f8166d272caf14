using System;
using System.Collections.Generic;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>
/// Reverse-mode differentiation: operations compute forwards and note down how to go back; <see cref="Backward"/> goes through the notes in
/// reverse. A tape that does not record only computes.
/// </summary>
internal sealed partial class Tape
{
    private const int ChunkLength = 1 << 18;

    private readonly Parameters _parameters;
    private readonly List<Action> _notes = [];
    private readonly List<(float[] Values, float[] Gradients)> _chunks = [];
    private int _chunk;
    private int _used;

    /// <param name="parameters">What the operations may <see cref="Use"/>.</param>
    /// <param name="isRecording">Whether there will be a <see cref="Backward"/>.</param>
    public Tape(Parameters parameters, bool isRecording)
    {
        _parameters = parameters;
        IsRecording = isRecording;
        ParameterGradients = isRecording ? new float[parameters.Count] : [];
    }

    public bool IsRecording { get; }

    /// <summary>The derivative of the loss by each parameter, summed up since <see cref="Clear"/>.</summary>
    public float[] ParameterGradients { get; }

    /// <summary>A parameter as a tensor.</summary>
    public Tensor Use(Parameter parameter) =>
        new(_parameters.Values, ParameterGradients, parameter.Offset, parameter.Rows, parameter.Columns);

    /// <summary>A tensor of zeros.</summary>
    public Tensor New(int rows, int columns)
    {
        int length = rows * columns;
        if (length > ChunkLength)
        {
            // Too rare to be worth keeping.
            return new Tensor(new float[length], IsRecording ? new float[length] : [], 0, rows, columns);
        }

        if (_chunk < _chunks.Count && _used + length > ChunkLength)
        {
            _chunk++;
            _used = 0;
        }

        if (_chunk == _chunks.Count)
        {
            _chunks.Add((new float[ChunkLength], IsRecording ? new float[ChunkLength] : []));
        }

        (float[] values, float[] gradients) = _chunks[_chunk];
        var tensor = new Tensor(values, gradients, _used, rows, columns);
        _used += length;
        tensor.Values.Clear();
        tensor.Gradients.Clear();
        return tensor;
    }

    /// <summary>Goes back from the loss.</summary>
    public void Backward()
    {
        for (int i = _notes.Count - 1; i >= 0; i--)
        {
            _notes[i]();
        }
    }

    /// <summary>Forgets all operations; their tensors must not be used any more.</summary>
    public void Clear()
    {
        _notes.Clear();
        _chunk = 0;
        _used = 0;
        Array.Clear(ParameterGradients);
    }

    private void Note(Action backward)
    {
        if (IsRecording)
        {
            _notes.Add(backward);
        }
    }
}
