using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace AttentionGen.CodeGeneration.Tests.Listings;

/// <summary>Reads what <c>DOTNET_JitDisasm</c> prints for x64.</summary>
internal static partial class ListingParser
{
    /// <summary>The methods of a text, in the order of their compilation. Lines of a summary may lie between them.</summary>
    public static IReadOnlyList<MethodListing> Parse(string text)
    {
        string[] lines = [.. text.Split('\n').Select(static line => line.TrimEnd())];
        int[] starts = [.. Enumerable.Range(0, lines.Length).Where(line => Start().IsMatch(lines[line]))];
        return
        [
            .. starts.Select((start, index) =>
                ParseMethod(lines[start..(index + 1 < starts.Length ? starts[index + 1] : lines.Length)])),
        ];
    }

    private static MethodListing ParseMethod(string[] lines)
    {
        Match start = Start().Match(lines[0]);
        List<BasicBlock> blocks = [];
        string? label = null;
        List<Instruction> instructions = [];
        foreach (string line in lines.Skip(1))
        {
            if (Label().Match(line) is { Success: true } found)
            {
                Close();
                label = found.Groups[1].Value;
            }
            else if (label is not null || blocks.Count > 0)
            {
                AddInstruction(line);
            }
        }

        Close();
        Connect(blocks);
        return new MethodListing(
            start.Groups["type"].Value, start.Groups["name"].Value, start.Groups["tier"].Value,
            lines.Any(static line => line.StartsWith("; rbp based frame", StringComparison.Ordinal)), blocks);

        void AddInstruction(string line)
        {
            // Padding before a loop and comments have no mnemonic of a machine.
            if (line.StartsWith("       ", StringComparison.Ordinal) && line.Trim() is { } code && !code.StartsWith("align ", StringComparison.Ordinal))
            {
                instructions.Add(new Instruction(code.Split(" ;")[0].TrimEnd()));
                if (instructions[^1].IsJump || instructions[^1].EndsFlow)
                {
                    Close();
                }
            }
        }

        void Close()
        {
            if (label is not null || instructions.Count > 0)
            {
                blocks.Add(new BasicBlock(label, instructions));
            }

            label = null;
            instructions = [];
        }
    }

    private static void Connect(List<BasicBlock> blocks)
    {
        Dictionary<string, int> labels = [];
        for (int i = 0; i < blocks.Count; i++)
        {
            if (blocks[i].Label is { } label)
            {
                labels.Add(label, i);
            }
        }

        for (int i = 0; i < blocks.Count; i++)
        {
            Instruction? last = blocks[i].Instructions.LastOrDefault();
            if (last?.Target is { } target)
            {
                blocks[i].Next.Add(labels[target]);
            }

            if (last?.EndsFlow != true && i + 1 < blocks.Count)
            {
                blocks[i].Next.Add(i + 1);
            }
        }
    }

    [GeneratedRegex(@"^; Assembly listing for method (?<type>.+?):(?<name>[^:(]+)\(.*\((?<tier>[^()]+)\)$")]
    private static partial Regex Start();

    [GeneratedRegex(@"^(G_M\w+):")]
    private static partial Regex Label();
}
