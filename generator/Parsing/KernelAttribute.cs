using System;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace AttentionGen.Generator.Parsing;

/// <summary>Reads the values of one <c>[AttentionKernel]</c>, which the compiler may have found wrong already.</summary>
internal sealed class KernelAttribute
{
    public const string MetadataName = "AttentionGen.AttentionKernelAttribute";

    /// <summary>The constructor's parameters, by the names of the properties that they set.</summary>
    public static readonly string[] ConstructorParameters = ["Heads", "Dim", "Score"];

    private readonly AttributeData _data;

    public KernelAttribute(AttributeData data) => _data = data;

    /// <summary>
    /// Whether the compiler could bind the constructor and every value; where it could not, it says so itself.
    /// </summary>
    public bool IsBound =>
        _data.AttributeConstructor is not null &&
        _data.ConstructorArguments.Length == ConstructorParameters.Length &&
        _data.ConstructorArguments.All(static value => value.Kind is TypedConstantKind.Primitive or TypedConstantKind.Enum) &&
        _data.NamedArguments.All(static pair => pair.Value.Kind is not TypedConstantKind.Error && (pair.Value.Kind is not TypedConstantKind.Array ||
            pair.Value.IsNull || pair.Value.Values.All(static value => value.Kind is TypedConstantKind.Primitive)));

    public int Heads => Constructor(0);

    public int Dim => Constructor(1);

    /// <summary>The first attribute of this kind on a type; a second one is the compiler's error.</summary>
    public static AttributeData? Find(INamedTypeSymbol type) => type.GetAttributes().FirstOrDefault(
        static attribute => attribute.AttributeClass is { Name: "AttentionKernelAttribute" } found && found.ToDisplayString() == MetadataName);

    /// <summary>The value of a named integer, or null where it is not given.</summary>
    public int? Integer(string name) => Named(name)?.Value as int?;

    /// <summary>The value of a named single, or null where it is not given.</summary>
    public float? Single(string name) => Named(name)?.Value as float?;

    /// <summary>The value of a named boolean; false where it is not given.</summary>
    public bool Boolean(string name) => Named(name)?.Value is true;

    /// <summary>Whether a property is given a value.</summary>
    public bool Has(string name) => Named(name) is { IsNull: false };

    /// <summary>The values of a named array of integers, or null where it is not given.</summary>
    public int[]? Integers(string name) => Named(name) is { Kind: TypedConstantKind.Array, IsNull: false } array
        ? [.. array.Values.Select(static value => value.Value as int? ?? 0)]
        : null;

    /// <summary>An enumeration's value, given or default, and the name of its member; null for a value without a name.</summary>
    public (int Value, string? Name) Enum(string name)
    {
        int position = Array.IndexOf(ConstructorParameters, name);
        TypedConstant? constant = position >= 0 ? _data.ConstructorArguments[position] : Named(name);
        ITypeSymbol? type = constant?.Type ??
            _data.AttributeClass!.GetMembers(name).OfType<IPropertySymbol>().FirstOrDefault()?.Type;
        int value = constant?.Value as int? ?? 0;
        string? member = type?.GetMembers().OfType<IFieldSymbol>()
            .FirstOrDefault(field => field.HasConstantValue && field.ConstantValue is int known && known == value)?.Name;
        return (value, member);
    }

    private int Constructor(int position) => _data.ConstructorArguments[position].Value as int? ?? 0;

    private TypedConstant? Named(string name)
    {
        foreach (var pair in _data.NamedArguments)
        {
            if (pair.Key == name)
            {
                return pair.Value;
            }
        }

        return null;
    }
}
