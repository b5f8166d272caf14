using System;

namespace AttentionGen.Generator.Planning;

/// <summary>How the tile operations of one kernel are laid out for one width of vectors.</summary>
internal sealed record KernelPlan
{
    public required VectorTarget Target { get; init; }

    public required int Dim { get; init; }

    public required int ValueDim { get; init; }

    /// <summary>Tiles that go through each product before the next product starts.</summary>
    public required int PassTiles { get; init; }

    /// <summary>Elements from one of the caller's keys to the next.</summary>
    public required int KeyStride { get; init; }

    /// <summary>Elements from one of the caller's values to the next.</summary>
    public required int ValueRowStride { get; init; }

    /// <summary>Query rows of a tile.</summary>
    public required int QueryRows { get; init; }

    /// <summary>Vectors of keys of a score tile.</summary>
    public required int KeyVectors { get; init; }

    /// <summary>Vectors of values of a weighted-sum tile; the last tile of a row may have fewer.</summary>
    public required int ValueVectors { get; init; }

    /// <summary>Query rows of a weighted-sum tile, by which <see cref="QueryRows"/> can be divided.</summary>
    public required int ValueRows { get; init; }

    /// <summary>Elements of <c>Dim</c> in one straight-line block of the score tile; <c>Dim</c> itself when fully unrolled.</summary>
    public required int DimUnroll { get; init; }

    /// <summary>
    /// The same for tiles that compute what whole panels leave: a method with <see cref="DimUnroll"/> of each kind would be too large for the JIT where the
    /// attribute asks for many. <see cref="SumElements"/> is a multiple of it too.
    /// </summary>
    public int EdgeUnroll
    {
        get
        {
            int unroll = DimUnroll <= MostEdgeElements ? DimUnroll : FewEdgeElements;
            while (SumElements < Dim && SumElements % unroll > 0)
            {
                unroll--;
            }

            return unroll;
        }
    }

    /// <summary>What the attribute asks <see cref="DimUnroll"/> to be; 0 where it does not.</summary>
    public required int AskedUnroll { get; init; }

    /// <summary>Whether what the score tile computes feeds another sum, as the product with a learned matrix does, and must be closer to exact.</summary>
    public bool HasShortSums { get; init; }

    /// <summary>
    /// Elements of <c>Dim</c> that a score tile sums up before it adds them to the score: one long sum would round far more often. A
    /// multiple of <see cref="DimUnroll"/>; <c>Dim</c> or more where one sum is short enough.
    /// </summary>
    public int SumElements
    {
        get
        {
            if (HasShortSums)
            {
                return Dim <= Math.Max(ShortSum, DimUnroll) ? Dim : Math.Max(ShortSum / DimUnroll, 1) * DimUnroll;
            }

            return Dim <= LongestSum ? Dim : (PartialSum + DimUnroll - 1) / DimUnroll * DimUnroll;
        }
    }

    /// <summary>Keys in one straight-line block of the weighted-sum tile.</summary>
    public required int KeyUnroll { get; init; }

    /// <summary>Keys between two steps of the online softmax, a multiple of <see cref="PanelKeys"/>.</summary>
    public required int BlockKeys { get; init; }

    /// <summary>Keys between two steps of the online softmax where few queries read the caller's own, at least <see cref="BlockKeys"/>.</summary>
    public required int DirectKeys { get; init; }

    /// <summary>n where it is fixed and its keys are one block; otherwise 0.</summary>
    public required int WholeKeys { get; init; }

    /// <summary>Query rows that share a copied block of keys and values, a multiple of <see cref="QueryRows"/>.</summary>
    public required int BlockRows { get; init; }

    /// <summary>Query heads that share a key/value head.</summary>
    public required int GroupHeads { get; init; }

    /// <summary>Heads of a group that still take less time on the caller's keys than in tiles, which have to copy them.</summary>
    public const int MostGroupHeads = 8;

    // Queries, or contexts, of all heads that leave little room in the first-level cache: 24 KB of 48, as processors with Vector512 have it, or 12 KB of 32.
    private const int CrowdedElements = 6 * 1024;
    private const int CrowdedElementsOfSmall = 3 * 1024;

    // Heads that go through a token together.
    private const int MostTokenHeads = 4;

    // Elements of a row up to which the heads of a whole group read two streams, with 32 registers, and may take neighbours.
    private const int MostTwoStreamElements = 128;

    // Elements of a short row: of a head-major tensor, whole groups do better with neighbours than with streams; in the cache, four queries with tiles.
    private const int ShortElements = 64;

    // Elements of a row of values up to which weights made on the way take less time.
    private const int MostFusedElements = 128;

