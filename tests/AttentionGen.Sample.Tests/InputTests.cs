using System.Linq;
using Xunit;

namespace AttentionGen.Sample.Tests;

/// <summary>What cannot be translated is one line on the error stream, and exit code 2.</summary>
public class InputTests
{
    [Theory]
    [InlineData("Unknown word 'aardvark'", "I love aardvark")]
    [InlineData("There is no sentence", "")]
    [InlineData("There is no sentence", "  ?! ")]
    [InlineData("Unknown word 'red[31m", "red\u001b[31m")]
    public void Refuses(string message, string sentence) => AssertRefused(message, "translate", sentence);

    [Fact]
    public void NamesEveryUnknownWordOnce() => AssertRefused("Unknown words 'Zebras', 'grass';", "translate", "Zebras eat grass Zebras");

    [Fact]
    public void NoSentenceAtAll() => AssertRefused("There is no sentence", "translate");

    [Fact]
    public void FiveHundredWords() => AssertRefused("has 500 words", "translate", string.Join(' ', Enumerable.Repeat("love", 500)));

    [Fact]
    public void OneLongWord() => AssertRefused("...'", "translate", new string('x', 100_000));

    [Fact]
    public void SeveralLines() => AssertRefused("Unknown word 'ring'", "translate", "I love\nyou\r\nring\u0007");

    [Theory]
    [InlineData("Unknown score 'cosine'", "translate", "I love you", "--score", "cosine")]
    [InlineData("--score needs a value", "translate", "I love you", "--score")]
    [InlineData("Unknown argument '--loud'", "translate", "--loud", "I love you")]
    [InlineData("--epochs takes a number", "train", "--epochs", "0")]
    [InlineData("--epochs takes a number", "train", "--epochs", "many")]
    [InlineData("--seed takes a number", "train", "--seed", "-1")]
    [InlineData("Unknown argument 'fast'", "train", "fast")]
    [InlineData("cannot be written", "translate", "I love you", "--quiet", "--html", "/no/such/folder/page.html")]
    public void RefusesArguments(string message, params string[] arguments) => AssertRefused(message, arguments);

    private static void AssertRefused(string message, params string[] arguments)
    {
        SampleRun run = SampleRun.Of(arguments);
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(message, run.Error);
        string line = Assert.Single(run.Error.TrimEnd('\n', '\r').Split('\n'));
        Assert.DoesNotContain(line, char.IsControl);
        Assert.True(line.Length < 400, line);
    }
}
