using System;

namespace AttentionGen.Sample.Translator.Model;

/// <content>Operations of every network.</content>
internal sealed partial class Tape
{
    /// <summary><c>x W^T + b</c>, with <c>W [out, in]</c> and <c>b [1, out]</c> or none.</summary>
    public Tensor Linear(Tensor x, Tensor weight, Tensor? bias = null)
    {
        Tensor y = New(x.Rows, weight.Rows);
        if (bias is not null)
        {
            for (int i = 0; i < y.Rows; i++)
            {
                bias.Values.CopyTo(y.Row(i));
            }
        }

        Matrix.AddProductTransposed(x.Values, weight.Values, y.Values, x.Rows, x.Columns, weight.Rows);
        Note(() =>
        {
            Matrix.AddProduct(y.Gradients, y.Columns, 1, weight.Values, x.Gradients, x.Rows, y.Columns, x.Columns);
            Matrix.AddProduct(y.Gradients, 1, y.Columns, x.Values, weight.Gradients, y.Columns, x.Rows, x.Columns);
            for (int i = 0; bias is not null && i < y.Rows; i++)
            {
                Add(y.GradientRow(i), bias.Gradients);
            }
        });
        return y;
    }

    /// <summary>A row of the table for each word.</summary>
    public Tensor Embed(Tensor table, int[] words)
    {
        Tensor y = New(words.Length, table.Columns);
        for (int i = 0; i < words.Length; i++)
        {
            table.Row(words[i]).CopyTo(y.Row(i));
        }

        Note(() =>
        {
            for (int i = 0; i < words.Length; i++)
            {
                Add(y.GradientRow(i), table.GradientRow(words[i]));
            }
        });
        return y;
    }

    /// <summary><c>a + b</c>.</summary>
    public Tensor Add(Tensor a, Tensor b)
    {
        Tensor y = New(a.Rows, a.Columns);
        a.Values.CopyTo(y.Values);
        Add(b.Values, y.Values);
        Note(() =>
        {
            Add(y.Gradients, a.Gradients);
            Add(y.Gradients, b.Gradients);
        });
        return y;
    }

    /// <summary>The hyperbolic tangent of each element.</summary>
    public Tensor Tanh(Tensor x)
    {
        Tensor y = New(x.Rows, x.Columns);
        Activations.Tanh(x.Values, y.Values);
        Note(() =>
        {
            Span<float> value = y.Values;
            Span<float> gradient = y.Gradients;
            Span<float> result = x.Gradients;
            for (int i = 0; i < value.Length; i++)
            {
                result[i] += gradient[i] * (1 - (value[i] * value[i]));
            }
        });
        return y;
    }

    /// <summary>Columns of several tensors side by side.</summary>
    public Tensor Concatenate(params Tensor[] parts)
    {
        int columns = 0;
        foreach (Tensor part in parts)
        {
            columns += part.Columns;
        }

        Tensor y = New(parts[0].Rows, columns);
        for (int i = 0; i < y.Rows; i++)
        {
            int at = 0;
            foreach (Tensor part in parts)
            {
                part.Row(i).CopyTo(y.Row(i)[at..]);
                at += part.Columns;
            }
        }

        Note(() =>
        {
            for (int i = 0; i < y.Rows; i++)
            {
                int at = 0;
                foreach (Tensor part in parts)
                {
                    Add(y.GradientRow(i).Slice(at, part.Columns), part.GradientRow(i));
                    at += part.Columns;
                }
            }
        });
        return y;
    }

    /// <summary>The loss: minus the logarithm of each right word's probability, times a factor, summed.</summary>
    /// <param name="logits"><c>[words, vocabulary]</c>.</param>
    /// <param name="right">The number of each right word.</param>
    /// <param name="factor">What one word counts.</param>
    public double CrossEntropy(Tensor logits, int[] right, float factor)
    {
        double loss = 0;
        for (int i = 0; i < right.Length; i++)
        {
            // Softmax, and its derivative right where it is: probability minus one for the right word, probability for the others.
            Span<float> gradient = logits.GradientRow(i);
            loss -= Math.Log(Math.Max(Activations.Softmax(logits.Row(i), gradient)[right[i]], float.Epsilon));
            gradient[right[i]] -= 1;
            foreach (ref float element in gradient)
            {
                element *= factor;
            }
        }

        return loss * factor;
    }

    private static void Add(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] += x[i];
        }
    }
}
