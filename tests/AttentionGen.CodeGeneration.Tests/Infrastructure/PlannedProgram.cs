using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Model;
using AttentionGen.Generator.Planning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit;

namespace AttentionGen.CodeGeneration.Tests.Infrastructure;

/// <summary>A program with one kernel whose plan a test chose.</summary>
internal static class PlannedProgram
{
    /// <summary>The kernel's file, as it appears in the names of its file-local types.</summary>
    public const string File = "Planned_g";

    private const string Main = """
        using System;

        float[] queries = new float[64 * Planned.Heads * Planned.Dim];
        float[] keys = new float[256 * Planned.KeyValueHeads * Planned.Dim];
        float[] values = new float[256 * Planned.KeyValueHeads * Planned.ValueDim];
        float[] output = new float[64 * Planned.Heads * Planned.ValueDim];
        Planned.Forward(queries, keys, values, output);
        Planned.Forward(queries.AsSpan(0, Planned.Heads * Planned.Dim), keys, values, output);
        Console.WriteLine(Planned.Info.Path);
        """;

    /// <summary>Emits, compiles and runs the kernel of one width, and returns what the JIT made of it.</summary>
    public static JitRun Run(Width width, KernelPlan plan)
    {
        string folder = Directory.CreateTempSubdirectory("planned-").FullName;
        try
        {
            string program = Path.Combine(folder, "Program.dll");
            Compile(Emit(plan), program);

            // The runtime library, and a framework such as the tests' own program asks for.
            string library = typeof(AttentionKernelInfo).Assembly.Location;
            System.IO.File.Copy(library, Path.Combine(folder, Path.GetFileName(library)));
            System.IO.File.Copy(
                Path.ChangeExtension(typeof(Program.Program).Assembly.Location, ".runtimeconfig.json"),
                Path.ChangeExtension(program, ".runtimeconfig.json"));
            return JitRun.Of(width, program);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>What the generator would write, had it planned so, and were there no other width.</summary>
    private static string Emit(KernelPlan plan)
    {
        var spec = new KernelSpec
        {
            Type = new KernelType
            {
                Namespace = "",
                Declarations = new EquatableArray<TypeDeclaration>([new TypeDeclaration("class", "Planned")]),
                ImplementsInterface = false,
                HintName = "Planned",
            },
            Heads = plan.GroupHeads,
            KeyValueHeads = 1,
            Dim = plan.Dim,
            ValueDim = plan.ValueDim,
            Score = "Dot",
            Scale = 1,
            Causal = false,
            HeadMajor = false,
            SumHeads = false,
            QueryLength = 0,
            KeyLength = 0,
            Unroll = 0,
            HiddenDims = default,
            Activation = "Tanh",
        };
        var writer = new SourceWriter();
        HeaderEmitter.Write(writer, spec, [plan]);
        FaceEmitter.Write(writer, spec, [plan]);
        using (writer.Open($"namespace {KernelEmitter.Namespace}"))
        {
            writer.Write("using global::System.Runtime.CompilerServices;");
            writer.Write("using global::System.Runtime.Intrinsics;");
            ShapeEmitter.Write(writer, spec);
            TilesEmitter.Write(writer, plan);
        }

        return writer.ToString();
    }

    private static void Compile(string kernel, string path)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        IEnumerable<string> references = Directory.EnumerateFiles(framework, "System*.dll")
            .Where(static file => !Path.GetFileName(file).Contains("Native", StringComparison.Ordinal))
            .Append(typeof(AttentionKernelInfo).Assembly.Location);
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Program",
            [
                CSharpSyntaxTree.ParseText("static partial class Planned;", path: "Planned.cs"),
                CSharpSyntaxTree.ParseText(kernel, path: "Planned.g.cs"),
                CSharpSyntaxTree.ParseText(Main, path: "Main.cs"),
            ],
            references.Select(static file => MetadataReference.CreateFromFile(file)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, optimizationLevel: OptimizationLevel.Release));
        using FileStream stream = System.IO.File.Create(path);
        Assert.Empty(compilation.Emit(stream).Diagnostics.Where(static each => each.Severity == DiagnosticSeverity.Error));
    }
}
