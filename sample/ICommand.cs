using System.Collections.Generic;
using Spectre.Console;

namespace AttentionGen.Sample;

/// <summary>One thing that the sample can do.</summary>
internal interface ICommand
{
    /// <summary>The argument that asks for it.</summary>
    string Name { get; }

    /// <summary>What it does, in a line.</summary>
    string Summary { get; }

    /// <summary>What may come after the name.</summary>
    IReadOnlyList<(string Option, string Meaning)> Options => [];

    /// <summary>Does it.</summary>
    /// <param name="arguments">What came after the name.</param>
    /// <param name="console">Where to write.</param>
    /// <exception cref="UsageException">The command does not know an argument.</exception>
    /// <exception cref="InputException">An argument names what cannot be used.</exception>
    void Run(IReadOnlyList<string> arguments, IAnsiConsole console);
}
