using System;
using System.Collections.Generic;

namespace AttentionGen.Sample.Translator.Grammar;

/// <summary>Random numbers that follow from the seed alone, on every machine and every version of .NET.</summary>
/// <remarks>SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.</remarks>
internal sealed class Randomness(ulong seed)
{
    private ulong _state = seed;

    /// <summary>From 0 to below <paramref name="limit"/>.</summary>
    public int Below(int limit) => (int)(((Next() >> 32) * (ulong)limit) >> 32);

    /// <summary>True that often.</summary>
    public bool Chance(double probability) => (Next() >> 11) * (1.0 / (1UL << 53)) < probability;

    /// <summary>Uniform in [-<paramref name="range"/>, <paramref name="range"/>).</summary>
    public float Symmetric(float range) => range * (((Next() >> 40) * (2f / (1 << 24))) - 1);

    public T Pick<T>(IReadOnlyList<T> items) => items[Below(items.Count)];

    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
