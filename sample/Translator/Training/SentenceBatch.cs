using System.Collections.Generic;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;

namespace AttentionGen.Sample.Translator.Training;

/// <summary>Sentences of one length in each language: the number of word <c>j</c> of sentence <c>b</c> of <c>B</c> at <c>j * B + b</c>.</summary>
internal sealed class SentenceBatch
{
    public SentenceBatch(TranslationModel model, IReadOnlyList<SentencePair> pairs)
    {
        Count = pairs.Count;
        int[][] source = [.. pairs.Select(pair => model.Source.Numbers(pair.Source))];
        int[][] target = [.. pairs.Select(pair => model.Target.Numbers(pair.Target))];
        Source = Interleave(source);
        Written = Interleave([.. target.Select(words => (int[])[model.Start, .. words])]);
        Right = Interleave([.. target.Select(words => (int[])[.. words, model.End])]);
    }

    /// <summary><c>B</c>.</summary>
    public int Count { get; }

    /// <summary>The English words.</summary>
    public int[] Source { get; }

    /// <summary>What the decoder has in front of it at each step: the start symbol, then the words of the right translation.</summary>
    public int[] Written { get; }

    /// <summary>What it should write at each step: the words of the right translation, then the end symbol.</summary>
    public int[] Right { get; }

    private static int[] Interleave(int[][] sentences)
    {
        int[] result = new int[sentences.Length * sentences[0].Length];
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = sentences[i % sentences.Length][i / sentences.Length];
        }

        return result;
    }
}
