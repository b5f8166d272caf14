using System.IO;
using System.Runtime.CompilerServices;

namespace AttentionGen.Generator.Tests.Infrastructure;

/// <summary>Files of the repository that tests read.</summary>
internal static class Repository
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([Root, .. path]));

    private static string FindRoot([CallerFilePath] string source = "")
    {
        string folder = Path.GetDirectoryName(source)!;
        while (!File.Exists(Path.Combine(folder, "AttentionGen.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new FileNotFoundException("No AttentionGen.sln above " + source);
        }

        return folder;
    }
}
