using System;

namespace AttentionGen.Bench.Measurement;

/// <summary>The columns of the table.</summary>
internal static class Families
{
    public const string ThisProject = "this project";
    public const string OnnxRuntime = "ONNX Runtime";
    public const string TorchSharp = "TorchSharp";
    public const string TensorPrimitives = "TensorPrimitives";
    public const string PlainLoop = "plain loop";
    public const string Limit = "limit";
}

/// <summary>One way to compute a case, ready to be called any number of times on buffers that stay.</summary>
internal abstract class Contender(string family, string variant) : IDisposable
{
    public string Family { get; } = family;

    public string Variant { get; } = variant;

    /// <summary>One call.</summary>
    public abstract void Run();

    /// <summary>The result of the last call as <c>[m, H, E]</c>.</summary>
    public abstract void CopyOutput(Span<float> tokenMajor);

    public abstract void Dispose();
}
