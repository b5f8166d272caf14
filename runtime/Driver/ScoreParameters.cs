using System;
using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace AttentionGen.CompilerServices;

/// <summary>What a score has learned, packed once for the tiles that use it; never changed afterwards, so that any thread may read it.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ScoreParameters
{
    private readonly float[] _memory;
    private readonly int _start;

    private unsafe ScoreParameters(nint length)
    {
        // Pinned, so that the alignment to cache lines lasts.
        _memory = GC.AllocateArray<float>(checked((int)length + 16), pinned: true);
        nuint address = (nuint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_memory));
        _start = (int)((16 - (address / sizeof(float) % 16)) % 16);
    }

    /// <summary>Checks the parameters of a kernel and packs them for its tiles.</summary>
    /// <param name="learned">The parameters as the user gave them.</param>
    /// <returns>The packed parameters of all heads.</returns>
    /// <exception cref="ArgumentException">A length does not fit the kernel; names the parameter.</exception>
    public static ScoreParameters Pack<TShape, TTiles>(in AttentionParameters learned)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        learned.Check<TShape>();
        var packed = new ScoreParameters(ParameterLayout<TShape, TTiles>.Length * TShape.Heads);
        for (int head = 0; head < TShape.Heads; head++)
        {
            packed.Pack<TShape, TTiles>(learned, head);
        }

        return packed;
    }

    /// <summary>Refuses to compute a learned score without parameters.</summary>
    internal static void Check<TShape>(ScoreParameters? parameters)
        where TShape : struct, IKernelShape
    {
        if (TShape.Score is Score.General or Score.Additive or Score.Mlp or Score.Location && parameters is null)
        {
            throw new InvalidOperationException(
                $"This kernel has no parameters: Score.{TShape.Score} is learned. Make the kernel by the constructor that takes them; 'default' does not.");
        }
    }

    /// <summary>An element of a head's parameters; see <see cref="ParameterLayout{TShape, TTiles}"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ref float At<TShape, TTiles>(int head, nint offset)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_memory), _start + (head * ParameterLayout<TShape, TTiles>.Length) + offset);

    private void Pack<TShape, TTiles>(in AttentionParameters learned, int head)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        int dim = TShape.Dim;
        ref float panels = ref At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Panels);
        ref float bias = ref At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Bias);
        switch (TShape.Score)
        {
            case Score.General:
                // Column e of q^T W.
                ReadOnlySpan<float> weight = Part(learned.Weight, head, dim * dim);
                for (int e = 0; e < dim; e++)
                {
                    for (int d = 0; d < dim; d++)
                    {
                        Panel<TShape, TTiles>(ref panels, e, d) = weight[(d * dim) + e];
                    }
                }

                break;
            case Score.Location:
                PackRows<TShape, TTiles>(Part(learned.Weight, head, TShape.KeyLength * dim), dim, ref panels);
                ReadOnlySpan<float> positions = Part(learned.Bias, head, TShape.KeyLength);
                for (int j = 0; j < positions.Length; j++)
                {
                    Unsafe.Add(ref bias, j) = positions[j] * TShape.Scale;
                }

                break;
            case Score.Additive:
                int hidden = TShape.HiddenDims[0];
                PackRows<TShape, TTiles>(Part(learned.QueryWeight, head, hidden * dim), dim, ref panels);
                Copy(Part(learned.KeyWeight, head, hidden * dim), ref At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.KeyRows));
                Copy(Part(learned.Bias, head, hidden), ref bias);
                PackOutput<TShape, TTiles>(Part(learned.ScoreWeight, head, hidden), 0, head);
                break;
            default:
                PackLayers<TShape, TTiles>(learned.Weights, head);
                break;
        }
    }

    private void PackLayers<TShape, TTiles>(ReadOnlySpan<float> weights, int head)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        int dim = TShape.Dim, input = 2 * dim;
        for (int layer = 0; layer < TShape.HiddenDims.Length; layer++)
        {
            int output = TShape.HiddenDims[layer];
            (ReadOnlySpan<float> matrix, ReadOnlySpan<float> bias) = TakeLayer(ref weights, head, TShape.Heads, input, output);
            if (layer == 0)
            {
                PackRows<TShape, TTiles>(matrix, input, ref At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Panels));
                ref float keyRows = ref At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.KeyRows);
                for (int a = 0; a < output; a++)
                {
                    Copy(matrix.Slice((a * input) + dim, dim), ref Unsafe.Add(ref keyRows, a * dim));
                }

                Copy(bias, ref At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Bias));
            }
            else
            {
                ref float tiles = ref At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Layer(layer));
                for (int b = 0; b < output; b++)
                {
                    for (int a = 0; a < input; a++)
                    {
                        int at = (((b / TTiles.QueryRows * input) + a) * TTiles.QueryRows) + (b % TTiles.QueryRows);
                        Unsafe.Add(ref tiles, at) = matrix[(b * input) + a];
                    }
                }

                Copy(bias, ref At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.LayerBias(layer)));
            }

            input = output;
        }

        (ReadOnlySpan<float> last, ReadOnlySpan<float> offset) = TakeLayer(ref weights, head, TShape.Heads, input, 1);
        PackOutput<TShape, TTiles>(last, offset[0], head);
    }

    private void PackOutput<TShape, TTiles>(ReadOnlySpan<float> weight, float bias, int head)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        ref float output = ref At<TShape, TTiles>(head, ParameterLayout<TShape, TTiles>.Output);
        for (int a = 0; a < weight.Length; a++)
        {
            Unsafe.Add(ref output, a) = weight[a] * TShape.Scale;
        }

        Unsafe.Add(ref output, weight.Length) = bias * TShape.Scale;
    }

    // The rows of a matrix as panels of "keys": the first D elements of each.
    private static void PackRows<TShape, TTiles>(ReadOnlySpan<float> rows, int stride, ref float panels)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        for (int row = 0; row < rows.Length / stride; row++)
        {
            for (int d = 0; d < TShape.Dim; d++)
            {
                Panel<TShape, TTiles>(ref panels, row, d) = rows[(row * stride) + d];
            }
        }
    }

    private static ref float Panel<TShape, TTiles>(ref float panels, int key, int d)
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        (int panel, int lane) = Math.DivRem(key, TTiles.PanelKeys);
        return ref Unsafe.Add(ref panels, ((((nint)panel * TShape.Dim) + d) * TTiles.PanelKeys) + lane);
    }

    private static ReadOnlySpan<float> Part(ReadOnlySpan<float> all, int head, int length) => all.Slice(head * length, length);

    // A layer holds its heads one behind another, each with a matrix [out, in] and a bias [out].
    private static Layer TakeLayer(ref ReadOnlySpan<float> weights, int head, int heads, int input, int output)
    {
        int perHead = (output * input) + output;
        ReadOnlySpan<float> own = Part(weights, head, perHead);
        weights = weights[(heads * perHead)..];
        return new Layer(own[..(output * input)], own[(output * input)..]);
    }

    private static void Copy(ReadOnlySpan<float> source, ref float target) =>
        source.CopyTo(MemoryMarshal.CreateSpan(ref target, source.Length));

    private readonly ref struct Layer(ReadOnlySpan<float> matrix, ReadOnlySpan<float> bias)
    {
        private readonly ReadOnlySpan<float> _matrix = matrix;
        private readonly ReadOnlySpan<float> _bias = bias;

        public void Deconstruct(out ReadOnlySpan<float> matrix, out ReadOnlySpan<float> bias)
        {
            matrix = _matrix;
            bias = _bias;
        }
    }
}
