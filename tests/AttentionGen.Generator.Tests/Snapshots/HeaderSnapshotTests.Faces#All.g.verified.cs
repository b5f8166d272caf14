//HintName: All.g.cs
// K00.g.cs
#nullable enable
#pragma warning disable CS0108, CS0114 // Members may hide those of a base class, which may be a kernel itself.
#pragma warning disable CS8981 // The type's name may be in lower case: the compiler says so of the user's own declaration.

/// <remarks>
/// Attention of 2 heads reading 2 key/value heads: score 0.353553385 * (q . k); every query sees every key.
/// </remarks>
partial class K00 : global::AttentionGen.IAttentionKernel
{
    /// <summary>H, the number of query heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Heads = 2;

    /// <summary>G, the number of key/value heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int KeyValueHeads = 2;

    /// <summary>D, the elements of one head of queries and keys.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Dim = 8;

    /// <summary>E, the elements of one head of values and of the output.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int ValueDim = 8;

    /// <summary>The kernel's plan and the path that this machine runs.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static global::AttentionGen.AttentionKernelInfo Info { get; } =
        global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>() :
        global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>() :
        global::AttentionGen.CompilerServices.AttentionFallback.Describe<global::AttentionGen.Generated.Shape>();

    /// <summary>Attention over one sequence.</summary>
    /// <param name="queries">[m, 2, 8]</param>
    /// <param name="keys">[n, 2, 8]</param>
    /// <param name="values">[n, 2, 8]</param>
    /// <param name="output">[m, 2, 8]; may be longer, must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over a batch, with per-call options.</summary>
    /// <param name="queries">[B, m, 2, 8]</param>
    /// <param name="keys">[B, n, 2, 8]</param>
    /// <param name="values">[B, n, 2, 8]</param>
    /// <param name="output">[B, m, 2, 8]; may be longer, must not overlap an input.</param>
    /// <param name="options">Batch size, lengths, offsets and extra outputs.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output, in global::AttentionGen.AttentionOptions options)
    {
        // The JIT knows what the machine accelerates: one of these calls remains.
        if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>.Forward(queries, keys, values, output, options);
        }
        else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>.Forward(queries, keys, values, output, options);
        }
        else
        {
            global::AttentionGen.CompilerServices.AttentionFallback.Forward<global::AttentionGen.Generated.Shape>(queries, keys, values, output, options);
        }
    }

    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Heads => Heads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.KeyValueHeads => KeyValueHeads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Dim => Dim;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.ValueDim => ValueDim;

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 2, 8] or [(B,) m, 16]</param>
    /// <param name="keys">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="values">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="output">[(B,) m, 2, 8] or [(B,) m, 16]; must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 2, 8] or [(B,) m, 16]</param>
    /// <param name="keys">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="values">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="output">[(B,) m, 2, 8] or [(B,) m, 16]; must not overlap an input.</param>
    /// <param name="options">Lengths, offsets and extra outputs; the tensors state the batch size.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output, in global::AttentionGen.AttentionOptions options)
    {
        global::AttentionGen.AttentionOptions batched = global::AttentionGen.CompilerServices.TensorShapes.Check<global::AttentionGen.Generated.Shape>(
            options, queries.Lengths, queries.Strides, keys.Lengths, keys.Strides, values.Lengths, values.Strides, output.Lengths, output.Strides);
        Forward(
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in queries.GetPinnableReference(), (int)queries.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in keys.GetPinnableReference(), (int)keys.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in values.GetPinnableReference(), (int)values.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
            batched);
    }
}


// K01.g.cs
#nullable enable
#pragma warning disable CS0108, CS0114 // Members may hide those of a base class, which may be a kernel itself.
#pragma warning disable CS8981 // The type's name may be in lower case: the compiler says so of the user's own declaration.

/// <remarks>
/// Attention of 2 heads reading 2 key/value heads: score 0.353553385 * (q . k); every query sees every key.
/// </remarks>
partial class K01 : global::AttentionGen.IAttentionKernel
{
    /// <summary>H, the number of query heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Heads = 2;

