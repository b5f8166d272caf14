using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using AttentionGen.CodeFixes;
using AttentionGen.Generator;
using AttentionGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit;

namespace AttentionGen.CodeFixes.Tests;

/// <summary>A project in an editor, with the generator, the analyzer and one code fix.</summary>
internal sealed class EditedProject : IDisposable
{
    private static readonly ImmutableArray<MetadataReference> References = FindReferences();

    private readonly AdhocWorkspace _workspace = new();
    private readonly KernelCodeFix _fix;
    private readonly ProjectId _project;
    private Solution _solution;

    /// <summary>A project of these files, named <c>File0.cs</c> and so on.</summary>
    public EditedProject(KernelCodeFix fix, params string[] files)
    {
        _fix = fix;
        _project = ProjectId.CreateNewId();
        _solution = Add(_workspace.CurrentSolution, _project, "Project", files);
    }

    /// <summary>The texts of the files as they are now.</summary>
    public async Task<IReadOnlyList<string>> TextsAsync()
    {
        var texts = new List<string>();
        foreach (Document document in _solution.Projects.SelectMany(static project => project.Documents))
        {
            texts.Add($"{await document.GetTextAsync()}");
        }

        return texts;
    }

    /// <summary>Adds a second project to the solution, which only a fix of all the solution reaches.</summary>
    public void AddProject(params string[] files) => _solution = Add(_solution, ProjectId.CreateNewId(), "Other", files);

    /// <summary>What the fix offers at each place that its rule reports: <c>text pointed at: title</c>.</summary>
    public async Task<IReadOnlyList<string>> OffersAsync() =>
        [.. (await ActionsAsync()).Select(static each => $"{each.Diagnostic.Location.SourceTree!.GetText().ToString(each.Diagnostic.Location.SourceSpan)}: {each.Action.Title}")];

    /// <summary>Applies what is offered first under a title.</summary>
    public async Task ApplyAsync(string title)
    {
        CodeAction action = (await ActionsAsync()).First(each => each.Action.Title == title).Action;
        _solution = await ChangedAsync(action);
    }

    /// <summary>Applies what is offered under a title to everything else, in the first file, in its project, or in the solution.</summary>
    public async Task ApplyToAllAsync(string title, FixAllScope scope)
    {
        CodeAction action = (await ActionsAsync()).First(each => each.Action.Title == title).Action;
        FixAllProvider provider = _fix.GetFixAllProvider();
        Assert.Contains(scope, provider.GetSupportedFixAllScopes());
        Document document = _solution.GetProject(_project)!.Documents.First();
        var context = new FixAllContext(
            document, _fix, scope, action.EquivalenceKey!, _fix.FixableDiagnosticIds, new Reports(this), CancellationToken.None);
        _solution = await ChangedAsync((await provider.GetFixAsync(context))!);
    }

    /// <summary>
    /// Asserts that the compiler and the rules find nothing wrong, and that the generator gives a file to each of so many kernels.
    /// </summary>
    public async Task CheckMendedAsync(int kernels)
    {
        int files = 0;
        foreach (Project project in _solution.Projects)
        {
            Compilation compilation = await GenerateAsync(project);
            ImmutableArray<Diagnostic> found = await compilation.WithAnalyzers([new AttentionKernelAnalyzer()]).GetAllDiagnosticsAsync();
            Assert.DoesNotContain(found, static each => each.Severity >= DiagnosticSeverity.Warning);
            files += compilation.SyntaxTrees.Count() - project.DocumentIds.Count;
        }

        Assert.Equal(kernels, files);
    }

    public void Dispose() => _workspace.Dispose();

    private static Solution Add(Solution solution, ProjectId id, string name, string[] files)
    {
        solution = solution
            .AddProject(ProjectInfo.Create(
                id, VersionStamp.Default, name, name, LanguageNames.CSharp,
                compilationOptions: new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary),
                parseOptions: new CSharpParseOptions(LanguageVersion.Latest)))
            .WithProjectMetadataReferences(id, References);
        for (int at = 0; at < files.Length; at++)
        {
            solution = solution.AddDocument(DocumentId.CreateNewId(id), $"File{at}.cs", files[at], filePath: $"/{name}/File{at}.cs");
        }

        return solution;
    }

    private async Task<IReadOnlyList<(Diagnostic Diagnostic, CodeAction Action)>> ActionsAsync()
    {
        var actions = new List<(Diagnostic, CodeAction)>();
        foreach (Diagnostic diagnostic in await FixableAsync(_solution.GetProject(_project)!))
        {
            Document document = _solution.GetDocument(diagnostic.Location.SourceTree)!;
            await _fix.RegisterCodeFixesAsync(new CodeFixContext(
                document, diagnostic, (action, _) => actions.Add((diagnostic, action)), CancellationToken.None));
        }

        return actions;
    }

    private static async Task<Solution> ChangedAsync(CodeAction action)
    {
        ImmutableArray<CodeActionOperation> operations = await action.GetOperationsAsync(CancellationToken.None);
        return Assert.IsType<ApplyChangesOperation>(Assert.Single(operations)).ChangedSolution;
    }

    private async Task<IReadOnlyList<Diagnostic>> FixableAsync(Project project) =>
        [.. (await RulesAsync((await project.GetCompilationAsync())!)).Where(each => _fix.FixableDiagnosticIds.Contains(each.Id))];

    private static async Task<Compilation> GenerateAsync(Project project)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            [new AttentionKernelGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)project.ParseOptions!);
        driver.RunGeneratorsAndUpdateCompilation((await project.GetCompilationAsync())!, out Compilation output, out _);
        return output;
    }

    // In the order of the source: that of the analyzer is not fixed.
    private static async Task<IReadOnlyList<Diagnostic>> RulesAsync(Compilation compilation) =>
        [.. (await compilation.WithAnalyzers([new AttentionKernelAnalyzer()]).GetAnalyzerDiagnosticsAsync())
            .OrderBy(static each => each.Location.SourceTree!.FilePath, StringComparer.Ordinal).ThenBy(static each => each.Location.SourceSpan)];

    private static ImmutableArray<MetadataReference> FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> trusted = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == framework);
        return [.. trusted.Append(typeof(AttentionKernelAttribute).Assembly.Location).Select(static path => MetadataReference.CreateFromFile(path))];
    }

    private sealed class Reports(EditedProject edited) : FixAllContext.DiagnosticProvider
    {
        public override async Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellation) =>
            await edited.FixableAsync(project);

        public override async Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellation) =>
            (await edited.FixableAsync(document.Project)).Where(each => each.Location.SourceTree!.FilePath == document.FilePath);

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellation) =>
            Task.FromResult<IEnumerable<Diagnostic>>([]);
    }
}
