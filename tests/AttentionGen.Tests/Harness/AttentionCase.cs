using System;

namespace AttentionGen.Tests;

/// <summary>One call of a kernel: its inputs, what the kernel makes of them, and what the reference does.</summary>
internal sealed record AttentionCase
{
    /// <summary>Inputs uniform in [-1, 1], the same ones for the same seed.</summary>
    public AttentionCase(Kernel kernel, int queryLength, int keyLength, int batch = 1, int seed = 1)
    {
        Kernel = kernel;
        QueryLength = queryLength;
        KeyLength = keyLength;
        Batch = batch;
        var random = new Random(seed);
        Queries = Uniform(random, batch * queryLength * kernel.QueryStep);
        Keys = Uniform(random, batch * keyLength * kernel.KeyStep);
        Values = Uniform(random, batch * keyLength * kernel.ValueStep);
    }

    public Kernel Kernel { get; init; }

    public int QueryLength { get; }

    public int KeyLength { get; init; }

    public int Batch { get; }

    public float[] Queries { get; init; }

    public float[] Keys { get; init; }

    public float[] Values { get; init; }

    public int[] KeyLengths { get; init; } = [];

    public int[] QueryOffsets { get; init; } = [];

    public int MaxDegreeOfParallelism { get; init; }

    public PairTensor<float>? Bias { get; init; }

    public PairTensor<bool>? Allowed { get; init; }

    public float[] Sinks { get; init; } = [];

    /// <summary>The stage of the scores to ask for; null for none.</summary>
    public ScoreStage? Stage { get; init; }

    public float[] HeadWeights { get; init; } = [];

    public int Rows => Batch * Kernel.Heads * QueryLength;

    public int OutputLength => Rows / (Kernel.Declaration.Combine == HeadCombine.WeightedSum ? Kernel.Heads : 1) * Kernel.ValueDim;

    public Span<float> Query(int b, int h, int i) => Row(Queries, b, i, QueryLength, h, Kernel.Heads, Kernel.Dim);

    public Span<float> Key(int b, int g, int j) => Row(Keys, b, j, KeyLength, g, Kernel.KeyValueHeads, Kernel.Dim);

    public Span<float> Value(int b, int g, int j) => Row(Values, b, j, KeyLength, g, Kernel.KeyValueHeads, Kernel.ValueDim);

    /// <summary>Calls the kernel for all that it can give.</summary>
    public AttentionResult Run()
    {
        var result = new AttentionResult(new float[OutputLength], new float[Rows * KeyLength], new float[Rows])
        {
            Scores = new float[Stage is null ? 0 : Rows * KeyLength],
        };

        // What the kernel does not write is to be seen.
        result.Output.AsSpan().Fill(1e30f);
        result.Weights.AsSpan().Fill(1e30f);
        result.LogSumExp.AsSpan().Fill(1e30f);
        result.Scores.AsSpan().Fill(1e30f);
        Kernel.Forward(Queries, Keys, Values, result.Output, Options(result.Weights, result.LogSumExp, result.Scores));
        return result;
    }

    /// <summary>Calls the kernel for its output alone.</summary>
    public float[] Output()
    {
        var output = new float[OutputLength];
        output.AsSpan().Fill(1e30f);
        Kernel.Forward(Queries, Keys, Values, output, Options());
        return output;
    }

    public AttentionReferenceResult Expected() => AttentionReference.Compute(
        Kernel.Declaration, Queries, Keys, Values, Options(), Kernel.Parameters.Spans);

    /// <summary>The options of the call, with the given outputs.</summary>
    public AttentionOptions Options(Span<float> weights = default, Span<float> logSumExp = default, Span<float> scores = default) => new()
    {
        Batch = Batch,
        KeyLengths = KeyLengths,
        QueryOffsets = QueryOffsets,
        MaxDegreeOfParallelism = MaxDegreeOfParallelism,
        Bias = Bias is { } bias ? bias.Broadcast() : default,
        Allowed = Allowed is { } allowed ? allowed.Broadcast() : default,
        Sinks = Sinks,
        HeadWeights = HeadWeights,
        Weights = weights,
        LogSumExp = logSumExp,
        Scores = scores,
        ScoreStage = Stage ?? default,
    };

    /// <summary>Compares all that the kernel gives with the reference; returns the worst error of the output, in tolerances.</summary>
    public double Check()
    {
        AttentionResult actual = Run();
        AttentionReferenceResult expected = Expected();
        double worst = Tolerance.Check(expected.Output, actual.Output, this, "output");
        Tolerance.Check(expected.Weights, actual.Weights, this, "weights");
        Tolerance.Check(expected.LogSumExp, actual.LogSumExp, this, "log-sum-exp");
        CheckScores(expected, actual.Scores);
        return worst;
    }

    /// <summary>Compares the scores of the call's stage, if it has one, with the reference; returns the worst error, in bounds.</summary>
    public double CheckScores(AttentionReferenceResult expected, float[] actual)
    {
        if (Stage is null)
        {
            return 0;
        }

        double worst = 0;
        int m = QueryLength, n = KeyLength;
        for (int head = 0; head < Batch * Kernel.Heads; head++)
        {
            var scores = new InexactScores(this, head / Kernel.Heads, head % Kernel.Heads);
            Range own = (head * m * n)..((head + 1) * m * n);
            worst = Math.Max(worst, Tolerance.Check(
                expected.Scores.AsSpan(own), actual.AsSpan(own), at => scores[at / n, at % n].Bound, this, $"scores, {Stage}, of head {head}"));
        }

        return worst;
    }

    public override string ToString() =>
        $"{Kernel} ({Kernel.Info}) B={Batch} m={QueryLength} n={KeyLength} lengths=[{string.Join(", ", KeyLengths)}] offsets=[{string.Join(", ", QueryOffsets)}] " +
        $"bias={Bias} allowed={Allowed} sinks={Sinks.Length} stage={Stage}";

    private Span<float> Row(float[] tensor, int b, int token, int length, int head, int heads, int dim)
    {
        int row = Kernel.Declaration.Layout == TensorLayout.TokenMajor
            ? (((b * length) + token) * heads) + head
            : (((b * heads) + head) * length) + token;
        return tensor.AsSpan(row * dim, dim);
    }

    private static float[] Uniform(Random random, int length)
    {
        var data = new float[length];
        for (int i = 0; i < length; i++)
        {
            data[i] = (2 * random.NextSingle()) - 1;
        }

        return data;
    }
}

/// <summary>All that a kernel gives.</summary>
internal sealed record AttentionResult(float[] Output, float[] Weights, float[] LogSumExp)
{
    /// <summary>Empty where no stage was asked for.</summary>
    public float[] Scores { get; init; } = [];
}

/// <summary>What a <see cref="Broadcast{T}"/> describes.</summary>
internal sealed record PairTensor<T>(T[] Data, int Batch, int Heads, int Queries, int Keys)
{
    public Broadcast<T> Broadcast() => new(Data, Batch, Heads, Queries, Keys);
}
