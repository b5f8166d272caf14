using System;
using System.IO;
using System.Linq;
using AttentionGen.Sample.Translator.Model;
using AttentionGen.Sample.Translator.Output;
using Xunit;

namespace AttentionGen.Sample.Tests;

public sealed class WeightsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Copy => WeightsFile.PathIn(_folder.Path, ScoreKind.Additive);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TheRepositorysAreUnderTwoMegabytes()
    {
        string[] files = Directory.GetFiles(TranslateArguments.DefaultWeightsFolder);
        Assert.Equal(["additive.weights", "dot.weights", "general.weights"], files.Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.True(files.Sum(static file => new FileInfo(file).Length) < 2_000_000);
    }

    [Fact]
    public void ReadsWhatItWrote()
    {
        TranslationModel model = Trained.Model(ScoreKind.General);
        string path = _folder.File("general.weights");
        WeightsFile.Write(path, model);
        TranslationModel read = WeightsFile.Read(path, ScoreKind.General);
        Assert.Equal(model.Parameters.Values, read.Parameters.Values);
        Assert.Equal(model.Source.Words.AsEnumerable(), read.Source.Words.AsEnumerable());
        Assert.Equal(model.Target.Words.AsEnumerable(), read.Target.Words.AsEnumerable());
        string original = WeightsFile.PathIn(TranslateArguments.DefaultWeightsFolder, ScoreKind.General);
        Assert.Equal(File.ReadAllBytes(original), File.ReadAllBytes(path));
    }

    [Fact]
    public void MissingFile() => Refuses("There is no weights file");

    [Fact]
    public void MissingFolder()
    {
        SampleRun run = SampleRun.Of("translate", "I love you", "--weights", _folder.File("nowhere"));
        Assert.Equal(2, run.ExitCode);
        Assert.StartsWith("There is no weights file", run.Error);
    }

    [Fact]
    public void AFolderInItsPlace()
    {
        Directory.CreateDirectory(Copy);
        Refuses("cannot be read");
    }

    [Theory]
    [InlineData(0, "not a weights file")]
    [InlineData(7, "not a weights file")]
    [InlineData(39, "not a weights file")]
    [InlineData(40, "damaged")]
    [InlineData(1000, "damaged")]
    [InlineData(-1, "damaged")]
    public void CutOff(int length, string message)
    {
        byte[] bytes = Bytes();
        File.WriteAllBytes(Copy, bytes[..(length < 0 ? bytes.Length + length : length)]);
        Refuses(message);
    }

    [Theory]
    [InlineData(0, "not a weights file")]
    [InlineData(8, "damaged")]
    [InlineData(100, "damaged")]
    [InlineData(200_000, "damaged")]
    [InlineData(-1, "damaged")]
    public void OneBitChanged(int index, string message)
    {
        byte[] bytes = Bytes();
        bytes[index < 0 ? bytes.Length + index : index] ^= 1;
        File.WriteAllBytes(Copy, bytes);
        Refuses(message);
    }

    [Fact]
    public void AnotherScoresFile()
    {
        File.Copy(WeightsFile.PathIn(TranslateArguments.DefaultWeightsFolder, ScoreKind.Dot), Copy);
        Refuses("has the score Dot; this program expects Additive");
    }

    [Theory]
    [InlineData(8, "version")]
    [InlineData(16, "size")]
    public void AnotherProgramsFile(int index, string what)
    {
        // With a right checksum: not damaged, but made by a program with other numbers.
        byte[] content = Bytes()[..^32];
        content[index]++;
        File.WriteAllBytes(Copy, [.. content, .. System.Security.Cryptography.SHA256.HashData(content)]);
        Refuses($"has the {what}");
    }

    [Fact]
    public void TrainingHasNowhereToWrite()
    {
        File.WriteAllText(_folder.File("file"), "");
        SampleRun run = SampleRun.Of("train", "--epochs", "1", "--weights", _folder.File("file"));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains("cannot be made", run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    private static byte[] Bytes() => File.ReadAllBytes(WeightsFile.PathIn(TranslateArguments.DefaultWeightsFolder, ScoreKind.Additive));

    private void Refuses(string message)
    {
        SampleRun run = SampleRun.Of("translate", "I love you", "--quiet", "--weights", _folder.Path);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Equal("", run.Output);
    }
}