    /// <summary>G, the number of key/value heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int KeyValueHeads = 2;

    /// <summary>D, the elements of one head of queries and keys.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Dim = 8;

    /// <summary>E, the elements of one head of values and of the output.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int ValueDim = 5;

    /// <summary>The kernel's plan and the path that this machine runs.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static global::AttentionGen.AttentionKernelInfo Info { get; } =
        global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>() :
        global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>() :
        global::AttentionGen.CompilerServices.AttentionFallback.Describe<global::AttentionGen.Generated.Shape>();

    /// <summary>Attention over one sequence.</summary>
    /// <param name="queries">[2, m, 8]</param>
    /// <param name="keys">[2, n, 8]</param>
    /// <param name="values">[2, n, 5]</param>
    /// <param name="output">[2, m, 5]; may be longer, must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over a batch, with per-call options.</summary>
    /// <param name="queries">[B, 2, m, 8]</param>
    /// <param name="keys">[B, 2, n, 8]</param>
    /// <param name="values">[B, 2, n, 5]</param>
    /// <param name="output">[B, 2, m, 5]; may be longer, must not overlap an input.</param>
    /// <param name="options">Batch size, lengths, offsets and extra outputs.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output, in global::AttentionGen.AttentionOptions options)
    {
        // The JIT knows what the machine accelerates: one of these calls remains.
        if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>.Forward(queries, keys, values, output, options);
        }
        else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>.Forward(queries, keys, values, output, options);
        }
        else
        {
            global::AttentionGen.CompilerServices.AttentionFallback.Forward<global::AttentionGen.Generated.Shape>(queries, keys, values, output, options);
        }
    }

    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Heads => Heads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.KeyValueHeads => KeyValueHeads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Dim => Dim;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.ValueDim => ValueDim;

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) 2, m, 8]</param>
    /// <param name="keys">[(B,) 2, n, 8]</param>
    /// <param name="values">[(B,) 2, n, 5]</param>
    /// <param name="output">[(B,) 2, m, 5]; must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) 2, m, 8]</param>
    /// <param name="keys">[(B,) 2, n, 8]</param>
    /// <param name="values">[(B,) 2, n, 5]</param>
    /// <param name="output">[(B,) 2, m, 5]; must not overlap an input.</param>
    /// <param name="options">Lengths, offsets and extra outputs; the tensors state the batch size.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output, in global::AttentionGen.AttentionOptions options)
    {
        global::AttentionGen.AttentionOptions batched = global::AttentionGen.CompilerServices.TensorShapes.Check<global::AttentionGen.Generated.Shape>(
            options, queries.Lengths, queries.Strides, keys.Lengths, keys.Strides, values.Lengths, values.Strides, output.Lengths, output.Strides);
        Forward(
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in queries.GetPinnableReference(), (int)queries.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in keys.GetPinnableReference(), (int)keys.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in values.GetPinnableReference(), (int)values.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
            batched);
    }
}


// K02.g.cs
#nullable enable
#pragma warning disable CS0108, CS0114 // Members may hide those of a base class, which may be a kernel itself.
#pragma warning disable CS8981 // The type's name may be in lower case: the compiler says so of the user's own declaration.

/// <remarks>
/// Attention of 1 head reading 1 key/value head: score 0.353553385 * (q . k); every query sees every key.
/// </remarks>
partial class K02 : global::AttentionGen.IAttentionKernel
{
    /// <summary>H, the number of query heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Heads = 1;

    /// <summary>G, the number of key/value heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int KeyValueHeads = 1;

    /// <summary>D, the elements of one head of queries and keys.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Dim = 8;

    /// <summary>E, the elements of one head of values and of the output.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int ValueDim = 8;

    /// <summary>The kernel's plan and the path that this machine runs.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static global::AttentionGen.AttentionKernelInfo Info { get; } =
        global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>() :
        global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>() :
        global::AttentionGen.CompilerServices.AttentionFallback.Describe<global::AttentionGen.Generated.Shape>();

