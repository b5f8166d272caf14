using System;
using Spectre.Console;

namespace AttentionGen.Sample.Tour;

/// <summary>Step 2: what do given weights make of the values?</summary>
internal static class ContextVector
{
    public static void Show(IAnsiConsole console)
    {
        Print.Heading(console, "2. The context vector");
        KernelCard.Show(console, nameof(OneNumberAttention), OneNumberAttention.Info);
        Print.Lead(console, """
            Each key comes with a [bold]value[/]; the [bold]context vector[/] is the sum of the values, each times its weight. To get
            the weights 0.8 and 0.2, the query is 1 and the keys are ln 4 and 0: the softmax gives 4/(4+1) and 1/(4+1).
            """);

        ReadOnlySpan<float> values = Textbook.Values;
        Span<float> context = stackalloc float[OneNumberAttention.ValueDim];
        Span<float> weights = stackalloc float[2];
        OneNumberAttention.Forward([1], [MathF.Log(4), 0], values, context, new AttentionOptions { Weights = weights });
        console.Write(Sum(weights, values, context));
    }

    /// <summary>The weighted sum, written out; only the products are not the kernel's.</summary>
    public static Table Sum(ReadOnlySpan<float> weights, ReadOnlySpan<float> values, ReadOnlySpan<float> context)
    {
        Table table = Print.Table("weight", "value", "weight * value");
        Span<float> product = stackalloc float[context.Length];
        for (int j = 0; j < weights.Length; j++)
        {
            ReadOnlySpan<float> value = values.Slice(j * context.Length, context.Length);
            for (int e = 0; e < product.Length; e++)
            {
                product[e] = weights[j] * value[e];
            }

            Print.Row(table, Print.Number(weights[j]), Print.Vector(value), Print.Vector(product));
        }

        return table.AddRow("", "[bold]context[/]", $"[bold]{Markup.Escape(Print.Vector(context))}[/]");
    }
}
