using System.Collections.Generic;
using AttentionGen.Sample.Tour;
using AttentionGen.Sample.Translator.Output;
using AttentionGen.Sample.Translator.Training;

namespace AttentionGen.Sample;

/// <summary>What the sample can do.</summary>
internal static class Commands
{
    /// <summary>The first one is what runs without arguments.</summary>
    public static IReadOnlyList<ICommand> All => [new TourCommand(), new TranslateCommand(), new TrainCommand()];
}