    /// <summary>Vectors of a narrow tile: with these the registers of either width hold the accumulators of all rows.</summary>
    public const int NarrowVectors = 2;

    // Elements of D in one sum, and in each of the sums that a longer one is cut into: about the root of the largest D, where the
    // roundings within the sums and between them weigh the same. And in those that are to be short.
    private const int LongestSum = 128;
    private const int PartialSum = 64;
    private const int ShortSum = 8;

    // Elements unrolled that are few enough for every kind of score tile; and those of the tiles at the end of the keys where more are asked for.
    private const int MostEdgeElements = 8;
    private const int FewEdgeElements = 2;

    // Registers of an exponential on Vector512: two of its table, four other constants, four that change.
    private const int ExponentialRegisters = 10;

    /// <summary>Rows of one key/value head up to which the operations on groups are used; 0 where a row is shorter than a vector.</summary>
    public int DirectRows => TilesOnly || GroupHeads > MostGroupHeads || Math.Min(Dim, ValueDim) < Target.Lanes ? 0 : GroupHeads * DirectQueries;

    // Queries that take less time one after another than in tiles, which copy the keys first. Four of four heads fill two tiles of Vector512, which are
    // faster where rows are short.
    private int DirectQueries =>
        GroupHeads > MostTokenHeads ? 1 :
        GroupHeads > 2 && Target == VectorTarget.Vector512 && Math.Max(Dim, ValueDim) <= ShortElements ? 3 : 4;

    /// <summary>
    /// Key/value heads whose keys lie side by side, and which decoding reads token by token: 1 where the keys of one head do; 0 where the
    /// operations on groups are not used.
    /// </summary>
    public int TokenGroups => DirectRows > 0 ? KeyStride / Dim : 0;

    /// <summary>
    /// Heads of a group that go through a token together, so that it is loaded once for all of them. Their sums, or weights, and a vector of
    /// each token fill the registers.
    /// </summary>
    public int TokenHeads => GroupHeads switch
    {
        <= MostTokenHeads => GroupHeads,
        int heads => heads % 4 != 0 && heads % 3 == 0 ? 3 : 4,
    };

    /// <summary>
    /// Rows for the heads of a group whose scores and weights lie token by token, side by side; 0 where each row has those of its tokens side by side. Where
    /// queries or contexts of all heads nearly fill the first-level cache, a line for each row and token does not find room there.
    /// </summary>
    public int TokenRows =>
        !IsCrowded ? 0 :
        GroupHeads > MostTokenHeads ? MostGroupHeads :
        GroupHeads == MostTokenHeads && HasSmallCache ? MostTokenHeads : 0;

    private bool IsCrowded => TokenGroups * GroupHeads * Math.Max(Dim, ValueDim) >= (HasSmallCache ? CrowdedElementsOfSmall : CrowdedElements);

    private bool HasSmallCache => Target.Registers <= 16;

    /// <summary>Elements from the scores of a token to those of the next where they lie token by token.</summary>
    public int TokenStride => TokenRows * TokenGroups;

    /// <summary>
    /// Whether decoding has a second form, which takes two neighbouring tokens at once and asks for those that follow, for processors that do better so:
    /// where several heads go through a token, unless all of a group share a long row.
    /// </summary>
    public bool HasNeighbours =>
        TokenGroups > 0 && (GroupHeads > MostTokenHeads || (GroupHeads > 2 && Math.Max(Dim, ValueDim) <= (TokenGroups > 1 ? MostTwoStreamElements : ShortElements)));

    /// <summary>Whether this plan is of that second form.</summary>
    public bool TakesNeighbours { get; init; }

    /// <summary>
    /// Tokens that decoding takes at once. Where they are no neighbours, they come from as many equal parts of a block: prefetching follows one stream a
    /// page, and several tokens of a head may lie in one. Where three or four heads go through a token, 16 registers hold their sums with three tokens. 32 hold
    /// them with four; but where they are a whole group that shares a short row, two are faster. docs/performance.md has the figures.
    /// </summary>
    public int TokensTogether =>
        TakesNeighbours ? 2 :
        TokenHeads <= 2 ? 4 :
        Target.Registers <= 16 ? 3 :
        TokenHeads == GroupHeads && Math.Max(Dim, ValueDim) <= MostTwoStreamElements ? 2 : 4;

    /// <summary>
    /// Whether decoding can ask for the tokens that follow: where a token is so much work that the processor does not get to the loads of the next ones
    /// before it has done it.
    /// </summary>
    public bool AsksAhead => TakesNeighbours || TokenHeads > 2;

    /// <summary>
    /// Whether processors that follow few streams by themselves lose them too: where there are more than two, and the queries and contexts of all heads fill
    /// the first-level cache.
    /// </summary>
    public bool LosesStreams => TokenHeads > 2 && TokenGroups > 1 && TokensTogether > 2;