    /// <summary>Attention over one sequence.</summary>
    /// <param name="queries">[m, 1, 8]</param>
    /// <param name="keys">[n, 1, 8]</param>
    /// <param name="values">[n, 1, 8]</param>
    /// <param name="output">[m, 1, 8]; may be longer, must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over a batch, with per-call options.</summary>
    /// <param name="queries">[B, m, 1, 8]</param>
    /// <param name="keys">[B, n, 1, 8]</param>
    /// <param name="values">[B, n, 1, 8]</param>
    /// <param name="output">[B, m, 1, 8]; may be longer, must not overlap an input.</param>
    /// <param name="options">Batch size, lengths, offsets and extra outputs.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output, in global::AttentionGen.AttentionOptions options)
    {
        // The JIT knows what the machine accelerates: one of these calls remains.
        if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>.Forward(queries, keys, values, output, options);
        }
        else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>.Forward(queries, keys, values, output, options);
        }
        else
        {
            global::AttentionGen.CompilerServices.AttentionFallback.Forward<global::AttentionGen.Generated.Shape>(queries, keys, values, output, options);
        }
    }

    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Heads => Heads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.KeyValueHeads => KeyValueHeads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Dim => Dim;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.ValueDim => ValueDim;

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 1, 8] or [(B,) m, 8]</param>
    /// <param name="keys">[(B,) n, 1, 8] or [(B,) n, 8]</param>
    /// <param name="values">[(B,) n, 1, 8] or [(B,) n, 8]</param>
    /// <param name="output">[(B,) m, 1, 8] or [(B,) m, 8]; must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 1, 8] or [(B,) m, 8]</param>
    /// <param name="keys">[(B,) n, 1, 8] or [(B,) n, 8]</param>
    /// <param name="values">[(B,) n, 1, 8] or [(B,) n, 8]</param>
    /// <param name="output">[(B,) m, 1, 8] or [(B,) m, 8]; must not overlap an input.</param>
    /// <param name="options">Lengths, offsets and extra outputs; the tensors state the batch size.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output, in global::AttentionGen.AttentionOptions options)
    {
        global::AttentionGen.AttentionOptions batched = global::AttentionGen.CompilerServices.TensorShapes.Check<global::AttentionGen.Generated.Shape>(
            options, queries.Lengths, queries.Strides, keys.Lengths, keys.Strides, values.Lengths, values.Strides, output.Lengths, output.Strides);
        Forward(
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in queries.GetPinnableReference(), (int)queries.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in keys.GetPinnableReference(), (int)keys.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in values.GetPinnableReference(), (int)values.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
            batched);
    }
}


// K03.g.cs
#nullable enable
#pragma warning disable CS0108, CS0114 // Members may hide those of a base class, which may be a kernel itself.
#pragma warning disable CS8981 // The type's name may be in lower case: the compiler says so of the user's own declaration.

/// <remarks>
/// Attention of 1 head reading 1 key/value head: score 0.353553385 * (q . k); every query sees every key.
/// </remarks>
partial class K03 : global::AttentionGen.IAttentionKernel
{
    /// <summary>H, the number of query heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Heads = 1;

    /// <summary>G, the number of key/value heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int KeyValueHeads = 1;

    /// <summary>D, the elements of one head of queries and keys.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Dim = 8;

    /// <summary>E, the elements of one head of values and of the output.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int ValueDim = 8;

    /// <summary>The kernel's plan and the path that this machine runs.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static global::AttentionGen.AttentionKernelInfo Info { get; } =
        global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>() :
        global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>() :
        global::AttentionGen.CompilerServices.AttentionFallback.Describe<global::AttentionGen.Generated.Shape>();

