using System.Collections.Immutable;

namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>A pronoun or a person: what it is as a subject, as an object, and which form of the verb it takes.</summary>
/// <param name="Subject">"I".</param>
/// <param name="Object">"me".</param>
/// <param name="Chinese">Either in Chinese, which has one form.</param>
/// <param name="IsThird">Whether verbs take their "-s".</param>
/// <param name="Be">"am", "are" or "is".</param>
internal sealed record Person(string Subject, string Object, string Chinese, bool IsThird, string Be);

/// <summary>A thing that can be counted.</summary>
/// <param name="English">One of it.</param>
/// <param name="Chinese">The noun, which has no plural.</param>
/// <param name="Measure">The word between a number and this noun.</param>
internal sealed record Thing(string English, string Chinese, string Measure);

/// <summary>A pair of words that stand for the same.</summary>
internal readonly record struct Entry(string English, string Chinese);

/// <summary>What a verb can have for its object.</summary>
internal enum ObjectKind
{
    None,
    Person,
    Thing,
    Substance,
    Knowledge,
    Destination,
}

/// <summary>A verb.</summary>
/// <param name="English">Its base form.</param>
/// <param name="Past">Its past form, or null for a state of mind, which the grammar keeps to the present.</param>
/// <param name="Chinese">The verb.</param>
/// <param name="Object">The kind of object.</param>
/// <param name="Objects">English names of the objects that make sense; empty for all of the kind.</param>
internal sealed record Verb(string English, string? Past, string Chinese, ObjectKind Object, params ImmutableArray<string> Objects)
{
    /// <summary>What stands between the verb and its object: "listen to".</summary>
    public string? Preposition { get; init; }
}

/// <summary>The words that the grammar knows.</summary>
internal static class Lexicon
{
    /// <summary>Where one goes without a preposition, and in Chinese with a verb of its own.</summary>
    public const string Home = "home";

    public static readonly ImmutableArray<Person> Pronouns =
    [
        new("i", "me", "我", false, "am"),
        new("you", "you", "你", false, "are"),
        new("he", "him", "他", true, "is"),
        new("she", "her", "她", true, "is"),
        new("we", "us", "我们", false, "are"),
        new("they", "them", "他们", false, "are"),
    ];

    public static readonly ImmutableArray<Person> People =
    [
        new("tom", "tom", "汤姆", true, "is"),
        new("mary", "mary", "玛丽", true, "is"),
        new("the teacher", "the teacher", "老师", true, "is"),
        new("the doctor", "the doctor", "医生", true, "is"),
        new("the student", "the student", "学生", true, "is"),
        new("the students", "the students", "学生们", false, "are"),
        new("the children", "the children", "孩子们", false, "are"),
    ];

    public static readonly ImmutableArray<Entry> Owners =
        [new("my", "我"), new("your", "你"), new("his", "他"), new("her", "她"), new("our", "我们"), new("their", "他们")];

    public static readonly ImmutableArray<Entry> Relatives =
        [new("mother", "妈妈"), new("father", "爸爸"), new("brother", "哥哥"), new("sister", "姐姐"), new("friend", "朋友")];

    public static readonly ImmutableArray<Thing> Things =
    [
        new("book", "书", "本"),
        new("newspaper", "报纸", "份"),
        new("letter", "信", "封"),
        new("song", "歌", "首"),
        new("movie", "电影", "部"),
        new("apple", "苹果", "个"),
        new("egg", "鸡蛋", "个"),
        new("cake", "蛋糕", "块"),
        new("car", "车", "辆"),
        new("ticket", "票", "张"),
        new("map", "地图", "张"),
        new("table", "桌子", "张"),
        new("chair", "椅子", "把"),
        new("shirt", "衬衫", "件"),
        new("pen", "笔", "支"),
        new("dog", "狗", "只"),
        new("cat", "猫", "只"),
    ];

    public static readonly ImmutableArray<Entry> Numbers = [new("two", "两"), new("three", "三"), new("four", "四"), new("five", "五")];

    public static readonly ImmutableArray<Entry> Adjectives =
        [new("new", "新"), new("old", "旧"), new("big", "大"), new("small", "小"), new("good", "好"), new("red", "红")];

    public static readonly ImmutableArray<Entry> Drinks = [new("tea", "茶"), new("coffee", "咖啡"), new("water", "水"), new("milk", "牛奶")];

