using System;
using System.Collections.Generic;
using AttentionGen.Bench.Measurement;

namespace AttentionGen.Bench.Peers;

/// <summary>One way to say a case in ONNX: a model, and the buffers that it alone needs.</summary>
internal sealed class OnnxVariant(string name, OnnxModel model, AlignedBuffer<float> output, bool headMajorOutput, IReadOnlyList<IDisposable> owned)
    : IDisposable
{
    public string Name { get; } = name;

    public OnnxModel Model { get; } = model;

    public AlignedBuffer<float> Output { get; } = output;

    public bool HeadMajorOutput { get; } = headMajorOutput;

    public void Dispose()
    {
        Output.Dispose();
        foreach (var buffer in owned)
        {
            buffer.Dispose();
        }
    }
}
