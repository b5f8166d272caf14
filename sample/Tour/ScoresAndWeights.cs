using System;
using Spectre.Console;

namespace AttentionGen.Sample.Tour;

/// <summary>Step 1: how well does the query match each key?</summary>
internal static class ScoresAndWeights
{
    public static void Show(IAnsiConsole console)
    {
        Print.Heading(console, "1. Scores and weights");
        KernelCard.Show(console, nameof(DotAttention), DotAttention.Info);
        Print.Text(console, """
            A [bold]query[/] is scored against every [bold]key[/] by their dot product; the softmax turns the scores into weights that
            sum to 1.
            """);

        ReadOnlySpan<float> keys = Textbook.Keys;
        Span<float> output = stackalloc float[2];
        Span<float> weights = stackalloc float[2];
        Span<float> logSumExp = stackalloc float[1];
        DotAttention.Forward(
            Textbook.Query, keys, Textbook.Values, output, new AttentionOptions { Weights = weights, LogSumExp = logSumExp });

        Table table = Print.Table("key", "score", "weight");
        for (int j = 0; j < weights.Length; j++)
        {
            // weight = exp(score - LogSumExp), read backwards.
            float score = MathF.Log(weights[j]) + logSumExp[0];
            ReadOnlySpan<float> key = keys.Slice(j * DotAttention.Dim, DotAttention.Dim);
            Print.Row(table, Print.Vector(key), Print.Number(score), Print.Number(weights[j]));
        }

        console.WriteLine($"query = {Print.Vector(Textbook.Query)}");
        console.Write(table);
        Print.Text(console, "The kernel hands out weights and LogSumExp; a score is ln(weight) + LogSumExp.");
        Print.Text(console, "[grey]A widely copied text prints 0.982 and 0.018: a slip, e^4/(e^4+e^1) = 0.9526.[/]");
    }
}
