using System;
using System.Linq;
using AttentionGen.Tests.Kernels.Published;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>
/// Scores against figures that others have published with their libraries: the results stored in the unit tests of AllenNLP
/// (github.com/allenai/allennlp, tests/modules/attention) and of Keras (github.com/keras-team/keras, version 2,
/// layers/attention/additive_attention_test.py), and what R prints. What a library has and a kernel lacks is put into the numbers, as each
/// test says.
/// </summary>
public sealed class PublishedScoreTests
{
    // As many digits as the sources print: 4 or 5, 7 of a float, or 11 of which a float holds 7.
    private const double Printed = 5e-5, Single = 5e-7;

    private static readonly float[] KerasQueries = [1, 1.1f, 1.2f, 1.3f, 2, 2.1f, 2.2f, 2.3f];
    private static readonly float[] KerasKeys = [1.5f, 1.6f, 1.7f, 1.8f, 2.5f, 2.6f, 2.7f, 2.8f, 3.5f, 3.6f, 3.7f, 3.8f];
    private static readonly double[] KerasScores = [2.58044532581, 2.59734317449, 2.59964024652, 2.59734317449, 2.59964024652, 2.59995130916];

    /// <summary>AllenNLP, cosine_attention_test.py: a query of norm 0, and one along the diagonal.</summary>
    [Fact]
    public void CosineOfAllenNlp()
    {
        float[] vectors = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], scores = new float[4];
        Cosine.Forward([0, 0, 0, 1, 1, 1], vectors, vectors, new float[6], new AttentionOptions { Batch = 2, Scores = scores });
        Near([0, 0, 0.9948, 0.9973], scores, Printed);
    }

    /// <summary>AllenNLP, bilinear_attention_test.py: x W y + 0.1. Its bias is the product of a further element, 1 in both vectors.</summary>
    [Fact]
    public void GeneralOfAllenNlp()
    {
        float[] keys = [1, 0, 1, 0, 1, 1], scores = new float[2];
        new General([-0.3f, 0.5f, 0, 2, -1, 0, 0, 0, 0.1f]).Forward([1, 1, 1], keys, keys, new float[3], new AttentionOptions { Scores = scores });
        Near([1.8, -0.4], scores, Single);
    }

    /// <summary>
    /// AllenNLP, additive_attention_test.py: queries of 2 and keys of 3 elements, two of each kind of problem in a batch. Queries get a
    /// third element of 0, matrices are given transposed.
    /// </summary>
    [Fact]
    public void AdditiveOfAllenNlp()
    {
        float[] queries = [0.7f, -0.8f, 0, 0.4f, 0.9f, 0];
        float[] keys =
        [
            1, -1, 3, 0.5f, -0.3f, 0, 0.2f, -1, 1, 0.7f, 0.8f, -1,
            -2, 3, -3, 0.6f, 0.2f, 2, 0.5f, -0.4f, -1, 0.2f, 0.2f, 0,
        ];
        var scores = new float[8];
        var kernel = new AdditiveOfThree(
            queryWeight: [-0.2f, -0.5f, 0, 0.3f, 0.5f, 0], keyWeight: [0, 1, 1, 1, 1, -1], bias: [0, 0], scoreWeight: [1, -1]);
        kernel.Forward(queries, keys, keys, new float[6], new AttentionOptions { Batch = 2, Scores = scores });
        Near([1.975072, -0.04997836, 1.2176098, -0.9205586, -1.4851665, 1.489604, -1.890285, -1.0672251], scores, 2 * Single);
    }

    /// <summary>Keras, test_calculate_scores_multi_dim: v . tanh(q + k), so the matrices are identities.</summary>
    [Fact]
    public void AdditiveOfKeras()
    {
        float[] identity = [.. Enumerable.Range(0, 16).Select(static i => i % 5 == 0 ? 1f : 0)], scores = new float[6];
        var kernel = new AdditiveOfFour(identity, identity, new float[4], [0.5f, 0.6f, 0.7f, 0.8f]);
        kernel.Forward(KerasQueries, KerasKeys, KerasKeys, new float[8], new AttentionOptions { Scores = scores });
        Near(KerasScores, scores, 2 * Single);
    }

    /// <summary>Keras, test_multi_dim and test_multi_dim_with_key: scores, weights and outputs where the third key is masked.</summary>
    [Fact]
    public void AdditiveWeightsOfKeras()
    {
        var kernel = new AdditiveOfOne([1], [1], [0], [0.5f]);
        float[] keys = [1.6f, 0.7f, -0.8f], output = new float[2], weights = new float[6], scores = new float[6];
        var options = new AttentionOptions { KeyLengths = (int[])[2], Weights = weights, Scores = scores };
        kernel.Forward([1.1f, -0.5f], keys, keys, output, options);
        Near([0.49550372683, 0.47340300642, 0.14565630622, 0.40024951088, 0.09868766011, -0.43086157965], scores, Single);
        Near([0.50552495521, 0.49447504478, 0, 0.57482427975, 0.42517572025, 0], weights, Single);
        Near([1.15497245968], output[..1], Single);

        kernel.Forward([1.1f], keys, [0.5f, 0.8f, -0.3f], output, new AttentionOptions { KeyLengths = (int[])[2] });
        Near([0.64834251342], output[..1], Single);
    }

    /// <summary>
    /// AllenNLP, linear_attention_test.py: the softmax of w . [q; k] + 0.1. Rectifiers of the sum and of its opposite give the sum back:
    /// x = max(x, 0) - max(-x, 0).
    /// </summary>
    [Fact]
    public void MlpIsLinearOfAllenNlp()
    {
        float[] keys = [1, 2, 3, 4, 5, 6], weights = new float[2];
        var kernel = new Linear([-0.3f, 0.5f, 2, -1, 1, 1, 0.3f, -0.5f, -2, 1, -1, -1, 0.1f, -0.1f, 1, -1, 0]);
        kernel.Forward([-7, -8, -9], keys, keys, new float[3], new AttentionOptions { Weights = weights });
        Near([0.0474, 0.9526], weights, Printed);
    }

    /// <summary>Keras, test_calculate_scores_multi_dim again: on [q; k] a layer of two identities adds q and k.</summary>
    [Fact]
    public void MlpIsAdditiveOfKeras()
    {
        float[] identities = [.. Enumerable.Range(0, 32).Select(static i => i % 8 % 4 == i / 8 ? 1f : 0)], scores = new float[6];
        var kernel = new Concatenated([.. identities, 0, 0, 0, 0, 0.5f, 0.6f, 0.7f, 0.8f, 0]);
        kernel.Forward(KerasQueries, KerasKeys, KerasKeys, new float[8], new AttentionOptions { Scores = scores });
        Near(KerasScores, scores, 2 * Single);
    }

    /// <summary>
    /// R, package nnet, <c>multinom(prog2 ~ ses + write)</c> on the 200 students of hsbdemo, as the UCLA Statistical Consulting Group prints it
    /// (Multinomial Logistic Regression, R Data Analysis Examples). Its probabilities are softmax(W q): q is [1, middle, high, write], W has
    /// the coefficients of the programmes general and vocation beside zeros for academic. The first three students, then the mean of write,
    /// 52.775, at each level of ses. The coefficients' last digits make up for 2e-6 of a probability.
    /// </summary>
    [Fact]
    public void LocationOfNnet()
    {
        float[] weight = [0, 0, 0, 0, 2.852198f, -0.5332810f, -1.1628226f, -0.0579287f, 5.218260f, 0.2913859f, -0.9826649f, -0.1136037f];
        float[] queries = [1, 0, 0, 35, 1, 1, 0, 33, 1, 0, 1, 39, 1, 0, 0, 52.775f, 1, 1, 0, 52.775f, 1, 0, 1, 52.775f], weights = new float[18];
        new LocationOfThree(weight, new float[3]).Forward(queries, new float[3], new float[6], new AttentionOptions { Weights = weights });
        double[] students = [0.1482764, 0.3382454, 0.5134781, 0.1202017, 0.1806283, 0.6991700, 0.4186747, 0.2368082, 0.3445171];
        double[] levels = [0.4396845, 0.3581917, 0.2021238, 0.4777488, 0.2283353, 0.2939159, 0.7009007, 0.1784939, 0.1206054];
        Near([.. students, .. levels], weights, 2e-6);
    }

    /// <summary>
    /// By hand, from Luong et al., 2015, equation 8, weights = softmax(W q), and a bias: with rows [ln(j + 1), ln(4 - j)] of W the query
    /// [1, 0] gives weights in proportion to 1, 2, 3, 4; [0, 1] to 4, 3, 2, 1; [1, 1] to their products 4, 6, 6, 4. A bias of ln 2 for the
    /// last position doubles its part.
    /// </summary>
    [Fact]
    public void LocationByHand()
    {
        float[] weight = [.. Enumerable.Range(0, 4).SelectMany(static j => new[] { MathF.Log(j + 1), MathF.Log(4 - j) })];
        float[] queries = [1, 0, 0, 1, 1, 1], values = [10, 20, 30, 40], output = new float[3], weights = new float[12];
        new Location(weight, new float[4]).Forward(queries, values, output, new AttentionOptions { Weights = weights });
        Near([0.1, 0.2, 0.3, 0.4, 0.4, 0.3, 0.2, 0.1, 0.2, 0.3, 0.3, 0.2], weights, Single);
        Near([30, 20, 25], output, 1e-5);

        new Location(weight, [0, 0, 0, MathF.Log(2)]).Forward(queries, values, output, new AttentionOptions { Weights = weights });
        Near([1 / 14d, 2 / 14d, 3 / 14d, 8 / 14d], weights[..4], Single);
    }

    private static void Near(double[] expected, float[] actual, double bound)
    {
        Assert.Equal(expected.Length, actual.Length);
        Assert.All(expected.Zip(actual), pair => Assert.InRange(pair.Second, pair.First - bound, pair.First + bound));
    }
}
