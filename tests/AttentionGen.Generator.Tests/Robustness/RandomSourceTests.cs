using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Globalization;
using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using AttentionGen.Tests;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;
using Xunit.Abstractions;

namespace AttentionGen.Generator.Tests.Robustness;

/// <summary>Whatever stands in a file, the generator and the analyzer do not throw, and a kernel that is right gets its file.</summary>
public sealed class RandomSourceTests(ITestOutputHelper log)
{
    private const int Files = 240;
    private const int CompiledTogether = 120;

    [Fact]
    public void GiveAKernelOrAMessage()
    {
        IReadOnlyList<RandomCase<string>> cases = RandomCases.Of(RandomSource.Any, Files);
        log.WriteLine($"{cases.Count} files, the first of them {cases[0]}");
        var outcomes = new Dictionary<string, int>();
        foreach (RandomCase<string>[] together in cases.Chunk(CompiledTogether))
        {
            string[] sources = [.. together.Select(static (each, at) => each.Value.Replace(RandomSource.Name, TypeName(at), StringComparison.Ordinal))];
            GeneratorRun run;
            try
            {
                run = GeneratorRun.Of([.. sources, RandomSource.Constants]);
                Assert.NotNull(run.Diagnostics);
            }
            catch (Exception exception) when (together.Length > 1)
            {
                throw new InvalidOperationException(FindThrowing(together), exception);
            }

            CSharpCompilation user = run.Output.RemoveSyntaxTrees(run.Result.GeneratedSources.Select(static source => source.SyntaxTree));
            ILookup<string, Diagnostic> errors = Errors(user.GetDiagnostics());
            ILookup<string, Diagnostic> rules = run.Rules.ToLookup(Path);
            ILookup<string, Diagnostic> generatedErrors = Errors(run.Diagnostics);
            for (int at = 0; at < together.Length; at++)
            {
                SyntaxTree tree = user.SyntaxTrees[at];
                GeneratedSourceResult[] files = [.. run.Result.GeneratedSources.Where(file => IsOf(at, file.HintName))];
                string outcome = errors.Contains(tree.FilePath) ? "wrong C#" : rules.Contains(tree.FilePath) ? "reported" : files.Length > 0 ? "generated" : "nothing";
                outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + 1;
                Assert.True(files.All(static file => !file.SyntaxTree.GetDiagnostics().Any()), $"{together[at]}");
                if (outcome == "wrong C#")
                {
                    continue;
                }

                // One file for the one kernel; none where something is reported or there is no kernel.
                bool isKernel = !rules.Contains(tree.FilePath) && AttributeTarget.Kernels(user, tree) > 0;
                Assert.True(files.Length == (isKernel ? 1 : 0), $"{together[at]}: {files.Length} files");
                Assert.True(files.All(file => !generatedErrors.Contains(file.SyntaxTree.FilePath)), $"{together[at]}");
                Assert.True(!generatedErrors.Contains(tree.FilePath), $"{together[at]}");
            }
        }

        // Each of them often, or it would not be tested.
        log.WriteLine(string.Join(", ", outcomes.Select(static each => $"{each.Value} {each.Key}")));
        Assert.All(cases.Count < Files ? [] : new[] { "wrong C#", "reported", "generated" }, outcome => Assert.True(outcomes[outcome] > cases.Count / 20, outcome));
    }

    private static string TypeName(int at) => string.Create(CultureInfo.InvariantCulture, $"K{at}x");

    // The name may have got more letters: what is broken may be right again.
    private static bool IsOf(int at, string hintName) => hintName.Contains(TypeName(at), StringComparison.Ordinal);

    private static ILookup<string, Diagnostic> Errors(IEnumerable<Diagnostic> diagnostics) => diagnostics
        .Where(static each => each.Severity == DiagnosticSeverity.Error && !each.Id.StartsWith("ATTN", StringComparison.Ordinal)).ToLookup(Path);

    private static string Path(Diagnostic diagnostic) => diagnostic.Location.SourceTree?.FilePath ?? "";

    // Which of some files it is that makes a run fail.
    private static string FindThrowing(IEnumerable<RandomCase<string>> cases)
    {
        foreach (RandomCase<string> each in cases)
        {
            try
            {
                Assert.NotNull(GeneratorRun.Of(each.Value.Replace(RandomSource.Name, TypeName(0), StringComparison.Ordinal), RandomSource.Constants).Diagnostics);
            }
            catch (Exception)
            {
                return $"{each}";
            }
        }

        return "Only together.";
    }
}
