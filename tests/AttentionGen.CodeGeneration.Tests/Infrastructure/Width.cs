using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AttentionGen.Generator.Planning;
using Xunit;

namespace AttentionGen.CodeGeneration.Tests.Infrastructure;

/// <summary>A width of vectors that kernels are emitted for, and how a process is made to run it.</summary>
internal sealed class Width
{
    private Width(VectorTarget target, params KeyValuePair<string, string>[] environment)
    {
        Target = target;
        Environment = environment;
    }

    public static IReadOnlyList<Width> All { get; } =
    [
        new(VectorTarget.Vector512),
        new(VectorTarget.Vector256, KeyValuePair.Create("DOTNET_EnableAVX512", "0")),
    ];

    public VectorTarget Target { get; }

    /// <summary>Switches that make the runtime run this width where the machine has a wider one.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Environment { get; }

    public static Width Of(string name) => All[0].Target.Name == name ? All[0] : All[1];

    /// <summary>Skips the test where the machine, or the settings that this process was started with, lack the width.</summary>
    public void Require()
    {
        Skip.IfNot(RuntimeInformation.ProcessArchitecture == Architecture.X64, "Listings are read for x64 only.");
        bool accelerated = Target == VectorTarget.Vector512 ? Vector512.IsHardwareAccelerated : Vector256.IsHardwareAccelerated;
        Skip.IfNot(accelerated, $"{Target.Name} is not accelerated here.");
    }
}
