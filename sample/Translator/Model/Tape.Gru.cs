using System;
using System.Runtime.Intrinsics;

namespace AttentionGen.Sample.Translator.Model;

/// <content>The gated recurrent unit.</content>
internal sealed partial class Tape
{
    /// <summary>The next state of a gated recurrent unit, from the two products with its matrices.</summary>
    /// <remarks>
    /// With the input's parts <c>x</c> and the state's parts <c>h</c>, each for the gates r, z and n:
    /// <c>r = sigmoid(x_r + h_r)</c>, <c>z = sigmoid(x_z + h_z)</c>, <c>n = tanh(x_n + r h_n)</c>, <c>next = (1 - z) n + z state</c>.
    /// </remarks>
    /// <param name="input"><c>[B, 3 H]</c>: the input times its matrix.</param>
    /// <param name="recurrent"><c>[B, 3 H]</c>: the state times its matrix.</param>
    /// <param name="state"><c>[B, H]</c>.</param>
    /// <param name="next"><c>[B, H]</c>: receives the result.</param>
    public void Gru(Tensor input, Tensor recurrent, Tensor state, Tensor next)
    {
        int size = state.Columns;
        Tensor gates = New(input.Rows, input.Columns);
        for (int b = 0; b < state.Rows; b++)
        {
            ReadOnlySpan<float> x = input.Row(b);
            ReadOnlySpan<float> h = recurrent.Row(b);
            Span<float> gate = gates.Row(b);
            for (int i = 0; i < size; i += Matrix.Lanes)
            {
                Vector256<float> r = Activations.Sigmoid(At(x, i) + At(h, i));
                Vector256<float> z = Activations.Sigmoid(At(x, size + i) + At(h, size + i));
                Vector256<float> n = Activations.Tanh(At(x, (2 * size) + i) + (r * At(h, (2 * size) + i)));
                r.CopyTo(gate[i..]);
                z.CopyTo(gate[(size + i)..]);
                n.CopyTo(gate[((2 * size) + i)..]);
                (n + (z * (At(state.Row(b), i) - n))).CopyTo(next.Row(b)[i..]);
            }
        }

        Note(() => GruBackward(gates, input, recurrent, state, next));
    }

    private static void GruBackward(Tensor gates, Tensor input, Tensor recurrent, Tensor state, Tensor next)
    {
        int size = state.Columns;
        for (int b = 0; b < state.Rows; b++)
        {
            ReadOnlySpan<float> gate = gates.Row(b);
            ReadOnlySpan<float> gradient = next.GradientRow(b);
            ReadOnlySpan<float> previous = state.Row(b);
            Span<float> toInput = input.GradientRow(b);
            Span<float> toRecurrent = recurrent.GradientRow(b);
            Span<float> toState = state.GradientRow(b);
            for (int i = 0; i < size; i += Matrix.Lanes)
            {
                Vector256<float> one = Vector256<float>.One;
                Vector256<float> g = At(gradient, i);
                Vector256<float> r = At(gate, i);
                Vector256<float> z = At(gate, size + i);
                Vector256<float> n = At(gate, (2 * size) + i);
                Vector256<float> byN = g * (one - z) * (one - (n * n));
                Vector256<float> byZ = g * (At(previous, i) - n) * z * (one - z);
                Vector256<float> byR = byN * At(recurrent.Row(b), (2 * size) + i) * r * (one - r);
                AddTo(toState[i..], g * z);
                AddTo(toInput[i..], byR);
                AddTo(toRecurrent[i..], byR);
                AddTo(toInput[(size + i)..], byZ);
                AddTo(toRecurrent[(size + i)..], byZ);
                AddTo(toInput[((2 * size) + i)..], byN);
                AddTo(toRecurrent[((2 * size) + i)..], byN * r);
            }
        }
    }

    private static Vector256<float> At(ReadOnlySpan<float> row, int index) => Vector256.Create(row[index..]);
}
