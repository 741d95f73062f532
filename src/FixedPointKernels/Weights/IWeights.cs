using System;
using System.Numerics;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;

namespace FixedPointKernels.Weights;

/// <summary>A weight matrix W as a map needs it: its products with vectors, and its rows where it can write them.</summary>
/// <typeparam name="TSelf">The struct that implements it, a small one over shared parameters: <see cref="Dense{T}"/>,
/// <see cref="Sparse{T}"/>, <see cref="LowRank{T}"/> or your own.</typeparam>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// Row k of every product depends on row k of the vectors only, bit for bit, whatever the number of rows. The static members have defaults
/// and are what a kind may know better: without rows a map has no Jacobian (Krylov takes the place of Newton), and without a word on
/// rounding a product counts as good to four roundings of each of its elements (docs/statuses.md).
/// </remarks>
public interface IWeights<TSelf, T>
    where TSelf : struct, IWeights<TSelf, T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    /// <summary>Rows of W.</summary>
    int Outputs { get; }

    /// <summary>Columns of W.</summary>
    int Inputs { get; }

    /// <summary>Scratch that the products need for that many vectors.</summary>
    ScratchSize Scratch(int rows);

    /// <summary>products ← W v of every row v of the vectors.</summary>
    /// <param name="rows">Vectors.</param>
    /// <param name="vectors">rows × <see cref="Inputs"/>.</param>
    /// <param name="products">rows × <see cref="Outputs"/>, overwritten; must not overlap the vectors.</param>
    /// <param name="scratch">As <see cref="Scratch"/> says.</param>
    void Multiply(int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch);

    /// <summary>products ← Wᵀ v of every row v of the vectors; rows × <see cref="Outputs"/> in,
    /// rows × <see cref="Inputs"/> out, without overlap.</summary>
    void MultiplyTransposed(int rows, ReadOnlySpan<T> vectors, Span<T> products, Scratch<T> scratch);

    /// <summary>Whether <see cref="WriteRow"/> can be asked, and an N × N matrix of such rows is worth its memory.</summary>
    static virtual bool WritesRows(in TSelf weights) => false;

    /// <summary>values ← row i of W, <see cref="Inputs"/> elements.</summary>
    static virtual void WriteRow(in TSelf weights, int row, Span<T> values) =>
        throw new NotSupportedException($"{typeof(TSelf).Name} writes no rows.");

    /// <summary>W row-major where it is stored so; else empty.</summary>
    internal static virtual ReadOnlySpan<T> Stored(in TSelf weights) => default;

    /// <summary>maxᵢ Σⱼ|Wᵢⱼ|, or +∞ where nobody knows.</summary>
    internal static virtual T LargestRowSum(in TSelf weights) => T.PositiveInfinity;

    /// <summary>How far rounding may move an element of factor · W v (or Wᵀ v), in units of ε.</summary>
    /// <param name="weights">W.</param>
    /// <param name="form">Which product.</param>
    /// <param name="vector">v.</param>
    /// <param name="factor">At least 0: what the product is multiplied by afterwards.</param>
    /// <param name="product">max|factor · W v|, or a bound of it.</param>
    internal static virtual T Rounding(in TSelf weights, Transpose form, ReadOnlySpan<T> vector, T factor, T product) =>
        T.CreateTruncating(4) * product;

    /// <summary>Elements that <see cref="Prepare"/> leaves.</summary>
    internal static virtual int PreparedLength(in TSelf weights) => Math.Max(weights.Outputs, weights.Inputs);

    /// <summary>Scratch of <see cref="Prepare"/> and <see cref="Entry"/>.</summary>
    internal static virtual ScratchSize EntryScratch(in TSelf weights) => weights.Scratch(1);

    /// <summary>What all entries of a product share, before <see cref="Entry"/> is asked for some.</summary>
    /// <param name="weights">W.</param>
    /// <param name="form">Which product.</param>
    /// <param name="vector">v.</param>
    /// <param name="low">What v's elements lack of the exact ones; or empty.</param>
    /// <param name="prepared">As long as <see cref="PreparedLength"/> says.</param>
    /// <param name="scratch">As <see cref="EntryScratch"/> says.</param>
    internal static virtual void Prepare(
        in TSelf weights, Transpose form, ReadOnlySpan<T> vector, ReadOnlySpan<T> low, Span<T> prepared, Scratch<T> scratch)
    {
        if (form == Transpose.No) weights.Multiply(1, vector, prepared[..weights.Outputs], scratch);
        else weights.MultiplyTransposed(1, vector, prepared[..weights.Inputs], scratch);
    }

    /// <summary>Entry i of W (v + low), or of Wᵀ (v + low), with twice the digits.</summary>
    /// <param name="weights">W.</param>
    /// <param name="form">Which product.</param>
    /// <param name="i">Which entry.</param>
    /// <param name="vector">v.</param>
    /// <param name="low">What v's elements lack of the exact ones; or empty.</param>
    /// <param name="prepared">As <see cref="Prepare"/> left it.</param>
    /// <param name="scratch">As <see cref="EntryScratch"/> says.</param>
    /// <param name="correction">The part of low, summed plainly; 0 where it is in the sum already.</param>
    /// <param name="largest">The largest |Wᵢⱼ| that the part of low meets; 0 where there is none.</param>
    internal static virtual CompensatedDot<T> Entry(
        in TSelf weights, Transpose form, int i, ReadOnlySpan<T> vector, ReadOnlySpan<T> low, ReadOnlySpan<T> prepared, Scratch<T> scratch,
        out T correction, out T largest)
    {
        // Four roundings of the entry: what Error makes of Lost.
        (correction, largest) = (T.Zero, T.Zero);
        T size = T.Abs(prepared[i]);
        return new(prepared[i], T.Zero, size, T.CreateTruncating(4) * size / T.CreateTruncating(vector.Length + 2));
    }
}