    public static readonly ImmutableArray<Entry> Foods = [new("rice", "米饭"), new("noodles", "面条"), new("bread", "面包")];

    public static readonly ImmutableArray<Entry> Vessels = [new("cup", "杯"), new("bottle", "瓶")];

    public static readonly ImmutableArray<Entry> Knowledge =
        [new("chinese", "中文"), new("english", "英语"), new("music", "音乐"), new("history", "历史")];

    public static readonly ImmutableArray<Entry> Jobs =
        [new("teacher", "老师"), new("doctor", "医生"), new("student", "学生"), new("nurse", "护士"), new("singer", "歌手")];

    public static readonly ImmutableArray<Entry> Moods =
        [new("happy", "高兴"), new("tired", "累"), new("busy", "忙"), new("hungry", "饿"), new("sad", "难过")];

    /// <summary>Places, with what English puts in front of them where something happens there.</summary>
    public static readonly ImmutableArray<(string Preposition, string English, string Chinese)> Places =
    [
        ("at", "school", "学校"),
        ("at", Home, "家"),
        ("in", "the library", "图书馆"),
        ("in", "the park", "公园"),
        ("in", "the shop", "商店"),
        ("in", "the hospital", "医院"),
        ("at", "the station", "车站"),
        ("in", "the office", "办公室"),
        ("in", "beijing", "北京"),
        ("in", "shanghai", "上海"),
        ("in", "china", "中国"),
    ];

    public static readonly ImmutableArray<Entry> PastTimes =
        [new("yesterday", "昨天"), new("last week", "上 周"), new("last year", "去 年")];

    public static readonly ImmutableArray<Entry> FutureTimes =
        [new("tomorrow", "明天"), new("tonight", "今晚"), new("next week", "下 周")];

    public static readonly ImmutableArray<Entry> PresentTimes =
    [
        new("today", "今天"), new("now", "现在"), new("every day", "每 天"), new("on monday", "星期一"), new("on sunday", "星期天"),
        new("in the morning", "早上"), new("in the evening", "晚上"),
    ];

    public static readonly ImmutableArray<Verb> Verbs =
    [
        new("love", null, "爱", ObjectKind.Person),
        new("like", null, "喜欢", ObjectKind.Person),
        new("know", null, "认识", ObjectKind.Person),
        new("miss", null, "想", ObjectKind.Person),
        new("help", "helped", "帮助", ObjectKind.Person),
        new("meet", "met", "见", ObjectKind.Person),
        new("wait", "waited", "等", ObjectKind.Person) { Preposition = "for" },
        new("like", null, "喜欢", ObjectKind.Thing),
        new("need", null, "需要", ObjectKind.Thing),
        new("read", "read", "读", ObjectKind.Thing, "book", "newspaper", "letter"),
        new("write", "wrote", "写", ObjectKind.Thing, "book", "letter", "song"),
        new("sing", "sang", "唱", ObjectKind.Thing, "song"),
        new("watch", "watched", "看", ObjectKind.Thing, "movie"),
        new("eat", "ate", "吃", ObjectKind.Thing, "apple", "egg", "cake"),
        new("buy", "bought", "买", ObjectKind.Thing),
        new("sell", "sold", "卖", ObjectKind.Thing),
        new("eat", "ate", "吃", ObjectKind.Substance, "rice", "noodles", "bread"),
        new("drink", "drank", "喝", ObjectKind.Substance, "tea", "coffee", "water", "milk"),
        new("buy", "bought", "买", ObjectKind.Substance),
        new("like", null, "喜欢", ObjectKind.Substance),
        new("study", "studied", "学习", ObjectKind.Knowledge),
        new("teach", "taught", "教", ObjectKind.Knowledge),
        new("speak", "spoke", "说", ObjectKind.Knowledge, "chinese", "english"),
        new("listen", "listened", "听", ObjectKind.Knowledge, "music") { Preposition = "to" },
        new("go", "went", "去", ObjectKind.Destination),
        new("go", "went", "回", ObjectKind.Destination, Home),
        new("work", "worked", "工作", ObjectKind.None),
        new("sleep", "slept", "睡觉", ObjectKind.None),
        new("swim", "swam", "游泳", ObjectKind.None),
        new("dance", "danced", "跳舞", ObjectKind.None),
        new("run", "ran", "跑步", ObjectKind.None),
        new("rest", "rested", "休息", ObjectKind.None),
    ];
}
