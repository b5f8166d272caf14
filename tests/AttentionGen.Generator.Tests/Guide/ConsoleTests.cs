using Xunit;

namespace AttentionGen.Generator.Tests.Guide;

/// <summary>Tests that redirect the console, of which a process has one: they run one after another, and beside no other test.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleTests
{
    public const string Name = "Console";
}
