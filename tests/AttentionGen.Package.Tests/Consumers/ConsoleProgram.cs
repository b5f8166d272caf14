using AttentionGen;
using static DoublePrecision;

const int queryCount = 9, keyCount = 11, dim = 24, hidden = 5;
float[] queries = Random(1, queryCount * Causal.Heads * Causal.Dim), keys = Random(2, keyCount * Causal.KeyValueHeads * Causal.Dim);
float[] values = Random(3, keyCount * Causal.KeyValueHeads * Causal.ValueDim), output = new float[queryCount * Causal.Heads * Causal.ValueDim];
Causal.Forward(queries, keys, values, output);
Report("causal", output, Attention(
    values, queryCount, keyCount, Causal.Heads, Causal.KeyValueHeads, Causal.ValueDim, causal: true,
    (h, q, k) => Dot(queries, q, keys, k, Causal.Dim) / Math.Sqrt(Causal.Dim)));

queries = Random(4, queryCount * dim);
keys = Random(5, keyCount * dim);
values = Random(6, keyCount * dim);
output = new float[queryCount * dim];
float[] queryWeight = Random(7, hidden * dim), keyWeight = Random(8, hidden * dim), bias = Random(9, hidden), scoreWeight = Random(10, hidden);
new Learned(queryWeight, keyWeight, bias, scoreWeight).Forward(queries, keys, values, output);
Report("additive", output, Attention(
    values, queryCount, keyCount, 1, 1, dim, causal: false,
    (h, q, k) => Enumerable.Range(0, hidden).Sum(a =>
        scoreWeight[a] * Math.Tanh(Dot(queryWeight, a, queries, q, dim) + Dot(keyWeight, a, keys, k, dim) + bias[a]))));

static void Report(string name, float[] actual, double[] expected) =>
    Console.WriteLine($"{name}: {(IsClose(expected, actual) ? "right" : "wrong")}");

[AttentionKernel(heads: 6, dim: 20, KeyValueHeads = 2, ValueDim = 13, Mask = AttentionMask.Causal)]
static partial class Causal;

[AttentionKernel(1, 24, Score.Additive, HiddenDim = 5)]
sealed partial class Learned;
