using System;
using System.Collections.Generic;
using System.Linq;
using AttentionGen.Sample.Translator.Grammar;
using AttentionGen.Sample.Translator.Model;
using AttentionGen.Sample.Translator.Training;
using Xunit;

namespace AttentionGen.Sample.Tests;

public class TranslationTests
{
    /// <summary>Sentences whose hash keeps them from training.</summary>
    public static readonly TheoryData<string, string> HeldOut = new()
    {
        { "She loves me.", "她爱我" },
        { "Do you love me?", "你爱我吗" },
        { "You do not like coffee.", "你不喜欢咖啡" },
        { "I read two books.", "我读两本书" },
        { "You are a student.", "你是学生" },
        { "He can not swim.", "他不能游泳" },
        { "Can he speak Chinese?", "他能说中文吗" },
        { "Where does Tom work?", "汤姆在哪里工作" },
        { "We go home.", "我们回家" },
        { "Mary will go to Beijing tomorrow.", "玛丽明天会去北京" },
        { "Yesterday she bought two books in the shop.", "昨天她在商店买了两本书" },
        { "The doctor bought a red car last week.", "医生上周买了一辆红车" },
        { "How many books did Mary buy yesterday?", "玛丽昨天买了几本书" },
        { "What will her friend eat tonight?", "她朋友今晚会吃什么" },
        { "Your brother did not read this newspaper.", "你哥哥没读这份报纸" },
        { "When did I go to Shanghai?", "我什么时候去了上海" },
        { "My mother waits for the teacher at the station.", "我妈妈在车站等老师" },
        { "Your brother drinks a cup of tea every day.", "你哥哥每天喝一杯茶" },
        { "Who did my mother meet in China last year?", "我妈妈去年在中国见了谁" },
        { "Will he sell that old table?", "他会卖那张旧桌子吗" },
    };

    /// <summary>Sentences that training may have seen.</summary>
    public static readonly TheoryData<string, string> Others = new()
    {
        { "I love you", "我爱你" },
        { "They love us.", "他们爱我们" },
        { "I don't love him.", "我不爱他" },
        { "He knows her mother.", "他认识她妈妈" },
        { "I bought two books in the shop yesterday.", "我昨天在商店买了两本书" },
        { "Yesterday I bought two books in the shop.", "昨天我在商店买了两本书" },
        { "He drinks a cup of tea in the morning.", "他早上喝一杯茶" },
        { "We drink two bottles of water.", "我们喝两瓶水" },
        { "They will watch a movie tonight.", "他们今晚会看一部电影" },
        { "Where did she buy this shirt?", "她在哪里买了这件衬衫" },
        { "How many books did you buy?", "你买了几本书" },
        { "I'm very happy today.", "我今天非常高兴" },
        { "Is your father a doctor?", "你爸爸是医生吗" },
        { "My mother isn't a teacher.", "我妈妈不是老师" },
        { "My friend studies Chinese in the library every day.", "我朋友每天在图书馆学习中文" },
        { "Are they busy now?", "他们现在忙吗" },
        { "Who can help me?", "谁能帮助我" },
    };

    [Theory]
    [MemberData(nameof(HeldOut))]
    [MemberData(nameof(Others))]
    public void Translates(string english, string chinese)
    {
        SampleRun run = SampleRun.Of("translate", english, "--quiet");
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal($"{chinese}\n", run.Output.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void HalfOfTheListWasHeldOut()
    {
        Assert.All(HeldOut, static row => Assert.True(SentencePair.IsSentenceHeldOut(Words((string)row[0]))));
        Assert.True(HeldOut.Count() + Others.Count() >= 30);
        Assert.True(HeldOut.Count() >= Others.Count());

        static string Words(string english) => string.Join(' ', Tokenizer.Split(english).Select(static token => token.Text));
    }

    [Theory]
    [InlineData(nameof(ScoreKind.Dot))]
    [InlineData(nameof(ScoreKind.General))]
    [InlineData(nameof(ScoreKind.Additive))]
    public void TranslatesWhatItHasNotSeen(string score)
    {
        var evaluation = Evaluation.Of(new SentenceTranslator(Trained.Model(Enum.Parse<ScoreKind>(score))), Corpus.Default.HeldOut);
        Assert.Equal(Corpus.Default.HeldOut.Length, evaluation.Sentences);
        Assert.True(evaluation.Accuracy >= 0.95, evaluation.ToString());
    }

    [Fact]
    public void LooksWhereTheWordComesFrom()
    {
        var evaluation = Evaluation.Of(new SentenceTranslator(Trained.Model(ScoreKind.Additive)), Corpus.Default.HeldOut);
        Assert.True(evaluation.ContentWords > 2000);
        Assert.True(evaluation.Alignment >= 0.9, evaluation.ToString());
    }

    // The heat map of the textbook: the diagonal.
    [Fact]
    public void ILoveYou()
    {
        Translation translation = Trained.Translate(ScoreKind.Additive, "I love you");
        Assert.Equal(["我", "爱", "你", TranslationModel.EndSymbol], translation.Steps.Select(static step => step.Word));
        for (int t = 0; t < 3; t++)
        {
            Assert.Equal(t, Array.IndexOf(translation.Steps[t].Weights, translation.Steps[t].Weights.Max()));
        }
    }

    [Theory]
    [InlineData("dot")]
    [InlineData("general")]
    [InlineData("additive")]
    public void PrintsTheSteps(string score)
    {
        SampleRun run = SampleRun.Of("translate", "I love you", "--score", score);
        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        IEnumerable<string> expected =
        [
            "  h1  I", "  h2  love", "  h3  you", "  s0 =", "  c1 =", "  word 1: 我", "  word 2: 爱", "  word 3: 你", "  word 4: </s>",
            "Translation: 我爱你",
        ];
        Assert.All(expected, part => Assert.Contains(part, run.Output));
        Assert.All(run.Output.Split('\n'), static line => Assert.True(line.Length <= 80, line));

        // The numbers of the first step are those of the model.
        DecoderStep step = Trained.Translate(Translator.Output.TranslateArguments.ParseScore(score), "I love you").Steps[0];
        FormattableString first = $"e {step.Scores[0],9:0.0000}  a {step.Weights[0]:0.0000}";
        Assert.Contains(FormattableString.Invariant(first), run.Output);
    }

    [Fact]
    public void SentencesNeedNoQuotes() => Assert.Equal("我爱你", SampleRun.Of("translate", "I", "love", "you", "--quiet").Output.Trim());

    [Fact]
    public void ListsItsWords()
    {
        SampleRun run = SampleRun.Of("translate", "--words");
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(Trained.Model(ScoreKind.Additive).Source.Words, run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void TheTourEndsWithATranslation()
    {
        SampleRun run = SampleRun.Of();
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Translation: 我爱你", run.Output[(run.Output.Length / 2)..]);
    }
}
