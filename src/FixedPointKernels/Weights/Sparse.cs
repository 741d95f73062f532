using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Weights;

/// <summary>Weights of which only some are there: <see cref="SparseWeights{T}"/> as a map takes it.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="weights">W; shared, not copied.</param>
/// <remarks>Networks of up to 2,048 neurons have a Jacobian, for Newton and the paths of auto; beyond it
/// would outweigh the weights by far.</remarks>
public readonly struct Sparse<T>(SparseWeights<T> weights) : IWeights<Sparse<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Where N² elements and LU steps of ⅔N³ are still small: 32 MB of doubles and some 0.1 to 0.3 s a step.</summary>
    internal const int MostWithJacobian = 2048;

    private readonly SparseWeights<T> weights = weights;

    /// <summary>Sparse weights as a map takes them.</summary>
    public static implicit operator Sparse<T>(SparseWeights<T> weights) => new(weights);

    /// <inheritdoc/>
    public int Outputs => weights.Outputs;

    /// <inheritdoc/>
    public int Inputs => weights.Inputs;

    /// <inheritdoc/>
    public ScratchSize Scratch(int rows) =>
        ScratchSize.Max(SparseProduct<T>.Scratch(rows, Outputs, Inputs), SparseProduct<T>.Scratch(rows, Inputs, Outputs));

    /// <inheritdoc/>
    public void Multiply(int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        Run(weights.Rows, Inputs, rows, vectors, products, scratch);

    /// <inheritdoc/>
    public void MultiplyTransposed(int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        Run(weights.Turned, Outputs, rows, vectors, products, scratch);

    /// <inheritdoc/>
    public static bool WritesRows(in Sparse<T> weights) => weights.Outputs <= MostWithJacobian;

    /// <inheritdoc/>
    public static void WriteRow(in Sparse<T> weights, int row, Span<T> values)
    {
        Throw.IfNotLength(values.Length, weights.Inputs, nameof(values));
        values.Clear();
        weights.weights.Rows.Line(row, out ReadOnlySpan<int> at, out ReadOnlySpan<T> entries);
        for (int k = 0; k < at.Length; k++) values[at[k]] = entries[k];
    }

    static ReadOnlySpan<T> IWeights<Sparse<T>, T>.Stored(in Sparse<T> weights) => default;

    static T IWeights<Sparse<T>, T>.LargestRowSum(in Sparse<T> weights) => weights.weights.Rows.LargestSum;

    // The proven bound: a chain of n multiply-adds is rounded n times, each time by at most ½ε of what it holds;
    // below the normal numbers by a unit each.
    static T IWeights<Sparse<T>, T>.Rounding(in Sparse<T> weights, Transpose form, ReadOnlySpan<T> vector, T factor, T product)
    {
        SparseLines<T> lines = form == Transpose.No ? weights.weights.Rows : weights.weights.Turned;
        T largest = MaxNorm.Of(vector), half = T.CreateTruncating(0.5);
        if (largest == T.Zero) return T.Zero;
        T terms = T.CreateTruncating(lines.Longest + 1);
        return factor * ((half * terms * lines.LargestSum * largest) + (terms * Precision<T>.SmallestNormal));
    }

    static int IWeights<Sparse<T>, T>.PreparedLength(in Sparse<T> weights) => 0;

    static ScratchSize IWeights<Sparse<T>, T>.EntryScratch(in Sparse<T> weights)
    {
        ScratchSize line = ScratchSize.Of(Math.Max(weights.weights.Rows.Longest, weights.weights.Turned.Longest));
        return line + line;
    }

    static void IWeights<Sparse<T>, T>.Prepare(
        in Sparse<T> weights, Transpose form, ReadOnlySpan<T> vector, ReadOnlySpan<T> low, Span<T> prepared, Scratch<T> scratch)
    {
    }

    static CompensatedDot<T> IWeights<Sparse<T>, T>.Entry(
        in Sparse<T> weights, Transpose form, int i, ReadOnlySpan<T> vector, ReadOnlySpan<T> low,
        ReadOnlySpan<T> prepared, Scratch<T> scratch,
        out T correction, out T largest)
    {
        SparseLines<T> lines = form == Transpose.No ? weights.weights.Rows : weights.weights.Turned;
        lines.Line(i, out ReadOnlySpan<int> at, out ReadOnlySpan<T> entries);
        scratch.Take(at.Length, out Span<T> met).Take(at.Length, out Span<T> metLow);
        for (int k = 0; k < at.Length; k++) met[k] = vector[at[k]];
        (correction, largest) = (T.Zero, T.Zero);
        if (!low.IsEmpty)
        {
            for (int k = 0; k < at.Length; k++) metLow[k] = low[at[k]];
            (correction, largest) = (Dot.Product<T>(entries, metLow), MaxNorm.Of(entries));
        }

        return CompensatedDot<T>.Of(entries, met);
    }

    private static void Run(SparseLines<T> lines, int length, int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        Throw.IfNotMatrix(vectors.Length, rows, length, length, nameof(vectors));
        Throw.IfNotMatrix(products.Length, rows, lines.Count, lines.Count, nameof(products));
        Throw.IfOverlaps(vectors, products, nameof(vectors), nameof(products));
        SparseProduct<T> product = new(lines, length, rows, vectors, products, scratch);
        Dispatch.Run<SparseProduct<T>, T>(ref product);
    }
}
