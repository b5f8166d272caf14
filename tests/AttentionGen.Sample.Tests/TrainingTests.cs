using System.Collections.Generic;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;
using AttentionGen.Sample.Translator.Training;
using Xunit;

namespace AttentionGen.Sample.Tests;

public class TrainingTests
{
    private static readonly Corpus Small = new(400, seed: 1);

    [Fact]
    public void LowersTheLoss()
    {
        (_, List<double> losses) = Train(ScoreKind.Additive, seed: 1, threads: 2, epochs: 8);
        Assert.True(losses.TakeLast(5).Average() < 0.6 * losses.Take(5).Average(), $"from {losses[0]} to {losses[^1]}");
    }

    [Theory]
    [InlineData(nameof(ScoreKind.Additive))]
    [InlineData(nameof(ScoreKind.General))]
    [InlineData(nameof(ScoreKind.Dot))]
    public void FollowsFromTheSeedAlone(string score)
    {
        ScoreKind kind = System.Enum.Parse<ScoreKind>(score);
        float[] first = Train(kind, seed: 1, threads: 1).Values;
        Assert.Equal(first, Train(kind, seed: 1, threads: 1).Values);
        Assert.Equal(first, Train(kind, seed: 1, threads: 2).Values);
        Assert.Equal(first, Train(kind, seed: 1, threads: 4).Values);
        Assert.NotEqual(first, Train(kind, seed: 2, threads: 1).Values);
    }

    [Fact]
    public void TheCommandTrainsAndReports()
    {
        using var folder = new TemporaryFolder();
        SampleRun run = SampleRun.Of(120, "train", "--score", "dot", "--epochs", "1", "--weights", folder.Path);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("aligned", run.Output);
        Assert.Contains($"/{Corpus.Default.HeldOut.Length})", run.Output);
        Assert.NotEmpty(WeightsFile.Read(WeightsFile.PathIn(folder.Path, ScoreKind.Dot), ScoreKind.Dot).Parameters.Values);
    }

    private static (float[] Values, List<double> Losses) Train(ScoreKind score, ulong seed, int threads, int epochs = 2)
    {
        TranslationModel model = TranslationModel.Create(score, Small.Pairs, seed);
        var losses = new List<double>();
        var options = new TrainingOptions { Epochs = epochs, Seed = seed, Threads = threads };
        new Trainer(model, Small.Training, options).Run((_, loss) => losses.Add(loss));
        return (model.Parameters.Values, [.. losses.Where(static loss => !double.IsNaN(loss))]);
    }
}
