using System;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using AttentionGen.Package.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Package.Tests;

/// <summary>Native code: the program of <c>AttentionGen.Aot.Program</c>, with the package in place of the projects.</summary>
[Collection(Workplace.Name)]
public sealed class AotTests(Workplace workplace)
{
    private static string RuntimeIdentifier => OperatingSystem.IsWindows() ? "win-x64" : OperatingSystem.IsMacOS() ? "osx-x64" : "linux-x64";

    private static string[] Sources => Directory.GetFiles(Repository.PathOf("tests", "AttentionGen.Aot.Program"), "*.cs");

    [SkippableFact]
    public void RunsWithAndWithoutAnInstructionSet()
    {
        Skip.If(RuntimeInformation.ProcessArchitecture != Architecture.X64, "The instruction sets of this test are those of x86-64.");
        UserProject project = new UserProject(workplace, "console", "Native").With(Sources).WithPackage()
            .WithProperty("PublishAot", "true").WithProperty("TreatWarningsAsErrors", "true");

        // As it comes: right, and told once what would be faster, which breaks no build.
        Command portable = Publish(project, "portable");
        Assert.Contains(" warning ATTN102: ", Assert.Single(portable.Warnings), StringComparison.Ordinal);
        Assert.Contains("<IlcInstructionSet>x86-64-v3</IlcInstructionSet>", portable.Warnings[0], StringComparison.Ordinal);
        Assert.Single(portable.Lines, static line => line.Contains("ATTN102", StringComparison.Ordinal));
        AssertRight(project, "portable", "Vector128");
        project.WithProperty("IlcInstructionSet", "x86-64-v3");
        Assert.Empty(Publish(project, "v3").Warnings);
        if (Avx2.IsSupported)
        {
            AssertRight(project, "v3", "Vector256");
        }
    }

    [Fact]
    public void IsToldWhereTheInstructionSetIsLeftOpen()
    {
        // The kernels are in a library; what is published is another project.
        UserProject library = new UserProject(workplace, "classlib", "NativeKernels").WithConsumer("LibraryKernels.cs").WithPackage();
        UserProject project = new UserProject(workplace, "console", "NativeProgram").WithReference($"<ProjectReference Include=\"{library.File("NativeKernels.csproj")}\" />");
        project.DotNet("restore").Succeeded();
        string[] Told(params string[] properties)
        {
            string[] arguments = ["msbuild", "-t:AttentionGenCheckInstructionSet", .. properties.Select(static each => "-p:" + each)];
            return project.DotNet(arguments).Succeeded().Warnings;
        }

        Assert.Contains("ATTN102", Assert.Single(Told("RuntimeIdentifier=linux-x64")), StringComparison.Ordinal);
        Assert.Contains("ATTN102", Assert.Single(Told("RuntimeIdentifier=win-x64", "TreatWarningsAsErrors=true", "MSBuildTreatWarningsAsErrors=true")), StringComparison.Ordinal);
        Assert.Empty(Told("RuntimeIdentifier=linux-x64", "NoWarn=ATTN102"));
        Assert.Empty(Told("RuntimeIdentifier=linux-x64", "IlcInstructionSet=native"));
        Assert.Empty(Told("RuntimeIdentifier=linux-arm64"));
        Assert.Empty(Told());
        project.WithReference("<IlcArg Include=\"--instruction-set:x86-64-v4\" />");
        Assert.Empty(Told("RuntimeIdentifier=linux-x64"));
    }

    private static Command Publish(UserProject project, string folder)
    {
        Command publish = project.DotNet("publish", "-c", "Release", "-r", RuntimeIdentifier, "-o", folder);
        Skip.If(publish.Output.Contains("Platform linker", StringComparison.Ordinal), "Native code needs a linker: apt-get install clang zlib1g-dev");
        return publish.Succeeded();
    }

    private static void AssertRight(UserProject project, string folder, string path)
    {
        Command run = Command.Run(project.File(folder, "Native" + (OperatingSystem.IsWindows() ? ".exe" : "")), [], project.Folder);
        Assert.True(run.ExitCode == 0, run.Output);
        Assert.Equal("right", run.Lines[^1]);
        Assert.All(run.Lines[..^1], line => Assert.StartsWith(path + ": ", line, StringComparison.Ordinal));
    }
}