    /// <summary>Attention over one sequence.</summary>
    /// <param name="queries">[1, m, 8]</param>
    /// <param name="keys">[1, n, 8]</param>
    /// <param name="values">[1, n, 8]</param>
    /// <param name="output">[1, m, 8]; may be longer, must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over a batch, with per-call options.</summary>
    /// <param name="queries">[B, 1, m, 8]</param>
    /// <param name="keys">[B, 1, n, 8]</param>
    /// <param name="values">[B, 1, n, 8]</param>
    /// <param name="output">[B, 1, m, 8]; may be longer, must not overlap an input.</param>
    /// <param name="options">Batch size, lengths, offsets and extra outputs.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output, in global::AttentionGen.AttentionOptions options)
    {
        // The JIT knows what the machine accelerates: one of these calls remains.
        if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>.Forward(queries, keys, values, output, options);
        }
        else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>.Forward(queries, keys, values, output, options);
        }
        else
        {
            global::AttentionGen.CompilerServices.AttentionFallback.Forward<global::AttentionGen.Generated.Shape>(queries, keys, values, output, options);
        }
    }

    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Heads => Heads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.KeyValueHeads => KeyValueHeads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Dim => Dim;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.ValueDim => ValueDim;

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) (1,) m, 8]</param>
    /// <param name="keys">[(B,) (1,) n, 8]</param>
    /// <param name="values">[(B,) (1,) n, 8]</param>
    /// <param name="output">[(B,) (1,) m, 8]; must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) (1,) m, 8]</param>
    /// <param name="keys">[(B,) (1,) n, 8]</param>
    /// <param name="values">[(B,) (1,) n, 8]</param>
    /// <param name="output">[(B,) (1,) m, 8]; must not overlap an input.</param>
    /// <param name="options">Lengths, offsets and extra outputs; the tensors state the batch size.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output, in global::AttentionGen.AttentionOptions options)
    {
        global::AttentionGen.AttentionOptions batched = global::AttentionGen.CompilerServices.TensorShapes.Check<global::AttentionGen.Generated.Shape>(
            options, queries.Lengths, queries.Strides, keys.Lengths, keys.Strides, values.Lengths, values.Strides, output.Lengths, output.Strides);
        Forward(
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in queries.GetPinnableReference(), (int)queries.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in keys.GetPinnableReference(), (int)keys.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in values.GetPinnableReference(), (int)values.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
            batched);
    }
}


// K04.g.cs
#nullable enable
#pragma warning disable CS0108, CS0114 // Members may hide those of a base class, which may be a kernel itself.
#pragma warning disable CS8981 // The type's name may be in lower case: the compiler says so of the user's own declaration.

/// <remarks>
/// Attention of 2 heads reading 2 key/value heads: score 0.353553385 * (q . k); every query sees every key.
/// </remarks>
partial class K04 : global::AttentionGen.IAttentionKernel
{
    /// <summary>H, the number of query heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Heads = 2;

    /// <summary>G, the number of key/value heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int KeyValueHeads = 2;

    /// <summary>D, the elements of one head of queries and keys.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Dim = 8;

    /// <summary>E, the elements of one head of values and of the output.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int ValueDim = 8;

    /// <summary>The kernel's plan and the path that this machine runs.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static global::AttentionGen.AttentionKernelInfo Info { get; } =
        global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>() :
        global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>() :
        global::AttentionGen.CompilerServices.AttentionFallback.Describe<global::AttentionGen.Generated.Shape>();

