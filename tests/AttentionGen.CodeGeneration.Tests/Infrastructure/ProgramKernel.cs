using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Planning;

namespace AttentionGen.CodeGeneration.Tests.Infrastructure;

/// <summary>A kernel that the program declares.</summary>
internal sealed class ProgramKernel
{
    private readonly AttentionKernelInfo _info;
    private readonly AttentionKernelAttribute _declaration;

    private ProgramKernel(Type type)
    {
        Name = type.Name;
        File = $"{type.FullName!.Replace('.', '_')}_g";
        _info = (AttentionKernelInfo)type.GetProperty("Info", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!;
        _declaration = type.GetCustomAttribute<AttentionKernelAttribute>()!;
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

    private IReadOnlyList<int> Hidden => _declaration.Score switch
    {
        Score.Additive => [_declaration.HiddenDim],
        Score.Mlp => _declaration.HiddenDims,
        _ => [],
    };

    /// <summary>What the generator planned.</summary>
    public KernelPlan Plan(Width width)
    {
        KernelPlan plan = KernelPlanner.Plan(
            _info.Dim, _info.ValueDim, Hidden.Count > 0 ? 1 : _info.Heads / _info.KeyValueHeads,
            _declaration.Layout == TensorLayout.HeadMajor ? 1 : _info.KeyValueHeads, width.Target);
        return plan with { TilesOnly = Hidden.Count > 0 };
    }

    /// <summary>
    /// Whether an operation has an activation of more constants than the registers hold beside the rest. The JIT keeps some of them in the
    /// frame then, and reads them from there instead of from the method's constants.
    /// </summary>
    public bool KeepsConstantsInTheFrame(Width width, string operation) =>
        operation is "HiddenScoreRow" or "Activate" && _declaration.Activation is Activation.Sigmoid or Activation.Gelu && width.Target.Registers == 16;

    /// <summary>
    /// The operations that calls of the kernel reach, and both forms of those on tokens, of which a call takes one: not all kernels have a path for
    /// single rows, or hidden layers.
    /// </summary>
    public IEnumerable<string> Operations(Width width) => JitRun.Operations.Where(name => name switch
    {
        "WeightedSum" => !Plan(width).HasWeightedColumns,
        "WeightedColumns" => Plan(width).HasWeightedColumns,
        "Advance" or "SoftmaxWeightedSum" => Plan(width).FusesSoftmax,
        "ScoreGroup" or "WeightedSumGroup" => Plan(width).DirectRows > 0,
        _ when IsOnTokens(name) => Plan(width).TokenGroups > 0 && Forms(Plan(width)).Contains(name),
        "HiddenScore" => Hidden.Count == 1 && _declaration.Activation == Activation.Relu,
        "HiddenScoreRow" => Hidden.Count > 0,
        "Activate" or "Layer" => Hidden.Count > 1,
        _ => true,
    });

    /// <summary>Whether an operation is one of those that read the caller's tokens in the order of memory, in any form.</summary>
    public static bool IsOnTokens(string operation) =>
        operation.EndsWith("Tokens", StringComparison.Ordinal) || operation.EndsWith("Streams", StringComparison.Ordinal) || operation.EndsWith("Neighbours", StringComparison.Ordinal);

    private static IEnumerable<string> Forms(KernelPlan plan) =>
        from form in new[] { plan, TokenEmitter.OfNeighbours(plan) }
        from operation in new[] { "ScoreTokens", "WeightedSumTokens" }
        select TokenEmitter.Name(form, operation);
}
