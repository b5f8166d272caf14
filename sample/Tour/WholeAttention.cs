using System;
using Spectre.Console;

namespace AttentionGen.Sample.Tour;

/// <summary>Step 3: both at once, which is what a kernel does.</summary>
internal static class WholeAttention
{
    public static void Show(IAnsiConsole console)
    {
        Print.Heading(console, "3. attention(query, keys, values)");
        Print.Text(console, "Steps 1 and 2 in one call, by the kernel of step 1: DotAttention.Forward(query, keys, values, output).");

        Span<float> context = stackalloc float[DotAttention.ValueDim];
        Span<float> weights = stackalloc float[2];
        DotAttention.Forward(Textbook.Query, Textbook.Keys, Textbook.Values, context);

        // A kernel keeps no weights unless it is asked for them; here only the table needs them.
        DotAttention.Forward(Textbook.Query, Textbook.Keys, Textbook.Values, context, new AttentionOptions { Weights = weights });
        console.WriteLine(
            $"query = {Print.Vector(Textbook.Query)}, keys = {Print.Vector(Textbook.Keys[..2])} and {Print.Vector(Textbook.Keys[2..])}");
        console.Write(ContextVector.Sum(weights, Textbook.Values, context));
    }
}
