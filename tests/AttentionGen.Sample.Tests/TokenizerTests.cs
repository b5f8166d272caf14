using System.Linq;
using AttentionGen.Sample.Translator.Grammar;
using Xunit;

namespace AttentionGen.Sample.Tests;

public class TokenizerTests
{
    [Theory]
    [InlineData("I love you", "i love you")]
    [InlineData("  Does he love\tme?! ", "does he love me")]
    [InlineData("She doesn't work, he can’t swim.", "she does not work he can not swim")]
    [InlineData("\"I'm busy\"", "i am busy")]
    [InlineData(" ... ", "")]
    [InlineData("", "")]
    public void CutsAtBlanksAndPunctuation(string sentence, string words) =>
        Assert.Equal(words, string.Join(' ', Tokenizer.Split(sentence).Select(static token => token.Text)));

    [Fact]
    public void KeepsWhatWasWritten() =>
        Assert.Equal(["Tom", "LOVES", "you"], Tokenizer.Split("Tom LOVES you.").Select(static token => token.Shown));
}
