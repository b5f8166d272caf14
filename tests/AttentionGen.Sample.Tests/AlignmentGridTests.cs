using System.Linq;
using Xunit;

namespace AttentionGen.Sample.Tests;

public class AlignmentGridTests
{
    [Theory]
    [InlineData(200)]
    [InlineData(80)]
    [InlineData(40)]
    [InlineData(16)]
    public void FitsTheTerminal(int width)
    {
        SampleRun run = SampleRun.Of(width, "translate", "Your brother did not read this newspaper at home in the evening");
        Assert.Equal(0, run.ExitCode);
        string grid = run.Output[run.Output.IndexOf("Translation:", System.StringComparison.Ordinal)..];
        string[] lines = grid.Split('\n');

        // The characters of the labels are two cells wide.
        Assert.All(lines.Skip(1), line => Assert.True(line.Sum(static letter => letter >= 0x1100 ? 2 : 1) <= width, line));

        // However many parts it takes, the row of a word has a number for each of the twelve source words.
        Assert.Equal(12, lines.Where(static line => line.StartsWith("报纸")).Sum(static line => Words(line).Length - 1));

        static string[] Words(string line) => line.Split(' ', System.StringSplitOptions.RemoveEmptyEntries);
    }
}
