using System.Threading.Tasks;
using Xunit;

namespace AttentionGen.CodeFixes.Tests;

/// <summary>ATTN003.</summary>
public sealed class UseDivisorTests() : CodeFixTests(new UseDivisor())
{
    [Theory]
    [InlineData(12, "5", "4")]
    [InlineData(12, "5", "6")]
    [InlineData(12, "7", "12")]
    [InlineData(12, "24", "6")]
    [InlineData(7, "0x2", "1")]
    [InlineData(1, "2", "1")]
    [InlineData(1024, "500 * 2", "512")]
    [InlineData(1024, "500 * 2", "1024")]
    [InlineData(6, "/* some */ 4 // four\n", "3", "/* some */ 3 // four\n")]
    public Task Divisor(int heads, string given, string divisor, string? after = null) => Mends(
        $"Use KeyValueHeads = {divisor}",
        $"[AttentionGen.AttentionKernel({heads}, 8, KeyValueHeads = {given}, ValueDim = 3)] partial class K;",
        $"[AttentionGen.AttentionKernel({heads}, 8, KeyValueHeads = {after ?? divisor}, ValueDim = 3)] partial class K;");

    [Fact]
    public Task BothSidesAreOffered() => Offers(
        "[AttentionGen.AttentionKernel(12, 8, KeyValueHeads = 5)] partial class K; [AttentionGen.AttentionKernel(1, 8, @KeyValueHeads = 3)] partial class L;",
        "KeyValueHeads = 5: Use KeyValueHeads = 4",
        "KeyValueHeads = 5: Use KeyValueHeads = 6",
        "@KeyValueHeads = 3: Use KeyValueHeads = 1");

    [Theory]
    [InlineData("Use KeyValueHeads = 4", 4, 6)]
    [InlineData("Use KeyValueHeads = 6", 6, 12)]
    public Task All(string title, int first, int second) => MendsAll(
        title,
        "[AttentionGen.AttentionKernel(12, 8, KeyValueHeads = 5)] partial class K; [AttentionGen.AttentionKernel(12, 8, KeyValueHeads = 8)] partial class L;",
        $"[AttentionGen.AttentionKernel(12, 8, KeyValueHeads = {first})] partial class K; [AttentionGen.AttentionKernel(12, 8, KeyValueHeads = {second})] partial class L;");
}
