using System;
using System.CommandLine;
using System.IO;
using System.Linq;
using AttentionGen.Bench.Cases;

namespace AttentionGen.Bench;

/// <summary>The command line.</summary>
internal sealed record Arguments(string? Case, int Threads, FileInfo? Json, bool Quick, bool Verify, bool List)
{
    private const int BadArguments = 2;

    /// <summary>Parses and runs; help and the list of errors are this method's own, so that an error is one line.</summary>
    public static int Invoke(string[] args, Func<Arguments, int> run)
    {
        var pattern = new Option<string?>("--case") { Description = "Only cases whose name contains PATTERN, or matches it where it has * or ?.", HelpName = "PATTERN" };
        var threads = new Option<int>("--threads")
        {
            Description = "Threads of this project and of the peers; rows named \"2 threads\" keep theirs.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        var json = new Option<FileInfo?>("--json") { Description = "Also write every figure to FILE.", HelpName = "FILE" };
        var quick = new Option<bool>("--quick") { Description = "Fewer and shorter samples: under a minute." };
        var verify = new Option<bool>("--verify") { Description = "Compare the outputs of all contenders and time nothing; exit code 1 where any differ." };
        var list = new Option<bool>("--list") { Description = "Print the names of the cases." };
        var command = new RootCommand("Attention kernels of AttentionGen beside other ways to compute the same on this machine.")
        {
            pattern, threads, json, quick, verify, list,
        };
        var parsed = command.Parse(args);
        var error = parsed.Errors.FirstOrDefault()?.Message ?? Check();
        if (error is not null)
        {
            Console.Error.WriteLine($"error: {error.ReplaceLineEndings(" ").TrimEnd('.')} (see --help)");
            return BadArguments;
        }

        if (parsed.Action is not null)
        {
            return parsed.Invoke();
        }

        return run(new(
            parsed.GetValue(pattern), parsed.GetValue(threads), parsed.GetValue(json), parsed.GetValue(quick), parsed.GetValue(verify), parsed.GetValue(list)));

        string? Check()
        {
            if (parsed.Action is not null)
            {
                return null;
            }

            if (parsed.GetValue(threads) is < 1 or > 1024)
            {
                return $"--threads is {parsed.GetValue(threads)}, but must be from 1 to 1024";
            }

            if (parsed.GetValue(json) is { } file && !Directory.Exists(file.DirectoryName))
            {
                return $"--json names a file in {file.DirectoryName}, which does not exist";
            }

            if (parsed.GetValue(verify) && (parsed.GetValue(quick) || parsed.GetValue(json) is not null))
            {
                return "--verify times nothing, so --quick and --json do not go with it";
            }

            return CaseList.Select(parsed.GetValue(pattern)).Count == 0 && !CaseList.Matches(CaseList.ColdCall, parsed.GetValue(pattern))
                ? $"no case matches \"{parsed.GetValue(pattern)}\"; --list prints the names"
                : null;
        }
    }
}
