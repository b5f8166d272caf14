using Kernels;
using static DoublePrecision;

const int count = 7, heads = Model.SelfAttention.Heads, dim = Model.SelfAttention.Dim;
float[] queries = Random(1, count * heads * dim), keys = Random(2, count * heads * dim), values = Random(3, count * heads * dim);
float[] output = new float[count * heads * dim];
Model.SelfAttention.Forward(queries, keys, values, output);
double[] expected = Attention(values, count, count, heads, heads, dim, causal: false, (h, q, k) => Dot(queries, q, keys, k, dim));
Console.WriteLine(IsClose(expected, output) ? "right" : "wrong");
