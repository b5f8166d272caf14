using System;
using System.Globalization;
using AttentionGen.Generator.Emission;
using AttentionGen.Generator.Model;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Xunit;

namespace AttentionGen.Generator.Tests.Emission;

/// <summary>The small parts that text and specs are made of.</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData(1f)]
    [InlineData(0.1f)]
    [InlineData(-1234.5678f)]
    [InlineData(1e-45f)]
    [InlineData(float.MaxValue)]
    [InlineData(float.MinValue)]
    [InlineData(0.35355338f)]
    public void LiteralsKeepEveryBit(float value)
    {
        var literal = (LiteralExpressionSyntax)SyntaxFactory.ParseExpression(Literals.Float(MathF.Abs(value)));
        Assert.Equal(MathF.Abs(value), Assert.IsType<float>(literal.Token.Value));
        Assert.Equal(value, float.Parse(Literals.Number(value), CultureInfo.InvariantCulture));
    }

    [Fact]
    public void CountsHavePlurals()
    {
        Assert.Equal("1 head", Literals.Count(1, "head"));
        Assert.Equal("2 heads", Literals.Count(2, "head"));
    }

    [Fact]
    public void WriterIndentsAndEndsLines()
    {
        var writer = new SourceWriter();
        using (writer.Open("class C"))
        {
            writer.Write("int x;\r\n\r\nint y;");
            using (writer.Open())
            {
                writer.Write("z;");
                writer.Write();
            }
        }

        Assert.Equal("class C\n{\n    int x;\n\n    int y;\n    {\n        z;\n\n    }\n}\n", writer.ToString());
    }

    [Fact]
    public void ArraysAreEqualByElements()
    {
        EquatableArray<string> array = new(["a", "b"]);
        Assert.True(array.Equals(new EquatableArray<string>(["a", "b"])));
        Assert.Equal(array.GetHashCode(), new EquatableArray<string>(["a", "b"]).GetHashCode());
        Assert.False(array.Equals(new EquatableArray<string>(["b", "a"])));
        Assert.False(array.Equals(new EquatableArray<string>(["a"])));
        Assert.False(array.Equals((object)"a"));
        Assert.True(default(EquatableArray<string>).Equals(new EquatableArray<string>([])));
        Assert.Equal(default(EquatableArray<string>).GetHashCode(), new EquatableArray<string>([]).GetHashCode());
    }

    [Fact]
    public void SpecsAreEqualByValue()
    {
        KernelSpec spec = EmittedTiles.Spec(8, 9);
        Assert.Equal(spec, EmittedTiles.Spec(8, 9));
        Assert.Equal(spec.GetHashCode(), EmittedTiles.Spec(8, 9).GetHashCode());
        Assert.NotEqual(spec, spec with { Dim = 7 });
        Assert.NotEqual(spec, spec with { Scale = 2 });
        Assert.NotEqual(spec, spec with { HeadMajor = true });
        Assert.NotEqual(spec, spec with { Type = spec.Type with { Declarations = new EquatableArray<TypeDeclaration>([new TypeDeclaration("struct", "K")]) } });
        Assert.Equal(KernelEmitter.Emit(spec), KernelEmitter.Emit(EmittedTiles.Spec(8, 9)));
    }
}