    public int PanelKeys => KeyVectors * Target.Lanes;

    /// <summary>Whether a last panel of one vector of keys is computed together with the one before it: of half the rows, a vector more fits.</summary>
    public bool JoinsPanels => KeyVectors > NarrowVectors && QueryRows % 2 == 0;

    /// <summary>Keys of two such panels.</summary>
    public int JoinedKeys => PanelKeys + Target.Lanes;

    /// <summary>Multiply-adds that the score's method consists of: the elements of a block and those that remain behind the last one, for each kind of tile.</summary>
    public int ScoreProducts
    {
        get
        {
            int narrower = QueryRows * KeyVectors * (KeyVectors - 1) / 2;
            int joined = JoinsPanels ? QueryRows / 2 * (KeyVectors + 1) : 0;
            return (QueryRows * KeyVectors * (DimUnroll + (Dim % DimUnroll))) + ((narrower + joined) * (EdgeUnroll + (Dim % EdgeUnroll)));
        }
    }

    /// <summary>Vectors of one row of keys; the last one may be partly filled.</summary>
    public int DimVectors => (Dim + Target.Lanes - 1) / Target.Lanes;

    /// <summary>Vectors of one row of values; the last one may be partly filled.</summary>
    public int RowVectors => (ValueDim + Target.Lanes - 1) / Target.Lanes;

    public int ValueStride => RowVectors * Target.Lanes;

    /// <summary>Vectors of the last weighted-sum tile of a row where it is narrower than the others; otherwise 0.</summary>
    public int LastValueVectors => RowVectors % ValueVectors;

    /// <summary>Query rows of a weighted-sum tile of some vectors: narrow last ones take all rows.</summary>
    public int RowsOf(int vectors) => vectors == ValueVectors || vectors > NarrowVectors ? ValueRows : QueryRows;

    /// <summary>Maxima, or rescaling factors, from a tile of some rows to the next.</summary>
    public int StatesOf(int rows) => rows == QueryRows ? StateRows : rows;

    /// <summary>Maxima and rescaling factors of a tile, one for each row and some to spare: a vector, whatever the number of rows.</summary>
    public const int StateRows = 8;

    /// <summary>Vectors of values that one pass of the weighted sum on groups covers: its accumulators take half of the registers.</summary>
    public int GroupVectors => Math.Max(1, Target.Registers / 2 / GroupHeads);

    /// <summary>Passes over the values of a block that the weighted sum on groups takes.</summary>
    public int GroupPasses => (RowVectors + GroupVectors - 1) / GroupVectors;

    public bool FullyUnrolled => DimUnroll == Dim;

    /// <summary>Registers of the score tile: accumulators, a vector for each column, and the broadcast query.</summary>
    public int ScoreRegisters => (QueryRows * KeyVectors) + KeyVectors + 1;

    /// <summary>Elements of the first hidden layer; 0 where the score has none.</summary>
    public int HiddenDim { get; init; }

    /// <summary>The hidden layers of the score.</summary>
    public int HiddenLayers { get; init; }

    /// <summary>
    /// Whether several rows at once go through a hidden layer. Only a rectifier leaves registers for that, and is so short that the loads
    /// which the rows share count; whatever else an activation is, one row after another takes no longer.
    /// </summary>
    public bool HasHiddenTiles => HiddenLayers == 1 && Activation == "Relu";

    /// <summary>The function of <c>VectorMath</c> that follows a hidden layer; empty where there is none.</summary>
    public string Activation { get; init; } = "";

    /// <summary>Whether the score cannot be computed on the caller's own keys, so that few rows are computed in tiles too.</summary>
    public bool TilesOnly { get; init; }

    /// <summary>
    /// Whether the weighted sum makes the weights of the keys that follow while it uses those before, in the first tile of a row: where the registers
    /// hold the exponential besides, rows are short, so that it counts, and there may be more keys than a vector has lanes.
    /// </summary>
    public bool FusesSoftmax =>
        Target == VectorTarget.Vector512 && WeightedSumRegisters + ExponentialRegisters <= Target.Registers &&
        ValueDim <= MostFusedElements && (WholeKeys == 0 || WholeKeys > Target.Lanes);

    /// <summary>Whether the tiles behind the first one of a row, which find their weights made, are an operation of their own.</summary>
    public bool HasWeightedColumns => FusesSoftmax && RowVectors > ValueVectors;

    /// <summary>Registers of the weighted-sum tile: accumulators, a vector for each column, and the broadcast weight.</summary>
    public int WeightedSumRegisters => (ValueRows * ValueVectors) + ValueVectors + 1;
}
