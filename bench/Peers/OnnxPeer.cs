using System;
using AttentionGen.Bench.Cases;
using AttentionGen.Bench.Measurement;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace AttentionGen.Bench.Peers;

/// <summary>
/// One ONNX Runtime operator on a case. Inputs and outputs are bound once, so that a timed call neither copies nor allocates
/// them.
/// </summary>
internal sealed class OnnxPeer : Contender
{
    private readonly AttentionCase _subject;
    private readonly OnnxVariant _variant;
    private readonly InferenceSession _session;
    private readonly OrtIoBinding _binding;
    private readonly RunOptions _run = new();

    public OnnxPeer(AttentionCase subject, OnnxVariant variant, int threads)
        : base(Families.OnnxRuntime, variant.Name)
    {
        _subject = subject;
        _variant = variant;
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(variant.Model.Serialize(), options);
        _binding = _session.CreateIoBinding();
        foreach (var input in variant.Model.Inputs)
        {
            if (input is not null)
            {
                using var value = Wrap(input);
                _binding.BindInput(input.Name, value);
            }
        }

        foreach (var output in variant.Model.Outputs)
        {
            using var value = Wrap(output);
            _binding.BindOutput(output.Name, value);
        }
    }

    public override void Run() => _session.RunWithBinding(_run, _binding);

    public override void CopyOutput(Span<float> tokenMajor)
    {
        var output = _variant.Output.Span;
        if (_variant.HeadMajorOutput)
        {
            CaseData.Transpose(output, tokenMajor, _subject.Kernel.Heads, _subject.M, _subject.Kernel.ValueDim);
        }
        else
        {
            output.CopyTo(tokenMajor);
        }
    }

    public override void Dispose()
    {
        _binding.Dispose();
        _session.Dispose();
        _run.Dispose();
        _variant.Dispose();
    }

    private static OrtValue Wrap(OnnxTensor tensor)
    {
        var bytes = SizeOf(tensor.Type);
        foreach (var size in tensor.Shape)
        {
            bytes *= size;
        }

        return OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, tensor.Type, tensor.Shape, tensor.Address, bytes);
    }

    private static long SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.Bool => sizeof(bool),
        TensorElementType.Int64 => sizeof(long),
        _ => sizeof(float),
    };
}
