using System;

namespace AttentionGen.Generator.Planning;

/// <summary>Chooses tiles and blocks for a shape and a width of vectors. A pure function; <c>docs/performance.md</c> tells how the figures were found.</summary>
internal static class KernelPlanner
{
    // Multiply-adds of one straight-line block. More outgrow the cache of decoded instructions, which the loop then pays for on every pass.
    private const int CodeBudget = 192;

    // Multiply-adds of one method, at about 30 bytes of IL each: past 60 000 bytes the JIT does not optimise.
    private const int MethodBudget = 1400;

    // Elements of D or keys unrolled where the loop is long; of D, half as many where tiles are wide.
    private const int Unroll = 8;

    // Floats of one block of copied keys and values: 72 KB each where D = E, so that both stay in the second-level cache while all rows
    // pass by. The first level need not hold them: a pass reads panel by panel, or column by column, and uses each for all of its rows.
    private const int BlockElements = 36 * 1024;

    // More would let the scores of a pass grow out of the first-level cache.
    private const int MostBlockKeys = 288;

    // Floats of the keys, or of the values, of one head that few queries read before they turn to the others: 512 KB. The memory is read in
    // four streams at once, which are the faster the longer they are.
    private const int DirectElements = 128 * 1024;

    // More would let the scores of a query grow out of the first-level cache.
    private const int MostDirectKeys = 2048;

    // The same where they read all heads of a token, whose streams are long anyway: keys are cut into segments for the threads, and one that is hardly longer
    // than it must be is then one block. The scores of all heads leave the first-level cache for the second, of which they take 256 KB at most.
    private const int MostTokenKeys = 576;
    private const int TokenScores = 64 * 1024;

    // Floats of the queries and contexts of one block of rows: about the second-level cache of current servers. It may be a little more
    // than 512 rows of D = E = 128, so that 512 queries are one block.
    private const int RowElements = 129 * 1024;

    // Query rows that use a block of keys, then its values, before the next rows do: their scores, 18 to 21 KB, leave room for panels in a first-level cache of 32 KB.
    private const int PassRows = 18;

    private const int MostBlockRows = 1032;

    /// <summary>Plans a kernel for one width of vectors.</summary>
    /// <param name="dim">D.</param>
    /// <param name="valueDim">E.</param>
    /// <param name="groupHeads">H / G.</param>
    /// <param name="rowHeads">Key/value heads between a key and the next of its head: G when tensors are token-major, otherwise 1.</param>
    /// <param name="target">The width.</param>
    /// <param name="unroll">Elements of D that a straight-line block of the score tile is to cover; 0 to choose.</param>
    /// <param name="queryLength">m; 0 where it is known at run time.</param>
    /// <param name="keyLength">n; 0 where it is known at run time.</param>
    public static KernelPlan Plan(int dim, int valueDim, int groupHeads, int rowHeads, VectorTarget target, int unroll = 0, int queryLength = 0, int keyLength = 0)
    {
        (int rows, int columns) = Tile(target);
        rows = queryLength == 0 ? rows : FittingRows(rows, groupHeads, (long)queryLength * groupHeads);
        columns = FittingColumns(columns, rows, (keyLength + target.Lanes - 1) / target.Lanes);
        int panelKeys = columns * target.Lanes;
        int rowVectors = (valueDim + target.Lanes - 1) / target.Lanes;
        (int valueRows, int valueVectors) = WeightedSumTile(target, rows, rowVectors);
        int perElement = rows * columns;
        int keys = BlockElements / (dim + (rowVectors * target.Lanes));
        int blockRows = RowElements / (dim + (rowVectors * target.Lanes));
        int blockKeys = RoundDown(Clamp(keys, panelKeys, MostBlockKeys), panelKeys);
        if (keyLength > 0)
        {
            // Blocks are equal where there is more than one; see the driver.
            int blocks = (keyLength + blockKeys - 1) / blockKeys;
            blockKeys = RoundUp((keyLength + blocks - 1) / blocks, panelKeys);
        }

        int directKeys = rowHeads == 1
            ? Clamp(DirectElements / Math.Max(dim, valueDim), blockKeys, MostDirectKeys)
            : Clamp(TokenScores / (rowHeads * groupHeads), blockKeys, MostTokenKeys);
        int dimUnroll = columns > KernelPlan.NarrowVectors ? Unroll / 2 : Unroll;
        var plan = new KernelPlan
        {
            Target = target,
            Dim = dim,
            ValueDim = valueDim,
            GroupHeads = groupHeads,
            KeyStride = rowHeads * dim,
            ValueRowStride = rowHeads * valueDim,
            QueryRows = rows,
            KeyVectors = columns,
            ValueVectors = valueVectors,
            ValueRows = valueRows,
            DimUnroll = dim * perElement <= CodeBudget ? dim : Math.Min(dimUnroll, dim),
            AskedUnroll = unroll,
            KeyUnroll = Math.Max(1, Math.Min(Unroll, CodeBudget / 2 / (valueRows * valueVectors))),
            BlockKeys = blockKeys,
            DirectKeys = RoundUp(keyLength == 0 ? directKeys : Math.Min(directKeys, Math.Max(keyLength, blockKeys)), 16),
            WholeKeys = keyLength <= blockKeys ? keyLength : 0,
            PassTiles = PassRows / rows,
            BlockRows = RoundDown(Clamp(blockRows, rows, MostBlockRows), rows),
        };
        return unroll > 0 ? Affordable(plan) : plan;
    }

