using System;
using System.IO;
using System.Linq;
using AttentionGen.Package.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Package.Tests;

/// <summary>The same sources give the same binaries, in any folder; and a change of what is public does not go unnoticed.</summary>
[Collection(Workplace.Name)]
public sealed class ReproducibleTests(Workplace workplace)
{
    [SkippableFact]
    public void PackedElsewhereItHasTheSameBytes()
    {
        Skip.If(Repository.GitFolder is null, "Paths of sources become independent of the machine only where they are in a git repository.");
        string again = Path.Combine(workplace.Folder, "another");
        Workplace.Pack(Path.Combine(again, "deeper", "source"), Path.Combine(again, "feed"));
        string package = Directory.GetFiles(Path.Combine(again, "feed"), "*.nupkg").Single();
        string[] binaries =
        [
            "lib/net10.0/AttentionGen.dll", "lib/net10.0/AttentionGen.xml",
            .. Repository.CompilerExtensions.Select(static name => $"analyzers/dotnet/cs/{name}.dll"),
        ];
        foreach (string binary in binaries)
        {
            Assert.True(Workplace.Read(workplace.Package, binary).AsSpan().SequenceEqual(Workplace.Read(package, binary)), binary);
        }

        string symbols = Directory.GetFiles(Path.Combine(again, "feed"), "*.snupkg").Single();
        Assert.Equal(Workplace.Read(workplace.Symbols, "lib/net10.0/AttentionGen.pdb"), Workplace.Read(symbols, "lib/net10.0/AttentionGen.pdb"));
    }

    [Fact]
    public void APublicMemberMustBeDeclared()
    {
        string source = Path.Combine(workplace.Folder, "changed");
        Repository.CopyTo(source);
        File.WriteAllText(Path.Combine(source, "runtime", "Added.cs"), "namespace AttentionGen;\n\n/// <summary>New.</summary>\npublic static class Added;\n");
        Command build = Command.Run("dotnet", ["build", "runtime", "-c", "Release"], source);
        Assert.NotEqual(0, build.ExitCode);
        Assert.Contains("error RS0016: Symbol 'AttentionGen.Added'", build.Output, StringComparison.Ordinal);
    }
}
