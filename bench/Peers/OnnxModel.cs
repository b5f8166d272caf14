using System;
using System.Collections.Generic;
using System.IO;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionGen.Bench.Peers;

/// <summary>A tensor of a model: its name in the graph and the memory that it is bound to.</summary>
internal sealed record OnnxTensor(string Name, TensorElementType Type, long[] Shape, nint Address);

/// <summary>A model of one operator, written as ONNX protobuf: a file of a few hundred bytes needs no converter and no download.</summary>
/// <param name="OpType">The operator.</param>
/// <param name="Domain">Its domain, empty for ai.onnx.</param>
/// <param name="Opset">The domain's version.</param>
/// <param name="Attributes">Integer attributes; everything else stays at the operator's default.</param>
/// <param name="Inputs">In the operator's order; null where an optional input is left out.</param>
/// <param name="Outputs">In the operator's order.</param>
internal sealed record OnnxModel(
    string OpType,
    string Domain,
    int Opset,
    IReadOnlyList<(string Name, long Value)> Attributes,
    IReadOnlyList<OnnxTensor?> Inputs,
    IReadOnlyList<OnnxTensor> Outputs)
{
    // Field numbers of onnx.proto, and IR version 10, which every opset used here accepts.
    private const int IrVersion = 10;
    private const int IntAttribute = 2;

    public byte[] Serialize() => Message(model =>
    {
        Write(model, 1, IrVersion);
        Write(model, 2, "AttentionGen.Bench");
        Write(model, 7, Message(WriteGraph));
        Write(model, 8, OperatorSet("", Domain.Length == 0 ? Opset : 23));
        if (Domain.Length > 0)
        {
            Write(model, 8, OperatorSet(Domain, Opset));
        }
    });

    private static byte[] OperatorSet(string domain, long version) => Message(set =>
    {
        Write(set, 1, domain);
        Write(set, 2, version);
    });

    private static byte[] ValueInfo(OnnxTensor tensor) => Message(info =>
    {
        Write(info, 1, tensor.Name);
        Write(info, 2, Message(type => Write(type, 1, Message(tensorType =>
        {
            Write(tensorType, 1, (long)tensor.Type);
            Write(tensorType, 2, Message(shape =>
            {
                foreach (var size in tensor.Shape)
                {
                    Write(shape, 1, Message(dimension => Write(dimension, 1, size)));
                }
            }));
        }))));
    });

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var stream = new MemoryStream();
        using (var output = new CodedOutputStream(stream, leaveOpen: true))
        {
            write(output);
        }

        return stream.ToArray();
    }

    private static void Write(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    private static void Write(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    private static void Write(CodedOutputStream output, int field, byte[] message)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(message));
    }

    private void WriteGraph(CodedOutputStream graph)
    {
        Write(graph, 1, Message(WriteNode));
        Write(graph, 2, "attention");
        foreach (var input in Inputs)
        {
            if (input is not null)
            {
                Write(graph, 11, ValueInfo(input));
            }
        }

        foreach (var output in Outputs)
        {
            Write(graph, 12, ValueInfo(output));
        }
    }

    private void WriteNode(CodedOutputStream node)
    {
        foreach (var input in Inputs)
        {
            Write(node, 1, input?.Name ?? "");
        }

        foreach (var output in Outputs)
        {
            Write(node, 2, output.Name);
        }

        Write(node, 4, OpType);
        foreach (var (name, value) in Attributes)
        {
            Write(node, 5, Message(attribute =>
            {
                Write(attribute, 1, name);
                Write(attribute, 3, value);
                Write(attribute, 20, IntAttribute);
            }));
        }

        Write(node, 7, Domain);
    }
}
