using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace AttentionGen.Native.Program;

/// <summary>One call of a test method: a fact, or one row of a theory's data.</summary>
internal sealed record TestCase(MethodInfo Method, object?[] Arguments, string? Skip)
{
    public string Name => Arguments.Length == 0
        ? $"{Method.ReflectedType!.FullName}.{Method.Name}"
        : $"{Method.ReflectedType!.FullName}.{Method.Name}({string.Join(", ", Arguments)})";

    /// <summary>Whether nothing may run beside it: the only test collection there is.</summary>
    public bool Alone => Method.ReflectedType!.IsDefined(typeof(CollectionAttribute), inherit: false);

    /// <summary>
    /// All cases of the methods of an assembly that are selected by their full names, in the order of these. The data of other theories is
    /// not looked at: it may be such as cannot be made natively.
    /// </summary>
    public static IEnumerable<TestCase> All(Assembly assembly, Func<string, bool> selected) =>
        from type in assembly.GetTypes()
        where type is { IsClass: true, IsAbstract: false }
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance)
        let fact = method.GetCustomAttribute<FactAttribute>()
        where fact is not null && selected($"{type.FullName}.{method.Name}")
        orderby type.FullName, method.Name
        from arguments in fact is TheoryAttribute ? Rows(method) : [[]]
        select new TestCase(method, arguments, fact.Skip);

    /// <summary>Runs the case, on an instance of its own; throws what the test throws.</summary>
    public void Run()
    {
        object? instance = null;
        try
        {
            if (!Method.IsStatic)
            {
                instance = Instance(Method.ReflectedType!);
            }

            if (Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, Arguments, null) is not null)
            {
                throw new NotSupportedException($"{Name} returns something, which this program does not wait for.");
            }
        }
        finally
        {
            (instance as IDisposable)?.Dispose();
        }
    }

    private static object Instance(Type type)
    {
        ParameterInfo[] parameters = type.GetConstructors().Single().GetParameters();
        return Activator.CreateInstance(type, [.. parameters.Select(static parameter => parameter.ParameterType == typeof(ITestOutputHelper)
            ? new NoOutput()
            : throw new NotSupportedException($"A test class that takes a {parameter.ParameterType}."))])!;
    }

    private static List<object?[]> Rows(MethodInfo method)
    {
        List<object?[]> rows = [];
        foreach (DataAttribute data in method.GetCustomAttributes<DataAttribute>())
        {
            rows.AddRange(data switch
            {
                InlineDataAttribute inline => inline.GetData(method),
                MemberDataAttribute { MemberType: null, Parameters: null or [] } member => Member(method.ReflectedType!, member.MemberName),
                _ => throw new NotSupportedException($"{data.GetType()} of {method}."),
            });
        }

        return rows.Count > 0 ? rows : throw new NotSupportedException($"{method} has no data.");
    }

    private static IEnumerable<object?[]> Member(Type type, string name) =>
        ((IEnumerable)type.GetProperty(name, BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!).Cast<object?[]>();

    private sealed class NoOutput : ITestOutputHelper
    {
        public void WriteLine(string message)
        {
        }

        public void WriteLine(string format, params object[] args)
        {
        }
    }
}
