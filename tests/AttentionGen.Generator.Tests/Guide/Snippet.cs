using System;
using System.Collections.Generic;
using Xunit;

namespace AttentionGen.Generator.Tests.Guide;

/// <summary>A program in a page of the documentation, and what the page says that it prints.</summary>
/// <param name="Name">The heading above it; of further ones below the same heading, with a number.</param>
/// <param name="Code">The block of C#.</param>
/// <param name="Output">The block of text behind it.</param>
internal sealed record Snippet(string Name, string Code, string Output)
{
    /// <summary>
    /// All snippets of a page. Every block of C# must have its output as the next block, and every block of text must be the output of
    /// one: what this does not take for a snippet, no test would run.
    /// </summary>
    public static IReadOnlyList<Snippet> Read(string page)
    {
        var snippets = new List<Snippet>();
        string heading = "";
        string? code = null;
        int ofHeading = 0;
        string[] lines = page.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith('#'))
            {
                Assert.True(code is null, $"The program below '{heading}' has no output.");
                (heading, ofHeading) = (lines[i].TrimStart('#').Trim(), 0);
            }
            else if (lines[i].StartsWith("```", StringComparison.Ordinal))
            {
                int end = Array.IndexOf(lines, "```", i + 1);
                Assert.True(end > i, $"A block below '{heading}' has no end.");
                string text = string.Join('\n', lines[(i + 1)..end]) + '\n';
                if (lines[i] == "```csharp")
                {
                    Assert.True(code is null, $"A program below '{heading}' has no output.");
                    code = text;
                }
                else
                {
                    Assert.True(lines[i] == "```text" && code is not null, $"A block below '{heading}' is neither a program nor its output.");
                    ofHeading++;
                    snippets.Add(new Snippet(ofHeading == 1 ? heading : $"{heading} ({ofHeading})", code, text));
                    code = null;
                }

                i = end;
            }
        }

        Assert.True(code is null, $"The program below '{heading}' has no output.");
        return snippets;
    }
}
