using System;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using AttentionGen.Package.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Package.Tests;

/// <summary>Fresh projects whose only setting is the reference to the package.</summary>
[Collection(Workplace.Name)]
public sealed partial class ConsumerTests(Workplace workplace)
{
    [Fact]
    public void ConsoleProgram()
    {
        UserProject project = new UserProject(workplace, "console", "Attend").WithConsumer("ConsoleProgram.cs", "DoublePrecision.cs").WithPackage();
        project.Build();
        Assert.Equal(["causal: right", "additive: right"], project.DotNet("run", "-c", "Release", "--no-build").Succeeded().Lines);
        string program = OperatingSystem.IsWindows() ? "Attend.exe" : "Attend";
        string[] expected = [program, "Attend.deps.json", "Attend.dll", "Attend.pdb", "Attend.runtimeconfig.json", "AttentionGen.dll"];
        Assert.Equal(expected.Order(StringComparer.Ordinal), project.Output());

        // Generated files can be looked at, with nothing but the compiler's own switch.
        project.Build("-p:EmitCompilerGeneratedFiles=true", "--no-incremental");
        string generated = project.File("obj", "Release", "net10.0", "generated", "AttentionGen.Generator", "AttentionGen.Generator.AttentionKernelGenerator");
        Assert.Equal(["Causal.g.cs", "Learned.g.cs"], Directory.GetFiles(generated).Select(Path.GetFileName).Order());
        Assert.Contains("Vector256", File.ReadAllText(Path.Combine(generated, "Causal.g.cs")), StringComparison.Ordinal);
    }

    [Fact]
    public void ClassLibraryAndAProgramThatUsesIt()
    {
        UserProject library = new UserProject(workplace, "classlib", "Kernels").WithConsumer("LibraryKernels.cs").WithPackage();
        UserProject program = new UserProject(workplace, "console", "Uses").WithConsumer("LibraryProgram.cs", "DoublePrecision.cs")
            .WithReference($"<ProjectReference Include=\"{library.File("Kernels.csproj")}\" />");
        program.Build();
        Assert.Equal(["right"], program.DotNet("run", "-c", "Release", "--no-build").Succeeded().Lines);
        Assert.Equal(["Kernels.deps.json", "Kernels.dll", "Kernels.pdb"], library.Output());
        Assert.Equal(
            ["AttentionGen.dll", "Kernels.dll", "Kernels.pdb"],
            program.Output().Where(static file => !file.StartsWith("Uses", StringComparison.Ordinal)));
    }

    [SkippableFact]
    public void TestProject()
    {
        UserProject project = new UserProject(workplace, "classlib", "Tests").WithConsumer("KernelTests.cs", "DoublePrecision.cs").WithPackage();
        foreach (string package in new[] { "Microsoft.NET.Test.Sdk", "xunit", "xunit.runner.visualstudio" })
        {
            project.WithReference($"<PackageReference Include=\"{package}\" Version=\"{Repository.PackageVersion(package)}\" />");
        }

        project.Build();
        Command tests = project.DotNet("test", "-c", "Release", "--no-build").Succeeded();
        Assert.Contains(tests.Lines, static line => PassedOne().IsMatch(line));
    }

    [GeneratedRegex("^Passed! .* Failed: +0, Passed: +1, Skipped: +0,")]
    private static partial Regex PassedOne();
}
