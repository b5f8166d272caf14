using AttentionGen.Sample.Translator.Model;
using AttentionGen.Sample.Translator.Output;
using Spectre.Console;

namespace AttentionGen.Sample.Tour;

/// <summary>Step 6: attention at work, in a trained encoder-decoder.</summary>
internal static class TranslatorStep
{
    private const string Sentence = "I love you";

    public static void Show(IAnsiConsole console)
    {
        TranslationModel model = TranslateCommand.ReadModel(new TranslateArguments());
        var translator = new SentenceTranslator(model);

        Print.Heading(console, "6. A translator that attends");
        KernelCard.Show(console, translator.Attention.Kernel, translator.Attention.Info);
        Print.Text(console, $"""
            An encoder reads "{Sentence}"; a decoder writes it in Chinese, and attends to the encoder's states before each word. Both are
            trained (docs/translator.md), and so are the matrices of the score: they are arguments of the kernel's constructor.
            """);
        StepsReport.Show(console, translator.Translate(InputSentence.Parse(Sentence, model.Source)));
        Print.Text(console, """
            A row of the grid is a word that the decoder wrote, a column a word that it could look at, a cell the weight in percent.
            """);
    }
}