    /// <summary>Attention over one sequence.</summary>
    /// <param name="queries">[4, 2, 8]</param>
    /// <param name="keys">[6, 2, 8]</param>
    /// <param name="values">[6, 2, 8]</param>
    /// <param name="output">[4, 2, 8]; may be longer, must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over a batch, with per-call options.</summary>
    /// <param name="queries">[B, 4, 2, 8]</param>
    /// <param name="keys">[B, 6, 2, 8]</param>
    /// <param name="values">[B, 6, 2, 8]</param>
    /// <param name="output">[B, 4, 2, 8]; may be longer, must not overlap an input.</param>
    /// <param name="options">Batch size, lengths, offsets and extra outputs.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output, in global::AttentionGen.AttentionOptions options)
    {
        // The JIT knows what the machine accelerates: one of these calls remains.
        if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>.Forward(queries, keys, values, output, options);
        }
        else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>.Forward(queries, keys, values, output, options);
        }
        else
        {
            global::AttentionGen.CompilerServices.AttentionFallback.Forward<global::AttentionGen.Generated.Shape>(queries, keys, values, output, options);
        }
    }

    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Heads => Heads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.KeyValueHeads => KeyValueHeads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Dim => Dim;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.ValueDim => ValueDim;

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) 4, 2, 8] or [(B,) 4, 16]</param>
    /// <param name="keys">[(B,) 6, 2, 8] or [(B,) 6, 16]</param>
    /// <param name="values">[(B,) 6, 2, 8] or [(B,) 6, 16]</param>
    /// <param name="output">[(B,) 4, 2, 8] or [(B,) 4, 16]; must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) 4, 2, 8] or [(B,) 4, 16]</param>
    /// <param name="keys">[(B,) 6, 2, 8] or [(B,) 6, 16]</param>
    /// <param name="values">[(B,) 6, 2, 8] or [(B,) 6, 16]</param>
    /// <param name="output">[(B,) 4, 2, 8] or [(B,) 4, 16]; must not overlap an input.</param>
    /// <param name="options">Lengths, offsets and extra outputs; the tensors state the batch size.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output, in global::AttentionGen.AttentionOptions options)
    {
        global::AttentionGen.AttentionOptions batched = global::AttentionGen.CompilerServices.TensorShapes.Check<global::AttentionGen.Generated.Shape>(
            options, queries.Lengths, queries.Strides, keys.Lengths, keys.Strides, values.Lengths, values.Strides, output.Lengths, output.Strides);
        Forward(
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in queries.GetPinnableReference(), (int)queries.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in keys.GetPinnableReference(), (int)keys.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in values.GetPinnableReference(), (int)values.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
            batched);
    }
}


// K05.g.cs
#nullable enable
#pragma warning disable CS0108, CS0114 // Members may hide those of a base class, which may be a kernel itself.
#pragma warning disable CS8981 // The type's name may be in lower case: the compiler says so of the user's own declaration.

/// <remarks>
/// Attention of 4 heads reading 2 key/value heads: score 0.353553385 * (q . k); every query sees every key.
/// </remarks>
partial class K05 : global::AttentionGen.IAttentionKernel
{
    /// <summary>H, the number of query heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Heads = 4;

    /// <summary>G, the number of key/value heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int KeyValueHeads = 2;

    /// <summary>D, the elements of one head of queries and keys.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Dim = 8;

    /// <summary>E, the elements of one head of values and of the output.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int ValueDim = 8;

    /// <summary>The kernel's plan and the path that this machine runs.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static global::AttentionGen.AttentionKernelInfo Info { get; } =
        global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>() :
        global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>() :
        global::AttentionGen.CompilerServices.AttentionFallback.Describe<global::AttentionGen.Generated.Shape>();

