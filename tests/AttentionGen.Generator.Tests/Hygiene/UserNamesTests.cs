using System.Linq;
using AttentionGen.Generator.Tests.Infrastructure;
using Xunit;

namespace AttentionGen.Generator.Tests.Hygiene;

/// <summary>Names of the user's that generated code could trip over.</summary>
public sealed class UserNamesTests
{
    private const string Impostors = """
        class Unsafe; class Vector256; class Vector512; class Vector256<T>; class Vector512<T>; class Shape; class Tiles256; class Tiles512;
        class Span; class Span<T>; class ReadOnlySpan; class ReadOnlySpan<T>; class MethodImpl; class MethodImplAttribute; enum MethodImplOptions;
        class VectorMath; class OnlineSoftmax; class AttentionDriver; class AttentionFallback; class IAttentionKernel; class AttentionKernelInfo;
        class AttentionOptions; class IKernelShape; class ITileOperations; class TensorLayout; class GeneratedCode; class GeneratedCodeAttribute;
        class AttentionDriver<T, U>; class Describe; class ArgumentException; class Generated; class CompilerServices;
        """;

    private const string Kernel = "[global::AttentionGen.AttentionKernel(2, 1, ValueDim = 36)] public partial class Kernel;";

    [Theory]
    [InlineData("namespace System.Foo { " + Kernel + " }")]
    [InlineData("namespace MyApp.System { " + Kernel + " }")]
    [InlineData("namespace MyApp.System { class Runtime; } namespace MyApp { " + Kernel + " }")]
    [InlineData("namespace MyApp { class System; class global; " + Kernel + " }")]
    [InlineData("namespace MyApp.AttentionGen { class Generated; " + Kernel + " }")]
    [InlineData("namespace MyApp.AttentionGen.Generated { " + Kernel + " }")]
    [InlineData("namespace AttentionGen.System.Runtime { " + Kernel + " }")]
    [InlineData("namespace AttentionGen.Generated.System { " + Kernel + " }")]
    [InlineData("namespace AttentionGen.Generated.AttentionGen { " + Kernel + " }")]
    [InlineData("namespace AttentionGen.Mine { " + Kernel + " }")]
    [InlineData("namespace AttentionGen.Generated { " + Kernel + " }")]
    [InlineData(Impostors + Kernel)]
    [InlineData("namespace MyApp { " + Impostors + Kernel + " }")]
    [InlineData("namespace MyApp { " + Kernel + " } " + Impostors)]
    [InlineData("namespace AttentionGen.Generated { class Shape; class Tiles256; class Tiles512; } " + Kernel)]
    public void NamesLikeThoseUsed(string source) => Compiles(source, 1);

    [Fact]
    public void MembersLikeThoseUsed() => Compiles(
        """
        [AttentionGen.AttentionKernel(2, 1)]
        public partial class Kernel
        {
            int System, AttentionGen, Shape, Tiles256, Vector256, queries, options;
            public int Sum() => System++ + AttentionGen++ + Shape++ + Tiles256++ + Vector256++ + queries++ + options++;
            class ReadOnlySpan<T>;
            class Unsafe;
        }
        """,
        1);

    [Theory]
    [InlineData("namespace @namespace { {0} partial class @class; }", "namespace.class.g.cs")]
    [InlineData("namespace @event.@new { {0} partial struct @struct; }", "event.new.struct.g.cs")]
    [InlineData("namespace @partial.@file.@await.@var { {0} partial class @await; }", "partial.file.await.var.await.g.cs")]
    [InlineData("partial class @record { {0} partial record @required; }", "record.required.g.cs")]
    [InlineData("partial class @where<@class> where @class : class { {0} partial struct @field<@in, @nameof>; }", "where_1.field_2.g.cs")]
    [InlineData("{0} partial class @global;", "global.g.cs")]
    [InlineData("{0} partial class @Plain;", "Plain.g.cs")]
    public void EscapedNames(string source, string hint) => Assert.Equal(hint, Compiles(Declare(source), 1).Sources.Keys.Single());

    [Theory]
    [InlineData("namespace Köln { {0} partial class Größe; }", "K_ln.Gr__e.g.cs")]
    [InlineData("namespace 模型 { {0} partial class 注意<Тип>; }", "__.___1.g.cs")]
    [InlineData("{0} partial class Caf\\u00e9;", "Caf_.g.cs")]
    [InlineData("{0} partial class _\u0301;", "__.g.cs")]
    public void UnicodeNames(string source, string hint) => Assert.Equal(hint, Compiles(Declare(source), 1).Sources.Keys.Single());

    [Theory]
    [InlineData("namespace N { {0} partial class Kernel; {0} partial class KERNEL; }")]
    [InlineData("namespace N { {0} partial class K; } namespace n { {0} partial class k; }")]
    [InlineData("{0} partial class K; {0} partial class K<T>; {0} partial class K_1; {0} partial class K<T, U>;")]
    [InlineData("namespace A { {0} partial class K; } namespace B { {0} partial class K; } {0} partial class K;")]
    [InlineData("{0} partial class Kä; {0} partial class Kö; {0} partial class K_;")]
    [InlineData("namespace A { partial class B { {0} partial class C; } } namespace A.B_ { {0} partial class C; }")]
    public void NamesThatClashAsFiles(string source)
    {
        GeneratorRun run = Compiles(Declare(source), source.Split("{0}").Length - 1);
        Assert.Equal(run.Sources.Count, run.Sources.Keys.Distinct(System.StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void LongNames()
    {
        string name = new('x', 300);
        GeneratorRun run = Compiles(Declare($"{{0}} partial class {name}y; {{0}} partial class {name}z; partial class Outer{name} {{ {{0}} partial class {name}; }}"), 3);
        Assert.All(run.Sources.Keys, static hint => Assert.InRange(hint.Length, 1, 140));
    }

    private static string Declare(string source) =>
        source.Replace("{0}", "[AttentionGen.AttentionKernel(1, 1, ValueDim = 32)]", System.StringComparison.Ordinal);

    private static GeneratorRun Compiles(string source, int files)
    {
        // Of a name in lower case the compiler warns, but where the user has silenced that, generated code must not bring it back.
        GeneratorRun run = GeneratorRun.Of("#pragma warning disable CS8981\n" + source);
        run.CheckCompiles();
        Assert.Equal(files, run.Sources.Count);
        return run;
    }
}
