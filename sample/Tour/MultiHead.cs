using System;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace AttentionGen.Sample.Tour;

/// <summary>Steps 4 and 5: four heads over a sentence that attends to itself, with and without a view of what comes later.</summary>
internal static class MultiHead
{
    // The word whose context vectors are shown: "dog", for which every head finds something else.
    private const int Probe = 4;

    public static void Show(IAnsiConsole console)
    {
        float[] embeddings = Sentence.Embed();

        Print.Heading(console, "4. Multi-head self-attention");
        KernelCard.Show(console, nameof(SentenceAttention), SentenceAttention.Info);
        Print.Lead(console, """
            In self-attention the words of a sentence look at one another. A word comes in as twelve numbers: where it stands, by the
            sine and cosine of four hands of a clock, each half as fast as the one before; and which class it has.
            """);
        console.Write(SentenceTables.Embeddings(embeddings));
        Print.Text(console, """
            Each head makes queries, keys and values of them by matrices of its own. A model learns its matrices; these are set by hand,
            so that each head has a task:
            """);
        float[] contexts = ShowWeights<SentenceAttention>(console, embeddings);
        Print.Text(console, """
            A row is the word that looks, a column the word looked at, a cell the weight in percent: a row sums to 100, but for
            rounding. Before the first word there is none, and head 1 falls back on the word itself. Head 3 looks for the noun of an
            article or a verb and for the verb of the rest, near the next word.
            """);
        Print.Lead(console, $"""
            A word's value is its class, so a context vector tells what a head has read. For "{Sentence.Words[Probe]}":
            """);
        console.Write(SentenceTables.Contexts(contexts, Probe));

        Print.Heading(console, "5. The same heads, causal");
        KernelCard.Show(console, nameof(CausalSentenceAttention), CausalSentenceAttention.Info);
        _ = ShowWeights<CausalSentenceAttention>(console, embeddings);
        Print.Text(console, """
            No word sees a word after it: those cells are blank. The first word has only itself to look at, and a partner that comes
            later cannot be found.
            """);
    }

    // Generic over the kernel, as model code would be; the JIT compiles it for each.
    private static float[] ShowWeights<TKernel>(IAnsiConsole console, ReadOnlySpan<float> embeddings)
        where TKernel : IAttentionKernel
    {
        int words = Sentence.Words.Length;
        float[] contexts = new float[words * TKernel.Heads * TKernel.ValueDim];
        float[] weights = new float[TKernel.Heads * words * words];
        TKernel.Forward(
            Heads.Queries(embeddings), Heads.Keys(embeddings), Heads.Values(embeddings), contexts,
            new AttentionOptions { Weights = weights });

        Grid grids = new Grid().AddColumn().AddColumn();
        for (int head = 0; head < TKernel.Heads; head += 2)
        {
            grids.AddRow(Draw(head), Draw(head + 1)).AddEmptyRow();
        }

        console.Write(grids);
        return contexts;

        IRenderable Draw(int head) => WeightGrid.Draw(
            $"head {head}: {Heads.Names[head]}", Sentence.Words, weights.AsSpan(head * words * words, words * words));
    }
}
