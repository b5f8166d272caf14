using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;

namespace AttentionGen.Sample.Translator.Model;

/// <summary>One word that the decoder wrote, and how it came to it.</summary>
/// <param name="Query"><c>s_(t-1)</c>, the decoder's state before.</param>
/// <param name="Scores"><c>e</c>, for each word of the source.</param>
/// <param name="Weights"><c>a</c>, the softmax of the scores.</param>
/// <param name="Context"><c>c</c>, the states summed up by their weights.</param>
/// <param name="Word">The likeliest word, or the end symbol.</param>
/// <param name="Probability">How likely.</param>
internal sealed record DecoderStep(float[] Query, float[] Scores, float[] Weights, float[] Context, string Word, float Probability);

/// <summary>A translated sentence.</summary>
/// <param name="Source">Its words.</param>
/// <param name="States"><c>h_1</c>, <c>h_2</c>...: the encoder's state for each word.</param>
/// <param name="Steps">The words written; the last one is the end symbol, unless the decoder found no end.</param>
internal sealed record Translation(ImmutableArray<Token> Source, ImmutableArray<float[]> States, ImmutableArray<DecoderStep> Steps)
{
    /// <summary>The Chinese words, without the end symbol.</summary>
    public IEnumerable<string> Words => Steps.Select(static step => step.Word).Where(static word => word != TranslationModel.EndSymbol);

    /// <summary>The Chinese sentence.</summary>
    public string Text => string.Concat(Words);
}
