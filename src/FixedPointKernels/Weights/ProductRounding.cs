using System;
using System.Numerics;
using System.Runtime.InteropServices;
using FixedPointKernels.LinearAlgebra;
using FixedPointKernels.Memory;
using FixedPointKernels.Simd;

namespace FixedPointKernels.Weights;

/// <summary>How far rounding can move an entry of W v, from one pass over the weights and one over v, so that a residual can be judged
/// without a second product.</summary>
/// <param name="Terms">n, terms of a product.</param>
/// <param name="Kappa">κ, below: the largest of all rows.</param>
/// <param name="Size">The mean |Wᵢⱼ| of the row that has the largest.</param>
/// <param name="Growing">0.46 √n, below.</param>
/// <param name="Walk">2 √n: two deviations of a sum of n signs.</param>
/// <typeparam name="T"><see cref="float"/> or <see cref="double"/>.</typeparam>
/// <remarks>
/// A sum S of n products is rounded n times, each time by at most ½ε of what is summed so far. Up to 32 terms the bound is the proven one,
/// ½(n + 1) Σⱼ|Wᵢⱼ| max|v|. For longer sums that is some hundred times what happens, and nothing in float could be trusted at N = 300;
/// there roundings count as independent, but for terms that repeat or are lost, and the bound is four standard deviations. One is about 0.2
/// ε √(Σₖ Sₖ²) over the partial sums Sₖ, which
/// <list type="bullet">
/// <item>walk where signs are mixed: √(Σ Sₖ²) ≈ 0.9 Σⱼ|Wᵢⱼ| max|v|, of Gaussian weights;</item>
/// <item>grow where the weights' own partial sums do (averages, or all excitatory before all inhibitory
/// neurons): √(n/3) maxₖ|Σ_{j≤k} Wᵢⱼ| max|v|;</item>
/// <item>grow to (W v)ᵢ where v is aligned with a row, as a stored pattern is: √(n/3) max|W v|.</item>
/// </list>
/// The first two exclude each other: a vector is a mean and what is left beside it. Equal terms are not independent: added to a sum they
/// are rounded alike each time, by up to ½ε of it. Of n terms of m sizes, R = n/m of each, the deviation is √m times that of one size,
/// n/m · 0.29 ε, and four of them are 1.16 √(R n), or the proven ½n. R is counted: terms whose size is that of the one before, or of the
/// first of their eight (sizes that take turns have no equal neighbours). A term below a unit in the last place of the sum is lost, or
/// counted as a whole unit, each time again: at most itself and ½ε of the sum. Weights are looked at for that beside Σ_{j≤k}|Wᵢⱼ|, and v
/// beside max|W v|: of a network with one rate at 1 and 500 at 10⁻⁸ no weight tells. So κ = max(0.72 Σⱼ|Wᵢⱼ|, 0.46 √n maxₖ|Σ_{j≤k} Wᵢⱼ|,
/// min(1.16 √(R n), ½n) Σⱼ|Wᵢⱼ|) + lost weights, and the bound is ε √((κ max|v|)² + (0.46 √n max|W v|)²) + the lost of v. Below the normal
/// numbers a rounding is a unit of the smallest, however small the number: v counts as the smallest normal number at least, and a sum is
/// rounded n times. A residual that this cannot clear is computed with twice the digits (<see cref="CompensatedDot{T}"/>). Source: N. J.
/// Higham, T. Mary, "A new approach to probabilistic rounding error analysis", 2019.
/// </remarks>
internal readonly record struct ProductRounding<T>(int Terms, T Kappa, T Size, T Growing, T Walk)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private const int Proven = 32;
    private const double Deviations = 4 * 0.2;

    /// <summary>Measures a packed matrix; each of its columns holds the weights of one entry of the product.</summary>
    /// <param name="terms">Rows of the packed matrix: terms of a product.</param>
    /// <param name="columns">Its columns.</param>
    /// <param name="packed">As <see cref="Gemm.Pack"/> left it.</param>
    internal static ProductRounding<T> Of(int terms, int columns, ReadOnlySpan<T> packed)
    {
        bool proven = terms <= Proven;
        T growing = T.CreateTruncating(Deviations * Math.Sqrt(terms / 3.0));
        ProductRoundingKernel<T> kernel = new()
        {
            Terms = terms,
            Columns = columns,
            Packed = packed,
            Magnitudes = T.CreateTruncating(proven ? 0.5 * (terms + 1) : Deviations * 0.9),
            Peaks = proven ? T.Zero : growing,
            Repeats = T.CreateTruncating(proven ? 0 : 1.16 * Math.Sqrt(terms)),
            AllRepeat = T.CreateTruncating(0.5 * terms),
            Lost = T.CreateTruncating(proven ? 0 : 1),
        };
        Dispatch.Run<ProductRoundingKernel<T>, T>(ref kernel);
        return new(terms, kernel.Largest, kernel.Magnitude / T.CreateTruncating(terms), growing, T.CreateTruncating(2 * Math.Sqrt(terms)));
    }

    /// <summary>The bound for c·W v, in units of ε.</summary>
    /// <param name="vector">v.</param>
    /// <param name="factor">c, at least 0: what the product is multiplied by afterwards.</param>
    /// <param name="product">max|c·W v|, or a bound of it.</param>
    internal T Bound(ReadOnlySpan<T> vector, T factor, T product)
    {
        T smallest = Precision<T>.SmallestNormal, largest = MaxNorm.Of(vector);
        if (largest == T.Zero) return T.Zero;
        largest += smallest;
        T walked = (Kappa * (factor * largest)) + (T.CreateTruncating(Terms) * factor * smallest);
        if (Terms <= Proven) return walked;
        T grown = Growing * product;

        // At least √(walked² + grown²), and no square that could overflow or vanish.
        T independent = T.Max(walked, grown) + (T.CreateTruncating(0.5) * T.Min(walked, grown));
        T size = factor * Size;
        return independent + LostTerms.Of(vector, size, product + (Walk * size * largest));
    }
}

