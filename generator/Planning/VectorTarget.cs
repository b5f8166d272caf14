namespace AttentionGen.Generator.Planning;

/// <summary>A width of vectors that code is emitted for.</summary>
/// <param name="Name">The type of <c>System.Runtime.Intrinsics</c>, which is also the path's name.</param>
/// <param name="Lanes">Floats of a vector.</param>
/// <param name="Registers">Vector registers of the machines that have this width.</param>
internal sealed record VectorTarget(string Name, int Lanes, int Registers)
{
    /// <summary>x86-64 with AVX2 and fused multiply-add: 16 registers.</summary>
    public static readonly VectorTarget Vector256 = new("Vector256", 8, 16);

    /// <summary>x86-64 with AVX-512: 32 registers.</summary>
    public static readonly VectorTarget Vector512 = new("Vector512", 16, 32);
}
