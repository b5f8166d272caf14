using System;

// What newer C# needs of a framework and netstandard2.0 does not have. By hand, since a generator that adds such types adds them in an order
// that changes from build to build, and the package is to have the same bytes each time.
namespace System.Runtime.CompilerServices
{
    /// <summary>For <c>init</c> and records.</summary>
    internal static class IsExternalInit;

    /// <summary>For <c>required</c>.</summary>
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Field | AttributeTargets.Property, Inherited = false)]
    internal sealed class RequiredMemberAttribute : Attribute;

    /// <summary>For <c>required</c>: keeps compilers that do not know it from calling the constructor.</summary>
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true, Inherited = false)]
    internal sealed class CompilerFeatureRequiredAttribute(string featureName) : Attribute
    {
        public string FeatureName { get; } = featureName;
    }
}

namespace System.Diagnostics.CodeAnalysis
{
    /// <summary>For the copy constructor of a record with <c>required</c> members.</summary>
    [AttributeUsage(AttributeTargets.Constructor)]
    internal sealed class SetsRequiredMembersAttribute : Attribute;
}
