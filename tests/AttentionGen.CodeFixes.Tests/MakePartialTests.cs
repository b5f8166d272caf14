using System.Threading.Tasks;
using Microsoft.CodeAnalysis.CodeFixes;
using Xunit;

namespace AttentionGen.CodeFixes.Tests;

/// <summary>ATTN001.</summary>
public sealed class MakePartialTests() : CodeFixTests(new MakePartial())
{
    private const string Attribute = "[AttentionGen.AttentionKernel(1, 8)]";

    [Theory]
    [InlineData("class K;", "partial class K;")]
    [InlineData("public static class K { }", "public static partial class K { }")]
    [InlineData("readonly ref struct K;", "readonly ref partial struct K;")]
    [InlineData("record class K(int A);", "partial record class K(int A);")]
    [InlineData("record struct K<T>(T A);", "partial record struct K<T>(T A);")]
    [InlineData("sealed /* why */ class K;", "sealed /* why */ partial class K;")]
    [InlineData("// about\n    class K;", "// about\n    partial class K;")]
    public Task TypeItself(string before, string after) => Mends("Make 'K' partial", $"{Attribute}\n{before}\n", $"{Attribute}\n{after}\n");

    [Fact]
    public Task TypesAround() => Mends(
        "Make 'K' and the types around it partial",
        """
        namespace Space;

        public static class Outer
        {
            internal partial record Near
            {
                public interface I
                {
                    [AttentionGen.AttentionKernel(1, 8)]
                    public sealed class K
                    {
                    }
                }
            }
        }

        public static class User
        {
            public static class NotTouched;
        }
        """,
        """
        namespace Space;

        public static partial class Outer
        {
            internal partial record Near
            {
                public partial interface I
                {
                    [AttentionGen.AttentionKernel(1, 8)]
                    public sealed partial class K
                    {
                    }
                }
            }
        }

        public static class User
        {
            public static class NotTouched;
        }
        """);

    [Fact]
    public Task OnlyTheTypeAround() => Mends(
        "Make 'Outer' partial", $"struct Outer {{ {Attribute} partial class K; }}", $"partial struct Outer {{ {Attribute} partial class K; }}");

    [Fact]
    public Task OfferedAtEachPlace() => Offers(
        $"class A {{ partial class B {{ {Attribute} class K; }} }}",
        "A: Make 'A' partial",
        "K: Make 'K' and the types around it partial");

    [Fact]
    public Task All() => MendsAll(
        "Make 'K' and the types around it partial",
        $"class A {{ {Attribute} class K; {Attribute} struct L; class B {{ {Attribute} class M; }} }} {Attribute} class N;",
        $"partial class A {{ {Attribute} partial class K; {Attribute} partial struct L; partial class B {{ {Attribute} partial class M; }} }} {Attribute} partial class N;");

    [Theory]
    [InlineData(FixAllScope.Document, "partial class K;", "class L;", "class M;")]
    [InlineData(FixAllScope.Project, "partial class K;", "partial class L;", "class M;")]
    [InlineData(FixAllScope.Solution, "partial class K;", "partial class L;", "partial class M;")]
    public async Task AllOfAScope(FixAllScope scope, string first, string second, string other)
    {
        using var project = new EditedProject(Fix, $"{Attribute} class K;", $"{Attribute} class L;");
        project.AddProject($"{Attribute} class M;");
        await project.ApplyToAllAsync("Make 'K' partial", scope);
        Assert.Equal([$"{Attribute} {first}", $"{Attribute} {second}", $"{Attribute} {other}"], await project.TextsAsync());
    }
}
