using System;
using System.ComponentModel;

namespace AttentionGen.CompilerServices;

/// <summary>The constants of one kernel. Implemented by generated code; every member is a literal, so the JIT folds it. What few kernels use has a default, which the others leave out.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public interface IKernelShape
{
    /// <summary><c>H</c>, the number of query heads.</summary>
    static abstract int Heads { get; }

    /// <summary><c>G</c>, the number of key/value heads; divides <see cref="Heads"/>.</summary>
    static abstract int KeyValueHeads { get; }

    /// <summary><c>D</c>, the elements of one head of queries and keys.</summary>
    static abstract int Dim { get; }

    /// <summary><c>E</c>, the elements of one head of values.</summary>
    static abstract int ValueDim { get; }

    /// <summary>Multiplies the raw score.</summary>
    static abstract float Scale { get; }

    /// <summary>Whether <see cref="AttentionMask.Causal"/> hides the keys after a query's position.</summary>
    static abstract bool Causal { get; }

    /// <summary>The order of the tensors' axes.</summary>
    static abstract TensorLayout Layout { get; }

    /// <summary>The bound of the scores; 0 for none.</summary>
    static virtual float SoftCap => 0;

    /// <summary>How far to the left a query sees; -1 for no limit.</summary>
    static virtual int WindowLeft => -1;

    /// <summary>How far to the right a query sees; -1 for no limit.</summary>
    static virtual int WindowRight => -1;

    /// <summary>Whether scores fall with the distance of query and key, by the slopes of <see cref="AlibiSlopes"/>.</summary>
    static virtual bool Alibi => false;

    /// <summary>How a query is scored against a key; the scale aside, <see cref="Score.Dot"/> and <see cref="Score.ScaledDot"/> are the same.</summary>
    static virtual Score Score => Score.Dot;

    /// <summary>The elements of each hidden layer of <see cref="Score.Additive"/>, which has one, and <see cref="Score.Mlp"/>.</summary>
    static virtual ReadOnlySpan<int> HiddenDims => default;

    /// <summary>What follows a hidden layer.</summary>
    static virtual Activation Activation => Activation.Tanh;

    /// <summary>What becomes of the heads' outputs.</summary>
    static virtual HeadCombine Combine => HeadCombine.Concat;

    /// <summary><c>m</c> where the attribute fixes it; 0 where the call does.</summary>
    static virtual int QueryLength => 0;

    /// <summary><c>n</c> where the attribute fixes it; 0 where the call does.</summary>
    static virtual int KeyLength => 0;
}
