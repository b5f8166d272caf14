using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Numerics;
using AttentionGen.Sample.Translator.Model;
using AttentionGen.Sample.Translator.Output;

namespace AttentionGen.Sample.Translator.Training;

/// <summary>What the command train is asked for.</summary>
internal sealed record TrainArguments
{
    public ImmutableArray<ScoreKind> Scores { get; private init; } = [ScoreKind.Additive, ScoreKind.General, ScoreKind.Dot];

    public TrainingOptions Options { get; private init; } = new();

    /// <summary>Where the weights go.</summary>
    public string WeightsFolder { get; private init; } = TranslateArguments.DefaultWeightsFolder;

    /// <exception cref="UsageException">An argument means nothing.</exception>
    public static TrainArguments Parse(IReadOnlyList<string> arguments)
    {
        var result = new TrainArguments();
        for (int i = 0; i < arguments.Count; i++)
        {
            string option = arguments[i];
            string Value() => CommandLine.Value(arguments, ref i);
            result = option switch
            {
                "--score" => result with { Scores = [TranslateArguments.ParseScore(Value())] },
                "--epochs" => result with { Options = result.Options with { Epochs = Number(option, Value(), 1, 1000) } },
                "--seed" => result with { Options = result.Options with { Seed = Number(option, Value(), 0UL, ulong.MaxValue) } },
                "--threads" => result with { Options = result.Options with { Threads = Number(option, Value(), 1, 1024) } },
                "--weights" => result with { WeightsFolder = Value() },
                _ => throw CommandLine.Unknown(option),
            };
        }

        return result;
    }

    private static T Number<T>(string option, string value, T least, T most)
        where T : INumber<T> =>
        T.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out T? number) && number >= least && number <= most
            ? number
            : throw new UsageException($"{option} takes a number from {least} to {most}, not '{value}'");
}