    /// <summary>Attention over one sequence.</summary>
    /// <param name="queries">[m, 4, 8]</param>
    /// <param name="keys">[n, 2, 8]</param>
    /// <param name="values">[n, 2, 8]</param>
    /// <param name="output">[m, 8]; may be longer, must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over a batch, with per-call options.</summary>
    /// <param name="queries">[B, m, 4, 8]</param>
    /// <param name="keys">[B, n, 2, 8]</param>
    /// <param name="values">[B, n, 2, 8]</param>
    /// <param name="output">[B, m, 8]; may be longer, must not overlap an input.</param>
    /// <param name="options">Batch size, lengths, offsets and extra outputs.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output, in global::AttentionGen.AttentionOptions options)
    {
        // The JIT knows what the machine accelerates: one of these calls remains.
        if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>.Forward(queries, keys, values, output, options);
        }
        else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>.Forward(queries, keys, values, output, options);
        }
        else
        {
            global::AttentionGen.CompilerServices.AttentionFallback.Forward<global::AttentionGen.Generated.Shape>(queries, keys, values, output, options);
        }
    }

    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Heads => Heads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.KeyValueHeads => KeyValueHeads;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.Dim => Dim;
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    static int global::AttentionGen.IAttentionKernel.ValueDim => ValueDim;

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 4, 8] or [(B,) m, 32]</param>
    /// <param name="keys">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="values">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="output">[(B,) m, 8]; must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 4, 8] or [(B,) m, 32]</param>
    /// <param name="keys">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="values">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="output">[(B,) m, 8]; must not overlap an input.</param>
    /// <param name="options">Lengths, offsets and extra outputs; the tensors state the batch size.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public static void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output, in global::AttentionGen.AttentionOptions options)
    {
        global::AttentionGen.AttentionOptions batched = global::AttentionGen.CompilerServices.TensorShapes.Check<global::AttentionGen.Generated.Shape>(
            options, queries.Lengths, queries.Strides, keys.Lengths, keys.Strides, values.Lengths, values.Strides, output.Lengths, output.Strides);
        Forward(
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in queries.GetPinnableReference(), (int)queries.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in keys.GetPinnableReference(), (int)keys.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in values.GetPinnableReference(), (int)values.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
            batched);
    }
}


// K06.g.cs
#nullable enable
#pragma warning disable CS0108, CS0114 // Members may hide those of a base class, which may be a kernel itself.
#pragma warning disable CS8981 // The type's name may be in lower case: the compiler says so of the user's own declaration.

/// <remarks>
/// Attention of 2 heads reading 2 key/value heads: score q^T W k; every query sees every key.
/// </remarks>
partial class K06
{
    /// <summary>H, the number of query heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Heads = 2;

    /// <summary>G, the number of key/value heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int KeyValueHeads = 2;

    /// <summary>D, the elements of one head of queries and keys.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Dim = 8;

    /// <summary>E, the elements of one head of values and of the output.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int ValueDim = 8;

    /// <summary>The kernel's plan and the path that this machine runs.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static global::AttentionGen.AttentionKernelInfo Info { get; } =
        global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>() :
        global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>() :
        global::AttentionGen.CompilerServices.AttentionFallback.Describe<global::AttentionGen.Generated.Shape>();

    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    private readonly global::AttentionGen.CompilerServices.ScoreParameters? _scoreParameters;

    /// <summary>Takes what the score has learned. The parameters are copied; the kernel never changes and may be used by any threads.</summary>
    /// <param name="weight">W of each head: [2, 8, 8]</param>
    /// <exception cref="global::System.ArgumentException">A parameter has another length.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public K06(global::System.ReadOnlySpan<float> weight)
    {
        var learned = new global::AttentionGen.AttentionParameters { Weight = weight };
        _scoreParameters =
            global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.CompilerServices.ScoreParameters.Pack<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>(learned) :
            global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.CompilerServices.ScoreParameters.Pack<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>(learned) :
            global::AttentionGen.CompilerServices.AttentionFallback.Pack<global::AttentionGen.Generated.Shape>(learned);
    }

