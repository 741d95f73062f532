using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Weights;

/// <summary>W = U V by its factors: <see cref="LowRankWeights{T}"/> as a map takes it. A product costs 2 N · rank multiply-adds.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="weights">W; shared, not copied.</param>
/// <remarks>Networks of up to 2,048 neurons have a Jacobian, as those of <see cref="Sparse{T}"/>.</remarks>
public readonly struct LowRank<T>(LowRankWeights<T> weights) : IWeights<LowRank<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly LowRankWeights<T> weights = weights;

    /// <summary>Weights of low rank as a map takes them.</summary>
    public static implicit operator LowRank<T>(LowRankWeights<T> weights) => new(weights);

    /// <inheritdoc/>
    public int Outputs => weights.Outputs;

    /// <inheritdoc/>
    public int Inputs => weights.Inputs;

    /// <inheritdoc/>
    public ScratchSize Scratch(int rows) => ScratchSize.Of(rows, weights.Rank);

    /// <inheritdoc/>
    public void Multiply(int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        scratch.Take(rows, weights.Rank, out Span<T> inner);
        weights.Right.Multiply(rows, vectors, T.Zero, inner);
        weights.Left.Multiply(rows, inner, T.Zero, products);
    }

    /// <inheritdoc/>
    public void MultiplyTransposed(int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch)
    {
        scratch.Take(rows, weights.Rank, out Span<T> inner);
        weights.Left.MultiplyTransposed(rows, vectors, T.Zero, inner);
        weights.Right.MultiplyTransposed(rows, inner, T.Zero, products);
    }

    /// <inheritdoc/>
    public static bool WritesRows(in LowRank<T> weights) => weights.Outputs <= Sparse<T>.MostWithJacobian;

    /// <inheritdoc/>
    public static void WriteRow(in LowRank<T> weights, int row, Span<T> values)
    {
        int rank = weights.weights.Rank;
        weights.weights.Right.MultiplyTransposed(1, weights.weights.Left.Values.Slice(row * rank, rank), T.Zero, values);
    }

    // Σⱼ|Wᵢⱼ| ≤ Σₗ|Uᵢₗ| Σⱼ|Vₗⱼ|.
    static ReadOnlySpan<T> IWeights<LowRank<T>, T>.Stored(in LowRank<T> weights) => default;

    static T IWeights<LowRank<T>, T>.LargestRowSum(in LowRank<T> weights) =>
        RowSum(weights.weights.Left.Rounding) * RowSum(weights.weights.Right.Rounding);

    // The rounding of the inner product goes through the outer one, which has the proven bound of its few terms; the inner
    // one is at most its row sum times max|v|.
    static T IWeights<LowRank<T>, T>.Rounding(in LowRank<T> weights, Transpose form, ReadOnlySpan<T> vector, T factor, T product)
    {
        LowRankWeights<T> w = weights.weights;
        ProductRounding<T> inner = form == Transpose.No ? w.Right.Rounding : w.Left.RoundingTransposed;
        ProductRounding<T> outer = form == Transpose.No ? w.Left.Rounding : w.Right.RoundingTransposed;
        T size = RowSum(inner) * MaxNorm.Of(vector), terms = T.CreateTruncating(weights.weights.Rank + 1), half = T.CreateTruncating(0.5);
        if (size == T.Zero) return T.Zero;
        T through = inner.Bound(vector, T.One, size) + (half * terms * size);
        return factor * ((through * RowSum(outer)) + (terms * Precision<T>.SmallestNormal));
    }

    // Of every inner entry the sum, its correction, its magnitude and what was lost.
    static int IWeights<LowRank<T>, T>.PreparedLength(in LowRank<T> weights) => 4 * weights.weights.Rank;

    static ScratchSize IWeights<LowRank<T>, T>.EntryScratch(in LowRank<T> weights) =>
        ScratchSize.Max(ScratchSize.Of(weights.weights.Rank), ScratchSize.Of(Math.Max(weights.Outputs, weights.Inputs)));

    static void IWeights<LowRank<T>, T>.Prepare(
        in LowRank<T> weights, Transpose form, ReadOnlySpan<T> vector, ReadOnlySpan<T> low, Span<T> prepared, Scratch<T> scratch)
    {
        PackedWeights<T> factor = form == Transpose.No ? weights.weights.Right : weights.weights.Left;
        int rank = weights.weights.Rank;
        scratch.Take(vector.Length, out Span<T> room);
        for (int l = 0; l < rank; l++)
        {
            ReadOnlySpan<T> line = Line(factor, form, l, room);
            CompensatedDot<T> inner = CompensatedDot<T>.Of(line, vector);
            T lowPart = low.IsEmpty ? T.Zero : Dot.Product(line, low), lowSize = low.IsEmpty ? T.Zero : MaxNorm.Of(line) * Sum(low);
            (prepared[l], prepared[rank + l]) = (inner.Sum, inner.Correction + lowPart);
            (prepared[(2 * rank) + l], prepared[(3 * rank) + l]) = (inner.Magnitude, inner.Lost + lowSize);
        }
    }

    // Σₗ Uᵢₗ (sumₗ + correctionₗ): what is lost of the inner sums goes through |Uᵢₗ|, as Error counts them over more terms than the rank.
    static CompensatedDot<T> IWeights<LowRank<T>, T>.Entry(
        in LowRank<T> weights, Transpose form, int i, ReadOnlySpan<T> vector, ReadOnlySpan<T> low,
        ReadOnlySpan<T> prepared, Scratch<T> scratch,
        out T correction, out T largest)
    {
        PackedWeights<T> factor = form == Transpose.No ? weights.weights.Left : weights.weights.Right;
        int rank = weights.weights.Rank;
        scratch.Take(rank, out Span<T> room);
        ReadOnlySpan<T> line = Line(factor, form, i, room);
        CompensatedDot<T> outer = CompensatedDot<T>.Of(line, prepared[..rank]);
        (T rest, T magnitude, T lost) = (T.Zero, T.Zero, outer.Lost);
        for (int l = 0; l < rank; l++)
        {
            T size = T.Abs(line[l]), part = line[l] * prepared[rank + l];
            (rest, magnitude) = (rest + part, magnitude + (size * prepared[(2 * rank) + l]));
            lost += T.Abs(part) + (size * prepared[(3 * rank) + l]);
        }

        (correction, largest) = (T.Zero, T.Zero);
        return new(outer.Sum, outer.Correction + rest, magnitude, lost);
    }

    private static T RowSum(ProductRounding<T> rounding) => rounding.Size * T.CreateTruncating(rounding.Terms);

    private static T Sum(ReadOnlySpan<T> values) => System.Numerics.Tensors.TensorPrimitives.SumOfMagnitudes(values);

    // Row i of a factor, or its column i.
    private static ReadOnlySpan<T> Line(PackedWeights<T> factor, Transpose form, int i, Span<T> room)
    {
        if (form == Transpose.No) return factor.Values.Slice(i * factor.Inputs, factor.Inputs);
        Span<T> line = room[..factor.Outputs];
        for (int k = 0; k < line.Length; k++) line[k] = factor.Values[(k * factor.Inputs) + i];
        return line;
    }
}
