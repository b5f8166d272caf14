using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AttentionGen.Tests.Conformance;

/// <summary>One node test of the ONNX project, as stored beside the repository: attributes, inputs and expected outputs.</summary>
internal sealed class OnnxCase
{
    public required string Op { get; init; }

    public required Dictionary<string, JsonElement> Attributes { get; init; }

    public required Dictionary<string, OnnxTensor> Inputs { get; init; }

    public required Dictionary<string, OnnxTensor> Outputs { get; init; }

    /// <summary>The folder of the cases, or null: <c>shared/conformance/onnx</c> beside the repository.</summary>
    public static string? Folder()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string folder = Path.Combine(at.FullName, "shared", "conformance", "onnx");
            if (Directory.Exists(folder))
            {
                return folder;
            }
        }

        return null;
    }

    /// <summary>The names of the cases of an operator.</summary>
    public static IEnumerable<string> Names(string op) => Folder() is not { } folder ? [] :
        Directory.EnumerateFiles(folder, "*.json").Where(file => Load(file).Op == op)
            .Select(static file => Path.GetFileNameWithoutExtension(file)).Order(StringComparer.Ordinal);

    public static OnnxCase Get(string name) => Load(Path.Combine(Folder()!, name + ".json"));

    public int Attribute(string name, int otherwise) => Attributes.TryGetValue(name, out JsonElement value) ? value.GetInt32() : otherwise;

    public float Attribute(string name, float otherwise) => Attributes.TryGetValue(name, out JsonElement value) ? value.GetSingle() : otherwise;

    private static OnnxCase Load(string file) => JsonSerializer.Deserialize(File.ReadAllText(file), OnnxJson.Default.OnnxCase)!;
}

/// <summary>How a case is read, written out when the tests are compiled: natively compiled ones read cases too.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(OnnxCase))]
internal sealed partial class OnnxJson : JsonSerializerContext;

/// <summary>A dense row-major tensor.</summary>
internal sealed class OnnxTensor
{
    public required string Dtype { get; init; }

    public required int[] Shape { get; init; }

    /// <summary>Numbers, or booleans.</summary>
    public required JsonElement Data { get; init; }

    public float[] Floats() => [.. Data.EnumerateArray().Select(static x => x.ValueKind == JsonValueKind.String ? Named(x.GetString()!) : x.GetSingle())];

    public int[] Integers() => [.. Data.EnumerateArray().Select(static x => x.GetInt32())];

    public bool[] Booleans() => [.. Data.EnumerateArray().Select(static x => x.GetBoolean())];

    private static float Named(string name) => name switch
    {
        "NaN" => float.NaN,
        "Infinity" => float.PositiveInfinity,
        "-Infinity" => float.NegativeInfinity,
        _ => throw new FormatException(name),
    };
}
