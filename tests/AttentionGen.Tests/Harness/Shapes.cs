using AttentionGen.CompilerServices;

namespace AttentionGen.Tests;

// What the generator writes per kernel, by hand: shapes for the tiles of the runtime, which take any.

internal readonly struct ShapeH1G1D1E1 : IKernelShape
{
    public static int Heads => 1;

    public static int KeyValueHeads => 1;

    public static int Dim => 1;

    public static int ValueDim => 1;

    public static float Scale => 1;

    public static bool Causal => false;

    public static TensorLayout Layout => TensorLayout.TokenMajor;
}

internal readonly struct ShapeH2G1D3E5 : IKernelShape
{
    public static int Heads => 2;

    public static int KeyValueHeads => 1;

    public static int Dim => 3;

    public static int ValueDim => 5;

    public static float Scale => 0.5f;

    public static bool Causal => true;

    public static TensorLayout Layout => TensorLayout.HeadMajor;
}

internal readonly struct ShapeH3G3D4E8 : IKernelShape
{
    public static int Heads => 3;

    public static int KeyValueHeads => 3;

    public static int Dim => 4;

    public static int ValueDim => 8;

    public static float Scale => -0.7f;

    public static bool Causal => false;

    public static TensorLayout Layout => TensorLayout.HeadMajor;
}

internal readonly struct ShapeH4G2D8E4 : IKernelShape
{
    public static int Heads => 4;

    public static int KeyValueHeads => 2;

    public static int Dim => 8;

    public static int ValueDim => 4;

    public static float Scale => 0.35f;

    public static bool Causal => true;

    public static TensorLayout Layout => TensorLayout.TokenMajor;
}

internal readonly struct ShapeH6G3D11E13 : IKernelShape
{
    public static int Heads => 6;

    public static int KeyValueHeads => 3;

    public static int Dim => 11;

    public static int ValueDim => 13;

    public static float Scale => 0.3f;

    public static bool Causal => false;

    public static TensorLayout Layout => TensorLayout.TokenMajor;
}

internal readonly struct ShapeH1G1D17E31 : IKernelShape
{
    public static int Heads => 1;

    public static int KeyValueHeads => 1;

    public static int Dim => 17;

    public static int ValueDim => 31;

    public static float Scale => 0.25f;

    public static bool Causal => true;

    public static TensorLayout Layout => TensorLayout.HeadMajor;
}

internal readonly struct ShapeH12G12D12E12 : IKernelShape
{
    public static int Heads => 12;

    public static int KeyValueHeads => 12;

    public static int Dim => 12;

    public static int ValueDim => 12;

    public static float Scale => 0;

    public static bool Causal => false;

    public static TensorLayout Layout => TensorLayout.TokenMajor;
}

internal readonly struct ShapeH2G2D64E33 : IKernelShape
{
    public static int Heads => 2;

    public static int KeyValueHeads => 2;

    public static int Dim => 64;

    public static int ValueDim => 33;

    public static float Scale => 0.125f;

    public static bool Causal => true;

    public static TensorLayout Layout => TensorLayout.TokenMajor;
}

internal readonly struct ShapeH1G1D130E257 : IKernelShape
{
    public static int Heads => 1;

    public static int KeyValueHeads => 1;

    public static int Dim => 130;

    public static int ValueDim => 257;

    public static float Scale => 0.0877f;

    public static bool Causal => false;

    public static TensorLayout Layout => TensorLayout.HeadMajor;
}

internal readonly struct ShapeH6G3D5E9Summed : IKernelShape
{
    public static int Heads => 6;

    public static int KeyValueHeads => 3;

    public static int Dim => 5;

    public static int ValueDim => 9;

    public static float Scale => 0.4f;

    public static bool Causal => true;

    public static TensorLayout Layout => TensorLayout.HeadMajor;

    public static HeadCombine Combine => HeadCombine.WeightedSum;
}

internal readonly struct ShapeWithOptions : IKernelShape
{
    public static int Heads => 4;

    public static int KeyValueHeads => 2;

    public static int Dim => 9;

    public static int ValueDim => 6;

    public static float Scale => 0.4f;

    public static bool Causal => false;

    public static TensorLayout Layout => TensorLayout.TokenMajor;

    public static float SoftCap => 1.25f;

    public static int WindowLeft => 21;

    public static int WindowRight => 6;

    public static bool Alibi => true;
}
