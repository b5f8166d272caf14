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
    private delegate void Scores(ref float queries, ref float keys, ref float scores, int stride, int tokens, int apart, int ahead);

    private delegate void Sums(ref float weights, ref float values, ref float contexts, int weightStride, int contextStride, int tokens, int apart, int ahead);

    // Forms without the one or the other.
    private delegate void ScoresOfOne(ref float queries, ref float keys, ref float scores, int stride, int tokens, int apartOrAhead);

    private delegate void SumsOfOne(ref float weights, ref float values, ref float contexts, int weightStride, int contextStride, int tokens, int apartOrAhead);

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
    }

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

    private static Scores ScoresOf(MethodInfo form)
    {
        if (HasBoth(form))
        {
            return form.CreateDelegate<Scores>();
        }

        var ofOne = form.CreateDelegate<ScoresOfOne>();
        return (ref float queries, ref float keys, ref float scores, int stride, int tokens, int apart, int ahead) =>
            ofOne(ref queries, ref keys, ref scores, stride, tokens, TakesNeighbours(form) ? ahead : apart);
    }

    private static Sums SumsOf(MethodInfo form)
    {
        if (HasBoth(form))
        {
            return form.CreateDelegate<Sums>();
        }

        var ofOne = form.CreateDelegate<SumsOfOne>();
        return (ref float weights, ref float values, ref float contexts, int weightStride, int contextStride, int tokens, int apart, int ahead) =>
            ofOne(ref weights, ref values, ref contexts, weightStride, contextStride, tokens, TakesNeighbours(form) ? ahead : apart);
    }

    private static bool HasBoth(MethodInfo form) => form.GetParameters().Count(static parameter => parameter.Name is "apart" or "ahead") == 2;

    private static bool TakesNeighbours(MethodInfo form) => form.Name.EndsWith("Neighbours", StringComparison.Ordinal);

    private static void Forms<TShape, TTiles>()
        where TShape : struct, IKernelShape
        where TTiles : struct, ITileOperations
    {
        var random = new Random(5);
        int heads = TShape.Heads / TShape.KeyValueHeads;
        int groups = TShape.Layout == TensorLayout.TokenMajor ? TShape.KeyValueHeads : 1;
        int stride = heads * int.Max(TShape.Dim, TTiles.DirectKeys), contextStride = heads * TTiles.ValueStride;
        foreach (int tokens in new[] { 1, 4, 11, 24 }.Where(static tokens => tokens <= TTiles.DirectKeys))
        {
            float[] queries = Values(random, groups * stride), keys = Values(random, tokens * groups * TShape.Dim), values = Values(random, tokens * groups * TShape.ValueDim);
            float[] weights = Values(random, groups * stride), sums = Values(random, groups * contextStride);
            foreach (int ahead in new[] { 0, 3072 })
            {
                foreach (MethodInfo form in Methods(typeof(TTiles), "Score"))
                {
                    float[] scores = new float[groups * stride];
                    ScoresOf(form)(ref queries[0], ref keys[0], ref scores[0], stride, tokens, tokens / TTiles.TokensTogether, ahead);
                    ForAll(tokens, (g, h, j) => Close(
                        Enumerable.Range(0, TShape.Dim).Sum(d => (double)queries[(g * stride) + (h * TShape.Dim) + d] * keys[(((j * groups) + g) * TShape.Dim) + d]),
                        scores[(g * stride) + (h * TTiles.DirectKeys) + j]));
                    Assert.Equal(groups * heads * tokens, scores.Count(static score => score != 0));
                }

                foreach (MethodInfo form in Methods(typeof(TTiles), "WeightedSum"))
                {
                    float[] contexts = [.. sums];
                    SumsOf(form)(ref weights[0], ref values[0], ref contexts[0], stride, contextStride, tokens, tokens / TTiles.TokensTogether, ahead);
                    ForAll(TShape.ValueDim, (g, h, e) =>
                    {
                        int at = (g * contextStride) + (h * TTiles.ValueStride) + e;
                        Close(
                            sums[at] + Enumerable.Range(0, tokens).Sum(j =>
                                (double)weights[(g * stride) + (h * TTiles.DirectKeys) + j] * values[(((j * groups) + g) * TShape.ValueDim) + e]),
                            contexts[at]);
                    });
                }
            }
        }

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