    // As many elements as were asked for, or as many as a method can have.
    private static KernelPlan Affordable(KernelPlan plan)
    {
        int unroll = plan.AskedUnroll;
        while (unroll > 1 && (plan with { DimUnroll = unroll }).ScoreProducts > MethodBudget)
        {
            unroll--;
        }

        return plan with { DimUnroll = unroll };
    }

    /// <summary>
    /// A score tile whose accumulators, columns and one broadcast fit the registers. Of Vector512, three columns: some of Intel's processors load
    /// little more than one such vector a cycle, broadcasts included, so that 8 x 2, which loads ten for 16 multiply-adds, keeps them waiting.
    /// </summary>
    private static (int Rows, int Columns) Tile(VectorTarget target)
    {
        int columns = target == VectorTarget.Vector512 ? 3 : 2;
        int rows = (target.Registers - columns - 1) / columns;
        return (Math.Min(rows, KernelPlan.StateRows), columns);
    }

    /// <summary>
    /// A weighted-sum tile. Of Vector512, half the rows and up to four columns, for the same reason; an exponential has to find room besides. Rather
    /// tiles of three and two columns than one of four and one of one.
    /// </summary>
    private static (int Rows, int Columns) WeightedSumTile(VectorTarget target, int rows, int rowVectors)
    {
        if (target != VectorTarget.Vector512 || rows != KernelPlan.StateRows || rowVectors <= KernelPlan.NarrowVectors)
        {
            return (rows, Math.Min(KernelPlan.NarrowVectors, rowVectors));
        }

        return (rows / 2, rowVectors == 3 || rowVectors % 4 == 1 ? 3 : 4);
    }

    // One row fewer where that leaves fewer rows without a query. A tile costs half a row for what it does not do by rows.
    private static int FittingRows(int rows, int groupHeads, long queryRows)
    {
        int fewer = rows - 1;
        long cost = (queryRows + rows - 1) / rows * ((2 * rows) + 1);
        long costOfFewer = (queryRows + fewer - 1) / fewer * ((2 * fewer) + 1);
        return costOfFewer < cost && groupHeads != rows ? fewer : rows;
    }

    // No more than a fixed number of keys fills. Two where three would leave a single vector for a last panel, which only an even number of rows can join
    // with the panel before.
    private static int FittingColumns(int columns, int rows, int keyVectors)
    {
        if (keyVectors > 0 && keyVectors < columns)
        {
            return keyVectors;
        }

        return columns == 3 && rows % 2 == 1 && keyVectors % 3 == 1 ? 2 : columns;
    }

    private static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private static int Clamp(int value, int least, int most) => Math.Max(least, Math.Min(most, value));

    private static int RoundDown(int value, int multiple) => value / multiple * multiple;
}
