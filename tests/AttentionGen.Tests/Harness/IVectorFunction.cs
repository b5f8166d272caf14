using System.Runtime.Intrinsics;

namespace AttentionGen.Tests.Harness;

/// <summary>A single-precision function at every width, and what it approximates.</summary>
public interface IVectorFunction
{
    static abstract double Exact(double x);

    static abstract float Of(float x);

    static abstract Vector128<float> Of(Vector128<float> x);

    static abstract Vector256<float> Of(Vector256<float> x);

    static abstract Vector512<float> Of(Vector512<float> x);
}
