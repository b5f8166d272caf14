using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;
using AttentionGen.Native.Program;
using AttentionGen.Tests;
using Xunit;

// Runs the cases of AttentionGen.Tests, compiled natively, where there is no test runner. Arguments select: a method runs if its full name
// contains one of them and, of those with a minus in front, none.
string[] wanted = [.. args.Where(static arg => !arg.StartsWith('-'))], unwanted = [.. args.Where(static arg => arg.StartsWith('-')).Select(static arg => arg[1..])];
Instantiations.Keep();
ILookup<bool, TestCase> all = TestCase.All(typeof(PathTests).Assembly, Selected).ToLookup(static test => test.Alone);
TestCase[] cases = [.. all[false]], alone = [.. all[true]];
int next = -1, passed = 0, failed = 0, skipped = 0;
Dictionary<string, long> ticks = [];
Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
foreach (Thread thread in threads)
{
    thread.Start();
}

foreach (Thread thread in threads)
{
    thread.Join();
}

foreach (TestCase test in alone)
{
    Run(test);
}

if (Environment.GetEnvironmentVariable("ATTENTIONGEN_TIMES") is { Length: > 0 })
{
    foreach ((string method, long time) in ticks.OrderByDescending(static each => each.Value).Take(40))
    {
        Console.WriteLine($"{Stopwatch.GetElapsedTime(0, time).TotalSeconds,7:F1} s {method}");
    }
}

// The form of the .NET test runner's closing line.
bool good = failed == 0 && passed > 0;
Console.WriteLine($"{(good ? "Passed!" : "Failed!")}  - Failed: {failed,5}, Passed: {passed,5}, Skipped: {skipped,5}, Total: {cases.Length + alone.Length,5} - native");
return good ? 0 : 1;

bool Selected(string name) =>
    (wanted.Length == 0 || wanted.Any(part => name.Contains(part, StringComparison.Ordinal)))
    && !unwanted.Any(part => name.Contains(part, StringComparison.Ordinal));

void Work()
{
    for (int at = Interlocked.Increment(ref next); at < cases.Length; at = Interlocked.Increment(ref next))
    {
        long start = Stopwatch.GetTimestamp();
        Run(cases[at]);
        lock (ticks)
        {
            string method = $"{cases[at].Method.ReflectedType!.Name}.{cases[at].Method.Name}";
            ticks[method] = ticks.GetValueOrDefault(method) + Stopwatch.GetTimestamp() - start;
        }
    }
}

void Run(TestCase test)
{
    try
    {
        if (test.Skip is { } skip)
        {
            throw new SkipException(skip);
        }

        test.Run();
        Interlocked.Increment(ref passed);
    }
    catch (SkipException reason)
    {
        Interlocked.Increment(ref skipped);
        Console.WriteLine($"skipped {test.Name}: {reason.Message}");
    }
    catch (Exception exception)
    {
        Interlocked.Increment(ref failed);
        Console.WriteLine($"failed {test.Name}: {exception}");
    }
}
