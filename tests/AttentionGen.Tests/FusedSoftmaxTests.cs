using System;
using System.Linq;
using AttentionGen.CompilerServices;
using Xunit;

namespace AttentionGen.Tests;

/// <summary>Weights that the weighted sum makes on its way have the bits of those that the softmax makes before it.</summary>
public sealed class FusedSoftmaxTests
{
    public static TheoryData<string> Tiles => EmittedTiles.Names(static type => type.GetProperty(nameof(ITileOperations.FusesSoftmax)) is not null);

    [SkippableTheory]
    [MemberData(nameof(Tiles))]
    public void SameBits(string name) => EmittedTiles.Call(typeof(FusedSoftmaxTests), nameof(Compare), name);

    private static void Compare<TTiles>()
        where TTiles : struct, ITileOperations
    {
        Assert.True(TTiles.FusesSoftmax);
        var random = new Random(9);
        foreach (int keys in Enumerable.Range(0, TTiles.BlockKeys + 1).Where(static keys => keys > TTiles.Lanes && (keys < 70 || keys > TTiles.BlockKeys - 3)))
        {
            int tiles = 1 + (keys % TTiles.PassTiles);
            foreach (bool first in new[] { true, false })
            {
                var one = new State<TTiles>(random, tiles, keys);
                var other = new State<TTiles>(one);
                one.Separate(keys, tiles, first);
                other.Fused(keys, tiles, first);
                Assert.Equal(one.Bits(first), other.Bits(first));
            }
        }
    }

    private sealed class State<TTiles>
        where TTiles : struct, ITileOperations
    {
        // Room behind the last row's totals shows what is written past them.
        private const int Behind = 16;

        private readonly float[] _scores;
        private readonly float[] _values;
        private readonly float[] _contexts;
        private readonly float[] _sums;
        private readonly float[] _maxima;
        private readonly float[] _rescales;

        public State(Random random, int tiles, int keys)
        {
            int padded = (keys + TTiles.Lanes - 1) / TTiles.Lanes * TTiles.Lanes;
            _scores = Values(random, tiles * TTiles.QueryRows * TTiles.BlockKeys, 30);
            for (int row = 0; row < tiles * TTiles.QueryRows; row++)
            {
                _scores.AsSpan((row * TTiles.BlockKeys) + keys, padded - keys).Fill(float.NegativeInfinity);
            }

            _values = Values(random, TTiles.BlockKeys * TTiles.ValueStride, 1);
            _contexts = Values(random, tiles * TTiles.QueryRows * TTiles.ValueStride, 1);
            _sums = Values(random, tiles * TTiles.QueryRows * TTiles.Lanes, 1);
            _maxima = [.. Values(random, tiles * TTiles.StateRows, 20).Select(static each => MathF.Round(each))];
            _rescales = new float[tiles * TTiles.StateRows];
        }

        public State(State<TTiles> other)
        {
            (_scores, _values, _contexts) = ([.. other._scores], [.. other._values], [.. other._contexts]);
            (_sums, _maxima, _rescales) = ([.. other._sums], [.. other._maxima], [.. other._rescales]);
        }

        public void Separate(int keys, int tiles, bool first)
        {
            for (int tile = 0; tile < tiles; tile++)
            {
                TTiles.Softmax(
                    ref _scores[tile * TTiles.QueryRows * TTiles.BlockKeys], ref _maxima[tile * TTiles.StateRows],
                    ref _sums[tile * TTiles.QueryRows * TTiles.Lanes], ref _rescales[tile * TTiles.StateRows], TTiles.QueryRows, Padded(keys), first);
            }

            TTiles.WeightedSum(ref _scores[0], ref _values[0], ref _contexts[0], ref _rescales[0], keys, tiles, first);
        }

        public void Fused(int keys, int tiles, bool first)
        {
            int length = (2 * TTiles.StateRows) + (TTiles.QueryRows * TTiles.Lanes);
            float[] pending = new float[(tiles * length) + Behind];
            for (int tile = 0; tile < tiles; tile++)
            {
                TTiles.Advance(
                    ref _scores[tile * TTiles.QueryRows * TTiles.BlockKeys], ref _maxima[tile * TTiles.StateRows],
                    ref _rescales[tile * TTiles.StateRows], ref pending[tile * length], Padded(keys), first);
            }

            TTiles.SoftmaxWeightedSum(ref _scores[0], ref pending[0], ref _values[0], ref _contexts[0], ref _sums[0], ref _rescales[0], keys, tiles, first);
            Assert.All(pending[^Behind..], static each => Assert.Equal(0, each));
        }

        public int[] Bits(bool first) =>
            [.. new[] { _scores, _contexts, _sums, _maxima, first ? [] : _rescales }.SelectMany(static each => each).Select(BitConverter.SingleToInt32Bits)];

        private static int Padded(int keys) => (keys + TTiles.Lanes - 1) / TTiles.Lanes * TTiles.Lanes;

        private static float[] Values(Random random, int count, float most) => [.. Enumerable.Range(0, count).Select(_ => (random.NextSingle() - 0.5f) * 2 * most)];
    }
}
