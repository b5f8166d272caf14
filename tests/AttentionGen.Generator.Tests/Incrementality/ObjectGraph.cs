using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace AttentionGen.Generator.Tests.Incrementality;

/// <summary>Walks all fields reachable from an object, looking for what a generator must not keep from one run to the next.</summary>
internal static class ObjectGraph
{
    private static readonly Type[] Forbidden =
    [
        typeof(ISymbol), typeof(SyntaxNode), typeof(SyntaxTree), typeof(SyntaxReference), typeof(Compilation), typeof(SemanticModel),
        typeof(Location), typeof(AttributeData), typeof(Diagnostic),
    ];

    /// <summary>The path to the first forbidden object, such as <c>.Type._items[0].Symbol: SourceNamedTypeSymbol</c>, or null.</summary>
    public static string? FindRoslynObject(object? root) => Find(root, "", new HashSet<object>(ReferenceEqualityComparer.Instance));

    /// <summary>The types of all objects reachable, to show that the walk goes where it should.</summary>
    public static IReadOnlyCollection<Type> ReachableTypes(object? root)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        Find(root, "", seen);
        return [.. seen.Select(static item => item.GetType()).Distinct()];
    }

    private static string? Find(object? item, string path, HashSet<object> seen)
    {
        if (item is null or string || item.GetType() is { IsPrimitive: true } or { IsEnum: true } || !seen.Add(item))
        {
            return null;
        }

        if (Forbidden.Any(type => type.IsInstanceOfType(item)))
        {
            return $"{path}: {item.GetType().Name}";
        }

        if (item is Array array)
        {
            return Elements(array).Select((element, index) => Find(element, $"{path}[{index}]", seen)).FirstOrDefault(static found => found is not null);
        }

        for (Type? type = item.GetType(); type is not null; type = type.BaseType)
        {
            foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (Find(field.GetValue(item), $"{path}.{field.Name}", seen) is { } found)
                {
                    return found;
                }
            }
        }

        return null;
    }

    private static IEnumerable<object?> Elements(IEnumerable array) => array.Cast<object?>();
}
