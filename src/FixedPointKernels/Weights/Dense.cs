using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Weights;

/// <summary>Every weight stored, and packed for the matrix products: <see cref="PackedWeights{T}"/> as a map takes it.</summary>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <param name="weights">W; shared, not copied.</param>
/// <remarks>Also for masked weights where zeros are no more than nine tenths or so: a zero costs a multiply-add, an index of
/// <see cref="Sparse{T}"/> some ten.</remarks>
public readonly struct Dense<T>(PackedWeights<T> weights) : IWeights<Dense<T>, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly PackedWeights<T> weights = weights;

    /// <summary>Packed weights are dense weights.</summary>
    public static implicit operator Dense<T>(PackedWeights<T> weights) => new(weights);

    /// <inheritdoc/>
    public int Outputs => weights.Outputs;

    /// <inheritdoc/>
    public int Inputs => weights.Inputs;

    /// <inheritdoc/>
    public ScratchSize Scratch(int rows) => ScratchSize.None;

    /// <inheritdoc/>
    public void Multiply(int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        weights.Multiply(rows, vectors, T.Zero, products);

    /// <inheritdoc/>
    public void MultiplyTransposed(int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch) =>
        weights.MultiplyTransposed(rows, vectors, T.Zero, products);

    /// <inheritdoc/>
    public static bool WritesRows(in Dense<T> weights) => true;

    /// <inheritdoc/>
    public static void WriteRow(in Dense<T> weights, int row, Span<T> values) => weights.Row(row).CopyTo(values);

    static ReadOnlySpan<T> IWeights<Dense<T>, T>.Stored(in Dense<T> weights) => weights.weights.Values;

    static T IWeights<Dense<T>, T>.LargestRowSum(in Dense<T> weights)
    {
        ProductRounding<T> rounding = weights.weights.Rounding;
        return rounding.Size * T.CreateTruncating(rounding.Terms);
    }

    static T IWeights<Dense<T>, T>.Rounding(in Dense<T> weights, Transpose form, ReadOnlySpan<T> vector, T factor, T product) =>
        (form == Transpose.No ? weights.weights.Rounding : weights.weights.RoundingTransposed).Bound(vector, factor, product);

    static int IWeights<Dense<T>, T>.PreparedLength(in Dense<T> weights) => 0;

    static ScratchSize IWeights<Dense<T>, T>.EntryScratch(in Dense<T> weights) => ScratchSize.Of(weights.Outputs);

    static void IWeights<Dense<T>, T>.Prepare(
        in Dense<T> weights, Transpose form, ReadOnlySpan<T> vector, ReadOnlySpan<T> low, Span<T> prepared, Scratch<T> scratch)
    {
    }

    static CompensatedDot<T> IWeights<Dense<T>, T>.Entry(
        in Dense<T> weights, Transpose form, int i, ReadOnlySpan<T> vector, ReadOnlySpan<T> low,
        ReadOnlySpan<T> prepared, Scratch<T> scratch,
        out T correction, out T largest)
    {
        ReadOnlySpan<T> entries = form == Transpose.No ? weights.Row(i) : weights.Column(i, scratch);
        (correction, largest) = low.IsEmpty ? (T.Zero, T.Zero) : (Dot.Product(entries, low), MaxNorm.Of(entries));
        return CompensatedDot<T>.Of(entries, vector);
    }

    private ReadOnlySpan<T> Row(int i) => weights.Values.Slice(i * Inputs, Inputs);

    // Pieces of a row of the packed Wᵀ, a panel's columns each, where W itself would give one element of every cache line.
    private ReadOnlySpan<T> Column(int i, Scratch<T> scratch)
    {
        scratch.Take(Outputs, out Span<T> column);
        int width = GemmBlocking.PanelColumns<T>();
        for (int from = 0; from < column.Length; from += width)
        {
            ReadOnlySpan<T> piece = weights.Forward.Slice((from * Inputs) + (i * width), Math.Min(width, column.Length - from));
            piece.CopyTo(column[from..]);
        }

        return column;
    }
}
