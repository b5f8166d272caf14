using System;
using AttentionGen.CompilerServices;

namespace AttentionGen;

/// <summary>
/// The parameters of a learned score, by the names that they have as arguments of a kernel's constructor; row-major, their shapes as
/// <see cref="Score"/> says.
/// </summary>
public readonly ref struct AttentionParameters
{
    /// <summary>Of <see cref="Score.General"/> and <see cref="Score.Location"/>.</summary>
    public ReadOnlySpan<float> Weight { get; init; }

    /// <summary>Of <see cref="Score.Mlp"/>.</summary>
    public ReadOnlySpan<float> Weights { get; init; }

    /// <summary>Of <see cref="Score.Additive"/>.</summary>
    public ReadOnlySpan<float> QueryWeight { get; init; }

    /// <summary>Of <see cref="Score.Additive"/>.</summary>
    public ReadOnlySpan<float> KeyWeight { get; init; }

    /// <summary>Of <see cref="Score.Additive"/> and <see cref="Score.Location"/>.</summary>
    public ReadOnlySpan<float> Bias { get; init; }

    /// <summary>Of <see cref="Score.Additive"/>.</summary>
    public ReadOnlySpan<float> ScoreWeight { get; init; }

    /// <summary>Checks every length that the score needs.</summary>
    /// <exception cref="ArgumentException">A length is wrong; names the parameter.</exception>
    internal void Check<TShape>()
        where TShape : struct, IKernelShape
    {
        const string numbers = "[H, D, D]", positions = "[H, KeyLength, D]", layer = "[H, A, D]", vector = "[H, A]";
        int heads = TShape.Heads, dim = TShape.Dim;
        switch (TShape.Score)
        {
            case Score.General:
                Check("weight", Weight, numbers, heads, dim, dim);
                break;
            case Score.Location:
                Check("weight", Weight, positions, heads, TShape.KeyLength, dim);
                Check("bias", Bias, "[H, KeyLength]", heads, TShape.KeyLength);
                break;
            case Score.Additive:
                int hidden = TShape.HiddenDims[0];
                Check("queryWeight", QueryWeight, layer, heads, hidden, dim);
                Check("keyWeight", KeyWeight, layer, heads, hidden, dim);
                Check("bias", Bias, vector, heads, hidden);
                Check("scoreWeight", ScoreWeight, vector, heads, hidden);
                break;
            default:
                CheckLayers<TShape>();
                break;
        }
    }

    private void CheckLayers<TShape>()
        where TShape : struct, IKernelShape
    {
        long perHead = 0;
        int input = 2 * TShape.Dim;
        foreach (int output in TShape.HiddenDims)
        {
            perHead += ((long)output * input) + output;
            input = output;
        }

        long expected = TShape.Heads * (perHead + input + 1);
        if (Weights.Length != expected)
        {
            string layers = string.Join(" to ", [2 * TShape.Dim, .. TShape.HiddenDims, 1]);
            throw new ArgumentException(
                $"The weights have {Weights.Length} elements; the layers from {layers}, of {TShape.Heads} heads, each a matrix [out, in] and a bias [out], need {expected}.",
                "weights");
        }
    }

    private static void Check(string name, ReadOnlySpan<float> given, string axes, params ReadOnlySpan<int> shape)
    {
        long expected = 1;
        foreach (int axis in shape)
        {
            expected *= axis;
        }

        if (given.Length != expected)
        {
            throw new ArgumentException(
                $"'{name}' has {given.Length} elements; {axes} = [{string.Join(", ", shape.ToArray())}] needs {expected}.", name);
        }
    }
}
