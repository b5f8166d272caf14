using System;
using System.Linq;
using AttentionGen.Package.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Package.Tests;

/// <summary>Which compilers may build kernels. The compiler tells its version in a property.</summary>
[Collection(Workplace.Name)]
public sealed class CompilerVersionTests(Workplace workplace)
{
    /// <summary>Compilers that a project takes from a package: the last one that is too old, and one that is newer than the SDK's.</summary>
    [SkippableFact]
    public void CompilersFromAPackage()
    {
        // With SDKs that would override a package of that age: newer packages set this themselves.
        UserProject old = Compiler("OldCompiler", "4.14.0").WithProperty("RoslynCompilerType", "Custom");
        Command build = old.DotNet("build", "-c", "Release");
        Assert.Equal(1, build.ExitCode);
        string error = Assert.Single(build.Lines.Where(static line => line.Contains(": error ", StringComparison.Ordinal)).Distinct());
        Assert.Contains("error ATTN101: AttentionGen needs the compiler of the .NET 10 SDK (Roslyn 5.0)", error, StringComparison.Ordinal);
        Assert.Contains("compiled by Roslyn 4.14.", error, StringComparison.Ordinal);

        UserProject recent = Compiler("NewCompiler", "5.9.0").Build();
        Assert.Equal(0, recent.DotNet("run", "-c", "Release", "--no-build").ExitCode);
    }

    [Fact]
    public void ACompilerThatIsTooOldIsNamed()
    {
        UserProject project = new UserProject(workplace, "console", "Compiled").WithConsumer("ConsoleProgram.cs", "DoublePrecision.cs").WithPackage();
        foreach ((string property, string name) in new[] { ("roslyn4.14", "4.14"), ("roslyn4.0", "4.0"), ("roslyn", "3.0") })
        {
            Command build = project.DotNet("build", $"-p:CompilerApiVersion={property}");
            Assert.Equal(1, build.ExitCode);
            string error = Assert.Single(build.Lines.Where(static line => line.Contains("error", StringComparison.Ordinal) && !line.Contains("Error(s)", StringComparison.Ordinal)).Distinct());
            Assert.Contains("error ATTN101: AttentionGen needs the compiler of the .NET 10 SDK (Roslyn 5.0)", error, StringComparison.Ordinal);
            Assert.Contains($"compiled by Roslyn {name}.", error, StringComparison.Ordinal);
        }

        project.Build("-p:CompilerApiVersion=roslyn5.0");
        project.Build("-p:CompilerApiVersion=roslyn10.0");
    }

    private UserProject Compiler(string name, string version)
    {
        UserProject project = new UserProject(workplace, "console", name).WithConsumer("ConsoleProgram.cs", "DoublePrecision.cs").WithPackage()
            .WithReference($"<PackageReference Include=\"Microsoft.Net.Compilers.Toolset\" Version=\"{version}\" PrivateAssets=\"all\" />");
        Command restore = project.DotNet("restore");
        Skip.If(restore.ExitCode != 0 && restore.Output.Contains("Microsoft.Net.Compilers.Toolset", StringComparison.Ordinal), $"Microsoft.Net.Compilers.Toolset {version} is not among the packages.");
        return project;
    }

    [Fact]
    public void WithoutTheGeneratorAnyCompilerWillDo() => new UserProject(workplace, "classlib", "Described")
        .WithPackage()
        .WithTarget("<Target Name=\"LeaveOut\" BeforeTargets=\"AttentionGenCheckCompiler\"><ItemGroup><Analyzer Remove=\"@(Analyzer)\" Condition=\"'%(Filename)' == 'AttentionGen.Generator'\" /></ItemGroup></Target>")
        .Build("-p:CompilerApiVersion=roslyn4.14");
}
