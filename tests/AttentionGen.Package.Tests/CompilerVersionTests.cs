using System;
using System.Linq;
using AttentionGen.Package.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Package.Tests;

/// <summary>Which compilers may build kernels. The compiler tells its version in a property, which stands for the compiler here.</summary>
[Collection(Workplace.Name)]
public sealed class CompilerVersionTests(Workplace workplace)
{
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

    [Fact]
    public void WithoutTheGeneratorAnyCompilerWillDo() => new UserProject(workplace, "classlib", "Described")
        .WithPackage()
        .WithTarget("<Target Name=\"LeaveOut\" BeforeTargets=\"AttentionGenCheckCompiler\"><ItemGroup><Analyzer Remove=\"@(Analyzer)\" Condition=\"'%(Filename)' == 'AttentionGen.Generator'\" /></ItemGroup></Target>")
        .Build("-p:CompilerApiVersion=roslyn4.14");
}
