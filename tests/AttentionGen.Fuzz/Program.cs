using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using AttentionGen.Generator.Tests.Robustness;
using AttentionGen.Tests.Robustness;
using SharpFuzz;

// The targets, for afl-fuzz and without it:
//   attributes|options               what afl-fuzz starts, or a single input on standard input
//   attributes|options FILE...       replays inputs, a folder's files included; says which fail, and how
//   seeds attributes|options FOLDER  writes the inputs to begin with, and to FOLDER.dict, for -x of afl-fuzz, the words to put into them
if (args is ["seeds", string of, string folder] && Target.ByName.TryGetValue(of, out Target? seeded))
{
    Directory.CreateDirectory(folder);
    int at = 0;
    foreach (byte[] seed in seeded.Seeds())
    {
        File.WriteAllBytes(Path.Combine(folder, at++.ToString("d3", CultureInfo.InvariantCulture)), seed);
    }

    File.WriteAllLines(folder + ".dict", seeded.Words.Select(static word => $"\"{string.Concat(word.Select(static each => $"\\x{each:x2}"))}\""));
    Console.WriteLine($"{at} inputs in {folder}");
    return 0;
}

if (args.Length == 0 || !Target.ByName.TryGetValue(args[0], out Target? target))
{
    Console.Error.WriteLine("AttentionGen.Fuzz attributes|options [FILE...], or seeds attributes|options FOLDER");
    return 2;
}

if (args.Length == 1)
{
    Fuzzer.OutOfProcess.Run(stream =>
    {
        using var input = new MemoryStream();
        stream.CopyTo(input);
        target.Run(input.ToArray());
    });
    return 0;
}

int failed = 0;
string[] files = [.. args[1..].SelectMany(static IEnumerable<string> (path) => Directory.Exists(path) ? Directory.GetFiles(path).Order(StringComparer.Ordinal) : [path])];
foreach (string file in files)
{
    try
    {
        target.Run(File.ReadAllBytes(file));
    }
    catch (Exception exception)
    {
        failed++;
        Console.WriteLine($"{file}: {exception}");
    }
}

Console.WriteLine($"{files.Length} inputs, {failed} failed");
return failed == 0 ? 0 : 1;

/// <summary>What a fuzzer runs on its inputs; fails by an exception.</summary>
internal sealed record Target(Action<byte[]> Run, Func<IEnumerable<byte[]>> Seeds)
{
    public IEnumerable<byte[]> Words { get; init; } = [];

    public static readonly Dictionary<string, Target> ByName = new()
    {
        ["attributes"] = new(static bytes => AttributeTarget.Run(bytes), static () => AttributeTarget.Seeds(120)) { Words = AttributeTarget.Words },
        ["options"] = new(static bytes => OptionTarget.Run(bytes, RandomOptionTests.Kernels), static () => OptionTarget.Seeds(RandomOptionTests.Kernels.Count)),
    };
}
