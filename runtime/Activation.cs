namespace AttentionGen;

/// <summary>The non-linearity between the layers of <see cref="Score.Mlp"/>.</summary>
public enum Activation
{
    /// <summary>The hyperbolic tangent.</summary>
    Tanh,

    /// <summary><c>max(x, 0)</c>.</summary>
    Relu,

    /// <summary>The logistic function, <c>1 / (1 + exp(-x))</c>.</summary>
    Sigmoid,

    /// <summary>
    /// <c>x / 2 * (1 + erf(x / sqrt(2)))</c>: the exact form, not the one with tanh. Hendrycks and Gimpel, "Gaussian Error Linear
    /// Units (GELUs)", 2016.
    /// </summary>
    Gelu,
}