/// <summary>Columns side by side, down a panel.</summary>
internal ref struct ProductRoundingKernel<T> : IKernel<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    // Partial sums are measured after every 8 terms, and each term is compared with the first of its 8.
    private const int Block = 8;

    internal required int Terms;
    internal required int Columns;
    internal required ReadOnlySpan<T> Packed;
    internal required T Magnitudes;
    internal required T Peaks;
    internal required T Repeats;
    internal required T AllRepeat;
    internal required T Lost;
    internal T Largest;
    internal T Magnitude;

    public void Run<S, V>()
        where S : struct, ILanes<V, T>
        where V : unmanaged
    {
        ref T packed = ref MemoryMarshal.GetReference(Packed);
        int width = GemmBlocking.PanelColumns<S, V, T>();
        V zero = default, one = S.Broadcast(T.One), largest = default, largestMagnitude = default;
        V magnitudes = S.Broadcast(Magnitudes), peaks = S.Broadcast(Peaks), repeats = S.Broadcast(Repeats),
            allRepeat = S.Broadcast(AllRepeat);
        V unit = S.Broadcast(Precision<T>.Epsilon), perUnit = S.Broadcast(T.One / Precision<T>.Epsilon);
        V half = S.Broadcast(T.CreateTruncating(0.5)), losing = S.Broadcast(Lost);
        for (int panel = 0; panel < Columns; panel += width)
        {
            // The last panel is filled up with zeros.
            for (int column = 0; column < width && panel + column < Columns; column += S.Count)
            {
                V sum = default, magnitude = default, peak = default, repeated = default, before = default, lost = default;
                nuint at = (nuint)((panel * Terms) + column);
                for (int k = 0; k < Terms;)
                {
                    int end = Math.Min(Terms, k + Block);
                    V first = zero;
                    for (; k < end; k++, at += (nuint)width)
                    {
                        V weight = S.Load(ref packed, at), size = S.Abs(weight);
                        sum = S.Add(sum, weight);
                        V floor = S.Multiply(unit, magnitude);
                        magnitude = S.Add(magnitude, size);

                        // A zero adds nothing and so is not rounded: the sizes before it are what counts.
                        V apart = S.Min(S.Abs(S.Subtract(size, before)), S.Abs(S.Subtract(size, first)));
                        repeated = S.Add(repeated, S.IfGreater(size, zero, S.IfGreater(apart, zero, zero, one), zero));
                        before = S.IfGreater(size, zero, size, before);
                        first = S.IfGreater(first, zero, first, size);
                        lost = S.Add(lost, S.IfGreater(size, floor, zero, S.Min(size, S.Multiply(half, floor))));
                    }

                    peak = S.Max(peak, S.Abs(sum));
                }

                V alike = S.Multiply(S.Min(allRepeat, S.Multiply(repeats, S.Sqrt(repeated))), magnitude);
                V kappa = S.Max(S.Max(S.Multiply(magnitudes, magnitude), S.Multiply(peaks, peak)), alike);
                largest = S.Max(largest, S.MultiplyAdd(S.Multiply(losing, perUnit), lost, kappa));
                largestMagnitude = S.Max(largestMagnitude, magnitude);
            }
        }

        Largest = S.Largest(largest);
        Magnitude = S.Largest(largestMagnitude);
    }
}
