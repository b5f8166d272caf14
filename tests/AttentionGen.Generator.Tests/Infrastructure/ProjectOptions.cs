using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace AttentionGen.Generator.Tests.Infrastructure;

/// <summary>What a user's project file says. The default is that of a new project, with every warning on.</summary>
internal sealed record ProjectOptions
{
    private static readonly ImmutableArray<MetadataReference> References = FindReferences();

    private static readonly MetadataReference TensorReference =
        MetadataReference.CreateFromFile(typeof(System.Numerics.Tensors.Tensor).Assembly.Location);

    public LanguageVersion Language { get; init; } = LanguageVersion.Latest;

    public NullableContextOptions Nullable { get; init; } = NullableContextOptions.Enable;

    public bool CheckOverflow { get; init; }

    /// <summary>Whether XML comments are checked, missing ones included.</summary>
    public bool Documentation { get; init; }

    /// <summary>Whether the project references System.Numerics.Tensors.</summary>
    public bool Tensors { get; init; }

    /// <summary>The text of an .editorconfig at the root of the project.</summary>
    public string? EditorConfig { get; init; }

    /// <summary>Whether it is a library or a program.</summary>
    public OutputKind Kind { get; init; } = OutputKind.DynamicallyLinkedLibrary;

    /// <summary>A project of these sources, each a file <c>/project/File0.cs</c> and so on.</summary>
    public CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Project",
        sources.Select((source, index) => Parse(source, $"/project/File{index}.cs")),
        Tensors ? References.Add(TensorReference) : References,
        new CSharpCompilationOptions(Kind)
            .WithWarningLevel(9999)
            .WithNullableContextOptions(Nullable)
            .WithOverflowChecks(CheckOverflow)
            .WithSyntaxTreeOptionsProvider(EditorConfig is null ? null : new EditorConfigOptions(EditorConfig)));

    /// <summary>One file of the project.</summary>
    public SyntaxTree Parse(string source, string path) =>
        CSharpSyntaxTree.ParseText(SourceText.From(source, Encoding.UTF8), ParseOptions, path);

    public CSharpParseOptions ParseOptions => new(Language, Documentation ? DocumentationMode.Diagnose : DocumentationMode.Parse);

    // The framework that runs the tests, without the tests' own libraries, and the runtime library.
    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework);
        return [.. trusted.Append(typeof(AttentionKernelAttribute).Assembly.Location).Select(path => MetadataReference.CreateFromFile(path))];
    }

    private sealed class EditorConfigOptions(string text) : SyntaxTreeOptionsProvider
    {
        private readonly AnalyzerConfigSet _configs = AnalyzerConfigSet.Create(new[] { AnalyzerConfig.Parse(text, "/project/.editorconfig") });

        public override GeneratedKind IsGenerated(SyntaxTree tree, System.Threading.CancellationToken cancellation) => GeneratedKind.Unknown;

        public override bool TryGetDiagnosticValue(
            SyntaxTree tree, string id, System.Threading.CancellationToken cancellation, out ReportDiagnostic severity) =>
            _configs.GetOptionsForSourcePath(tree.FilePath).TreeOptions.TryGetValue(id, out severity);

        public override bool TryGetGlobalDiagnosticValue(
            string id, System.Threading.CancellationToken cancellation, out ReportDiagnostic severity) =>
            _configs.GlobalConfigOptions.TreeOptions.TryGetValue(id, out severity);
    }
}