    /// <summary>Attention over one sequence.</summary>
    /// <param name="queries">[m, 2, 8]</param>
    /// <param name="keys">[n, 2, 8]</param>
    /// <param name="values">[n, 2, 8]</param>
    /// <param name="output">[m, 2, 8]; may be longer, must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    /// <exception cref="global::System.InvalidOperationException">The kernel was made without its parameters.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over a batch, with per-call options.</summary>
    /// <param name="queries">[B, m, 2, 8]</param>
    /// <param name="keys">[B, n, 2, 8]</param>
    /// <param name="values">[B, n, 2, 8]</param>
    /// <param name="output">[B, m, 2, 8]; may be longer, must not overlap an input.</param>
    /// <param name="options">Batch size, lengths, offsets and extra outputs.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    /// <exception cref="global::System.InvalidOperationException">The kernel was made without its parameters.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> keys, global::System.ReadOnlySpan<float> values, global::System.Span<float> output, in global::AttentionGen.AttentionOptions options)
    {
        // The JIT knows what the machine accelerates: one of these calls remains.
        if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>.Forward(queries, keys, values, output, options, _scoreParameters);
        }
        else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>.Forward(queries, keys, values, output, options, _scoreParameters);
        }
        else
        {
            global::AttentionGen.CompilerServices.AttentionFallback.Forward<global::AttentionGen.Generated.Shape>(queries, keys, values, output, options, _scoreParameters);
        }
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 2, 8] or [(B,) m, 16]</param>
    /// <param name="keys">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="values">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="output">[(B,) m, 2, 8] or [(B,) m, 16]; must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    /// <exception cref="global::System.InvalidOperationException">The kernel was made without its parameters.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output)
    {
        Forward(queries, keys, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 2, 8] or [(B,) m, 16]</param>
    /// <param name="keys">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="values">[(B,) n, 2, 8] or [(B,) n, 16]</param>
    /// <param name="output">[(B,) m, 2, 8] or [(B,) m, 16]; must not overlap an input.</param>
    /// <param name="options">Lengths, offsets and extra outputs; the tensors state the batch size.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    /// <exception cref="global::System.InvalidOperationException">The kernel was made without its parameters.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> keys, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output, in global::AttentionGen.AttentionOptions options)
    {
        global::AttentionGen.AttentionOptions batched = global::AttentionGen.CompilerServices.TensorShapes.Check<global::AttentionGen.Generated.Shape>(
            options, queries.Lengths, queries.Strides, keys.Lengths, keys.Strides, values.Lengths, values.Strides, output.Lengths, output.Strides);
        Forward(
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in queries.GetPinnableReference(), (int)queries.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in keys.GetPinnableReference(), (int)keys.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in values.GetPinnableReference(), (int)values.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
            batched);
    }
}


// K07.g.cs
#nullable enable
#pragma warning disable CS0108, CS0114 // Members may hide those of a base class, which may be a kernel itself.
#pragma warning disable CS8981 // The type's name may be in lower case: the compiler says so of the user's own declaration.

/// <remarks>
/// Attention of 2 heads reading 2 key/value heads: score (W q + b)[j], by the key's position j; every query sees every key.
/// </remarks>
partial class K07
{
    /// <summary>H, the number of query heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Heads = 2;

    /// <summary>G, the number of key/value heads.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int KeyValueHeads = 2;

    /// <summary>D, the elements of one head of queries and keys.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int Dim = 8;

    /// <summary>E, the elements of one head of values and of the output.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public const int ValueDim = 8;

    /// <summary>The kernel's plan and the path that this machine runs.</summary>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public static global::AttentionGen.AttentionKernelInfo Info { get; } =
        global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>() :
        global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.AttentionKernelInfo.Describe<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>() :
        global::AttentionGen.CompilerServices.AttentionFallback.Describe<global::AttentionGen.Generated.Shape>();

    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    private readonly global::AttentionGen.CompilerServices.ScoreParameters? _scoreParameters;

    /// <summary>Takes what the score has learned. The parameters are copied; the kernel never changes and may be used by any threads.</summary>
    /// <param name="weight">W of each head: [2, 5, 8]</param>
    /// <param name="bias">b of each head: [2, 5]</param>
    /// <exception cref="global::System.ArgumentException">A parameter has another length.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public K07(global::System.ReadOnlySpan<float> weight, global::System.ReadOnlySpan<float> bias)
    {
        var learned = new global::AttentionGen.AttentionParameters { Weight = weight, Bias = bias };
        _scoreParameters =
            global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated ? global::AttentionGen.CompilerServices.ScoreParameters.Pack<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>(learned) :
            global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated ? global::AttentionGen.CompilerServices.ScoreParameters.Pack<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>(learned) :
            global::AttentionGen.CompilerServices.AttentionFallback.Pack<global::AttentionGen.Generated.Shape>(learned);
    }

