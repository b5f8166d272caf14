using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using AttentionGen.CompilerServices;
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

    private static readonly Regex OfForm = new("(Two|Three|Four)Tokens$");

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

    /// <summary>The plan of the form of an operation that calls reach on this machine.</summary>
    public KernelPlan Form(Width width, string operation) =>
        OfForm.IsMatch(operation) && Memory.ReadsAheadByItself ? TokenEmitter.TwoStreams(Plan(width)) : Plan(width);

    /// <summary>
    /// Whether an operation has an activation of more constants than the registers hold beside the rest. The JIT keeps some of them in the
    /// frame then, and reads them from there instead of from the method's constants.
    /// </summary>
    public bool KeepsConstantsInTheFrame(Width width, string operation) =>
        operation is "HiddenScoreRow" or "Activate" && _declaration.Activation is Activation.Sigmoid or Activation.Gelu && width.Target.Registers == 16;

    /// <summary>The operations that calls of the kernel reach: not all kernels have a path for single rows, or hidden layers.</summary>
    public IEnumerable<string> Operations(Width width) => JitRun.Operations.Where(name => name switch
    {
        "WeightedSum" => !Plan(width).HasWeightedColumns,
        "WeightedColumns" => Plan(width).HasWeightedColumns,
        "Advance" or "SoftmaxWeightedSum" => Plan(width).FusesSoftmax,
        "ScoreGroup" or "WeightedSumGroup" => Plan(width).DirectRows > 0,
        "ScoreTokens" or "WeightedSumTokens" => Plan(width).TokenGroups > 0 && !Plan(width).HasTwoStreams,
        _ when name.EndsWith("Tokens", StringComparison.Ordinal) => Plan(width).HasTwoStreams && name == TokenEmitter.Name(Form(width, name), OfForm.Replace(name, "Tokens")),
        "HiddenScore" => Hidden.Count == 1 && _declaration.Activation == Activation.Relu,
        "HiddenScoreRow" => Hidden.Count > 0,
        "Activate" or "Layer" => Hidden.Count > 1,
        _ => true,
    });
}
