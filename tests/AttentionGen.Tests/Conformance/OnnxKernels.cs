using System;
using System.Linq;

namespace AttentionGen.Tests.Conformance;

/// <summary>The kernels that are declared for conformance cases.</summary>
internal static class OnnxKernels
{
    public static Kernel Find(AttentionKernelAttribute declaration) =>
        KernelCatalog.All("Onnx").FirstOrDefault(kernel => Key(kernel.Declaration).Equals(Key(declaration))) ??
        throw new InvalidOperationException($"Declare a kernel for {Key(declaration)} in Kernels/Onnx.cs.");

    private static (int H, int G, int D, int E, float Scale, AttentionMask Mask, TensorLayout Layout, float SoftCap) Key(AttentionKernelAttribute kernel) =>
        (kernel.Heads, kernel.KeyValueHeads, kernel.Dim, kernel.ValueDim, kernel.Scale, kernel.Mask, kernel.Layout, kernel.SoftCap);
}