    /// <summary>Attention over one sequence.</summary>
    /// <param name="queries">[m, 2, 8]</param>
    /// <param name="values">[5, 2, 8]</param>
    /// <param name="output">[m, 2, 8]; may be longer, must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    /// <exception cref="global::System.InvalidOperationException">The kernel was made without its parameters.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> values, global::System.Span<float> output)
    {
        Forward(queries, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over a batch, with per-call options.</summary>
    /// <param name="queries">[B, m, 2, 8]</param>
    /// <param name="values">[B, 5, 2, 8]</param>
    /// <param name="output">[B, m, 2, 8]; may be longer, must not overlap an input.</param>
    /// <param name="options">Batch size, lengths, offsets and extra outputs.</param>
    /// <exception cref="global::System.ArgumentException">A length does not fit or the output overlaps an input; nothing was written.</exception>
    /// <exception cref="global::System.InvalidOperationException">The kernel was made without its parameters.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    public void Forward(global::System.ReadOnlySpan<float> queries, global::System.ReadOnlySpan<float> values, global::System.Span<float> output, in global::AttentionGen.AttentionOptions options)
    {
        // The JIT knows what the machine accelerates: one of these calls remains.
        if (global::System.Runtime.Intrinsics.Vector512.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles512>.Forward(queries, default, values, output, options, _scoreParameters);
        }
        else if (global::System.Runtime.Intrinsics.Vector256.IsHardwareAccelerated)
        {
            global::AttentionGen.CompilerServices.AttentionDriver<global::AttentionGen.Generated.Shape, global::AttentionGen.Generated.Tiles256>.Forward(queries, default, values, output, options, _scoreParameters);
        }
        else
        {
            global::AttentionGen.CompilerServices.AttentionFallback.Forward<global::AttentionGen.Generated.Shape>(queries, default, values, output, options, _scoreParameters);
        }
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 2, 8] or [(B,) m, 16]</param>
    /// <param name="values">[(B,) 5, 2, 8] or [(B,) 5, 16]</param>
    /// <param name="output">[(B,) m, 2, 8] or [(B,) m, 16]; must not overlap an input.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    /// <exception cref="global::System.InvalidOperationException">The kernel was made without its parameters.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output)
    {
        Forward(queries, values, output, default(global::AttentionGen.AttentionOptions));
    }

    /// <summary>Attention over dense tensors, which are not copied. Their axes are those of the spans; those in parentheses may be left out.</summary>
    /// <param name="queries">[(B,) m, 2, 8] or [(B,) m, 16]</param>
    /// <param name="values">[(B,) 5, 2, 8] or [(B,) 5, 16]</param>
    /// <param name="output">[(B,) m, 2, 8] or [(B,) m, 16]; must not overlap an input.</param>
    /// <param name="options">Lengths, offsets and extra outputs; the tensors state the batch size.</param>
    /// <exception cref="global::System.ArgumentException">A shape does not fit, a tensor is not dense, or the output overlaps an input; nothing was written.</exception>
    /// <exception cref="global::System.InvalidOperationException">The kernel was made without its parameters.</exception>
    [global::System.CodeDom.Compiler.GeneratedCode("AttentionGen", "1.0")]
    [global::System.Runtime.CompilerServices.OverloadResolutionPriority(-1)]
    public void Forward(in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> queries, in global::System.Numerics.Tensors.ReadOnlyTensorSpan<float> values, in global::System.Numerics.Tensors.TensorSpan<float> output, in global::AttentionGen.AttentionOptions options)
    {
        global::AttentionGen.AttentionOptions batched = global::AttentionGen.CompilerServices.TensorShapes.Check<global::AttentionGen.Generated.Shape>(
            options, queries.Lengths, queries.Strides, values.Lengths, values.Strides, output.Lengths, output.Strides);
        Forward(
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in queries.GetPinnableReference(), (int)queries.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in values.GetPinnableReference(), (int)values.FlattenedLength),
            global::System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref output.GetPinnableReference(), (int)output.FlattenedLength),
            batched);
    }
}

