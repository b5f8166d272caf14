using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;
using AttentionGen.Sample.Translator.Output;
using Xunit;

namespace AttentionGen.Sample.Tests;

public class HtmlPageTests
{
    [Fact]
    public void EncodesWords()
    {
        var step = new DecoderStep([0], [1, 2], [0.25f, 0.75f], [0], "<unk>", 0.5f);
        var end = new DecoderStep([0], [1, 2], [0.5f, 0.5f], [0], TranslationModel.EndSymbol, 0.5f);
        var translation = new Translation([new Token("<b>", "<b onload=\"x\">"), new Token("a&b", "a&b")], [[0], [0]], [step, end]);
        string page = HtmlPage.Render(translation, KernelAttention.Create(Trained.Model(ScoreKind.Dot).Attention));
        Assert.Contains("<th scope=\"row\" lang=\"zh-Hans\">&lt;unk&gt;</th>", page);
        Assert.Contains("<th scope=\"row\" lang=\"zh-Hans\">&lt;/s&gt;</th>", page);
        Assert.Contains("<th scope=\"col\">&lt;b onload=&quot;x&quot;&gt;</th>", page);
        Assert.Contains("<th scope=\"col\">a&amp;b</th>", page);
        Assert.DoesNotContain("<unk>", page);
        Assert.DoesNotContain("<b ", page);
    }

    [Fact]
    public void NeedsNothingElse()
    {
        string page = Page(Trained.Translate(ScoreKind.Additive, "I love you"));
        Assert.DoesNotMatch(new Regex("""(?i)(?<!-)\b(src|href|url|import|http|script)\b"""), page.Replace("http-equiv", ""));
        Assert.Contains("default-src 'none'", page);
    }

    [SkippableFact]
    public void ABrowserShowsLabelsAndWeights()
    {
        Skip.If(Browser.Path is null, Browser.Missing);
        using var folder = new TemporaryFolder();
        string file = folder.File("page.html");
        SampleRun run = SampleRun.Of("translate", "I love you", "--html", file);
        Assert.Equal("", run.Error);
        Assert.Contains("Wrote", run.Output);

        string document = Browser.Document(file, folder.File("profile"));
        Translation translation = Trained.Translate(ScoreKind.Additive, "I love you");
        Assert.Equal(["I", "love", "you"], All(document, """<th scope="col">([^<]*)</th>"""));
        Assert.Equal(["我", "爱", "你", "&lt;/s&gt;"], All(document, """<th scope="row" lang="zh-Hans">([^<]*)</th>"""));
        string[] shown = All(document, "data-weight=\"([^\"]*)\"");
        float[] weights = [.. shown.Select(static text => float.Parse(text, CultureInfo.InvariantCulture))];
        float[] expected = [.. translation.Steps.SelectMany(static step => step.Weights)];
        Assert.Equal(expected.Length, weights.Length);
        Assert.All(expected.Zip(weights), static pair => Assert.Equal(pair.First, pair.Second, 0.00006f));
        Assert.Contains($"我 from I<br>a = {shown[0]}", document);
    }

    private static string Page(Translation translation) =>
        HtmlPage.Render(translation, KernelAttention.Create(Trained.Model(ScoreKind.Additive).Attention));

    private static string[] All(string document, string pattern) =>
        [.. Regex.Matches(document, pattern).Select(static match => match.Groups[1].Value)];
}
