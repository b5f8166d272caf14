using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using AttentionGen.Generator.Planning;

namespace AttentionGen.CodeGeneration.Tests.Infrastructure;

/// <summary>A kernel that the program declares.</summary>
internal sealed class ProgramKernel
{
    private readonly AttentionKernelInfo _info;
    private readonly TensorLayout _layout;

    private ProgramKernel(Type type)
    {
        Name = type.Name;
        File = $"{type.FullName!.Replace('.', '_')}_g";
        _info = (AttentionKernelInfo)type.GetProperty("Info", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        _layout = type.GetCustomAttribute<AttentionKernelAttribute>()!.Layout;
    }

    public static IReadOnlyList<ProgramKernel> All { get; } =
    [
        .. typeof(Program.Program).Assembly.GetTypes()
            .Where(static type => type.IsDefined(typeof(AttentionKernelAttribute), inherit: false))
            .OrderBy(static type => type.Name, StringComparer.Ordinal)
            .Select(static type => new ProgramKernel(type)),
    ];

    public string Name { get; }

    /// <summary>The generated file, as it appears in the names of its file-local types.</summary>
    public string File { get; }

    /// <summary>What the generator planned.</summary>
    public KernelPlan Plan(Width width) => KernelPlanner.Plan(
        _info.Dim, _info.ValueDim, _info.Heads / _info.KeyValueHeads, _layout == TensorLayout.HeadMajor ? 1 : _info.KeyValueHeads, width.Target);

    /// <summary>The operations that calls of the kernel reach: not all kernels have a path for single rows.</summary>
    public IEnumerable<string> Operations(Width width) =>
        JitRun.Operations.Where(name => Plan(width).DirectRows > 0 || !name.EndsWith("Group", StringComparison.Ordinal));
}
