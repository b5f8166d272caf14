using System;
using System.Linq;
using System.Reflection;
using System.Text.RegularExpressions;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>The operations on tokens in each form that a kernel has: a call takes the one that is faster on its processor. Also where they ask ahead.</summary>
public sealed class TokenFormTests
{
    // Forms leave out what they do without.
    private delegate void OfThree(ref float left, ref float right, ref float result, int a, int b, int c);

    private delegate void OfFour(ref float left, ref float right, ref float result, int a, int b, int c, int d);

    private delegate void OfFive(ref float left, ref float right, ref float result, int a, int b, int c, int d, int e);

    public static TheoryData<string> Tiles => EmittedTiles.Names(HasForms);

    [SkippableTheory]
    [MemberData(nameof(Tiles))]
    public void EveryForm(string name) => EmittedTiles.Call(typeof(TokenFormTests), nameof(Forms), name);

    [SkippableFact]
    public void BothFormsAreThere()
    {
        EmittedTiles.Require();
        string[] forms = [.. EmittedTiles.Where(HasForms).Select(static type => string.Join(" ", Methods(type, "Score").Select(static method => method.Name).Order())).Distinct().Order()];
        Assert.Contains("ScoreFourStreams ScoreNeighbours", forms);
        Assert.Contains("ScoreNeighbours ScoreThreeStreams", forms);
        Assert.Contains("ScoreNeighbours ScoreTwoStreams", forms);
        Assert.Contains("ScoreTokens", forms);
        Assert.Contains(EmittedTiles.Where(HasForms), HasTokenRows);
        Assert.Contains(EmittedTiles.Where(HasForms), static tiles => !HasTokenRows(tiles));
    }

    private static bool HasTokenRows(Type tiles) => tiles.GetProperty(nameof(ITileOperations.TokenRows), BindingFlags.Static | BindingFlags.Public | BindingFlags.DeclaredOnly) is not null;

    private static bool HasForms(Type tiles) => Methods(tiles, "Score").Length > 0;

    // All forms; the one of kernels that have no other.
    private static MethodInfo[] Methods(Type tiles, string operation)
    {
        MethodInfo[] found =
        [
            .. tiles.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
                .Where(method => Regex.IsMatch(method.Name, $"^{operation}(Tokens|(Two|Three|Four)Streams|Neighbours)$")),
        ];
        return found.Length > 1 ? [.. found.Where(method => method.Name != $"{operation}Tokens")] : found;
    }

    private static void Call(MethodInfo form, float[] left, float[] right, float[] result, params (string Name, int Value)[] all)
    {
        int[] values = [.. form.GetParameters().Skip(3).Select(parameter => all.Single(each => each.Name == parameter.Name).Value)];
        switch (values)
        {
            case [int a, int b, int c]:
                form.CreateDelegate<OfThree>()(ref left[0], ref right[0], ref result[0], a, b, c);
                break;
            case [int a, int b, int c, int d]:
                form.CreateDelegate<OfFour>()(ref left[0], ref right[0], ref result[0], a, b, c, d);
                break;
            case [int a, int b, int c, int d, int e]:
                form.CreateDelegate<OfFive>()(ref left[0], ref right[0], ref result[0], a, b, c, d, e);
                break;
            default:
                Assert.Fail($"{form} takes other numbers.");
                break;
        }
    }

    private static void Forms<TShape, TTiles>()
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        var random = new Random(5);
        int heads = TShape.Heads / TShape.KeyValueHeads;
        int groups = TShape.Layout == TensorLayout.TokenMajor ? TShape.KeyValueHeads : 1;
        int stride = heads * int.Max(TShape.Dim, TTiles.DirectKeys), contextStride = heads * TTiles.ValueStride;
        bool byToken = TTiles.TokenRows > 0;
        foreach (int tokens in new[] { 1, 4, 11, 24 }.Where(static tokens => tokens <= TTiles.DirectKeys))
        {
            float[] queries = Values(random, groups * stride), keys = Values(random, tokens * groups * TShape.Dim), values = Values(random, tokens * groups * TShape.ValueDim);
            int scoresLength = byToken ? tokens * groups * TTiles.TokenRows : groups * stride;
            float[] weights = Values(random, scoresLength), sums = Values(random, groups * contextStride);
            foreach (int ahead in new[] { 0, 3072 })
            {
                foreach (MethodInfo form in Methods(typeof(TTiles), "Score"))
                {
                    float[] scores = new float[scoresLength + 1];
                    Call(form, queries, keys, scores, ("stride", stride), ("tokens", tokens), ("apart", tokens / TTiles.TokensTogether), ("ahead", ahead));
                    ForAll(tokens, (g, h, j) => Close(
                        Enumerable.Range(0, TShape.Dim).Sum(d => (double)queries[(g * stride) + (h * TShape.Dim) + d] * keys[(((j * groups) + g) * TShape.Dim) + d]),
                        scores[At(g, h, j)]));

                    // Token by token there may be one more, for a head that a group of three has not.
                    Assert.Equal(groups * heads * tokens, Enumerable.Range(0, scores.Length).Count(i => scores[i] != 0 && !(byToken && i % TTiles.TokenRows >= heads)));
                    Assert.Equal(0, scores[^1]);
                }

                foreach (MethodInfo form in Methods(typeof(TTiles), "WeightedSum"))
                {
                    float[] contexts = [.. sums];
                    Call(
                        form, weights, values, contexts, ("weightStride", stride), ("contextStride", contextStride), ("tokens", tokens),
                        ("apart", tokens / TTiles.TokensTogether), ("ahead", ahead));
                    ForAll(TShape.ValueDim, (g, h, e) =>
                    {
                        int at = (g * contextStride) + (h * TTiles.ValueStride) + e;
                        Close(
                            sums[at] + Enumerable.Range(0, tokens).Sum(j =>
                                (double)weights[At(g, h, j)] * values[(((j * groups) + g) * TShape.ValueDim) + e]),
                            contexts[at]);
                    });
                }
            }
        }

        int At(int g, int h, int j) => byToken ? (((j * groups) + g) * TTiles.TokenRows) + h : (g * stride) + (h * TTiles.DirectKeys) + j;

        void ForAll(int count, Action<int, int, int> check)
        {
            for (int i = 0; i < groups * heads * count; i++)
            {
                check(i / count / heads, i / count % heads, i % count);
            }
        }
    }

    private static void Close(double expected, float actual) => Assert.InRange(actual, expected - 1e-5, expected + 1e-5);

    private static float[] Values(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
}
