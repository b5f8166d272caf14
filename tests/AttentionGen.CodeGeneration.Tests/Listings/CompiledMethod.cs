using System.Collections.Generic;
using System.Linq;
using System.Text.RegularExpressions;

namespace AttentionGen.CodeGeneration.Tests.Listings;

/// <summary>A line of <c>DOTNET_JitDisasmSummary</c>: one compilation of one method.</summary>
/// <param name="Method">Type, name and parameters.</param>
/// <param name="Tier">"FullOpts", "Tier0", "MinOpts" and so on.</param>
internal sealed partial record CompiledMethod(string Method, string Tier)
{
    public static IReadOnlyList<CompiledMethod> Parse(string text) =>
    [
        .. Line().Matches(text).Select(static line => new CompiledMethod(line.Groups["method"].Value, line.Groups["tier"].Value)),
    ];

    [GeneratedRegex(@"^ *\d+: JIT compiled (?<method>.+) \[(?<tier>[^,\[\]]+), IL size=", RegexOptions.Multiline)]
    private static partial Regex Line();
}
